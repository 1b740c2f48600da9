#include <trial/programs/googletest/names.hpp>

#include <fmt/format.h>

namespace trial::frameworks::googletest {

namespace {

/// The name of which this is the id, if it ends with the number of an equal name.
std::optional<std::string_view> nameOf(std::string_view id) {
  constexpr std::string_view sign = " #";
  const auto at = id.rfind(sign);
  if (at == std::string_view::npos) return std::nullopt;
  const auto number = id.substr(at + sign.size());
  if (number.empty() || number.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  return id.substr(0, at);
}

/// In a filter `:` separates, the first `-` begins what is left out, `*` and `?` stand for other
/// letters, and nothing can be escaped.
std::string patternFor(std::string_view name) {
  std::string pattern(name);
  for (char& letter : pattern) {
    if (letter == ':' || letter == '-' || letter == '*') letter = '?';
  }
  return pattern;
}

}  // namespace

bool isDisabled(std::string_view id) {
  for (const auto* mark : {"/DISABLED_", ".DISABLED_"}) {
    if (id.find(mark) != std::string_view::npos) return true;
  }
  return id.starts_with("DISABLED_");
}

std::string EqualNames::idOfNext(std::string_view name) {
  const auto number = ++seen_[std::string(name)];
  return number == 1 ? std::string(name) : fmt::format("{} #{}", name, number);
}

std::string patternsFor(std::string_view id) {
  auto patterns = patternFor(id);
  // The number may be a part of the name as well.
  if (const auto name = nameOf(id)) patterns += ':' + patternFor(*name);
  return patterns;
}

}  // namespace trial::frameworks::googletest
