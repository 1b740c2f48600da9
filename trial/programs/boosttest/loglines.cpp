#include <trial/programs/boosttest/loglines.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <trial/programs/boosttest/numbers.hpp>

namespace trial::frameworks::boosttest {

std::optional<std::string_view> after(std::string_view text, std::string_view start) {
  if (!text.starts_with(start)) return std::nullopt;
  return text.substr(start.size());
}

std::optional<double> testingTime(std::string_view text) {
  if (text.empty()) return 0;
  const auto time = after(text, "; testing time: ");
  if (!time) return std::nullopt;
  const auto unit = time->substr(time->size() - std::min<std::size_t>(time->size(), 2));
  const auto number = groupedNumber(time->substr(0, time->size() - unit.size()));
  if (number && unit == "us") return static_cast<double>(*number) * 1e-6;
  if (number && unit == "ms") return static_cast<double>(*number) * 1e-3;
  return std::nullopt;
}

std::optional<std::string_view> unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::nullopt;
  return text.substr(1, text.size() - 2);
}

std::string_view firstLineOf(std::string_view text) { return text.substr(0, text.find('\n')); }

std::string_view placeOf(std::string_view line) {
  const auto paren = firstLineOf(line).find("): ");
  return paren == std::string_view::npos ? std::string_view() : line.substr(0, paren + 3);
}

std::string withUsualPlace(std::string_view line) {
  const auto place = placeOf(line);
  const auto paren = place.rfind('(');
  if (paren == std::string_view::npos) return std::string(line);
  const auto file = place.substr(0, paren);
  const auto number = groupedNumber(place.substr(paren + 1, place.rfind(')') - paren - 1));
  if (!number || file == "unknown location") return std::string(line);
  return fmt::format("{}:{}: {}", file, *number, line.substr(place.size()));
}

bool isErrorOf(std::string_view text, std::string_view start, const std::string& name) {
  const auto quoted = name + "\": ";
  return text.starts_with(start) && text.substr(start.size()).starts_with(firstLineOf(quoted));
}

bool tellsErrorOf(std::string_view line, const std::string& name) {
  const auto place = placeOf(line);
  if (place.empty()) return false;
  const auto text = line.substr(place.size());
  return isErrorOf(text, "error: in \"", name) || isErrorOf(text, "fatal error: in \"", name);
}

}  // namespace trial::frameworks::boosttest
