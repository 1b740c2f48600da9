#include <trial/programs/boosttest/verdict.hpp>

#include <algorithm>

namespace trial::frameworks::boosttest {

namespace {

constexpr std::string_view start = "\n*** ";
constexpr std::size_t longest = 4096;  // it has the module's name

}  // namespace

std::size_t verdictIn(std::string_view written) {
  const auto end = written.substr(written.size() - std::min(written.size(), longest));
  auto at = end.rfind(start);
  if (at == std::string_view::npos && end.starts_with(start.substr(1))) at = 0;
  if (at != std::string_view::npos) {
    const auto newline = end.find('\n', at + 1);
    if (newline == std::string_view::npos || newline + 1 == end.size()) return end.size() - at;
  }
  for (auto size = start.size() - 1; size > 1; --size) {
    const auto begun = start.substr(0, size);
    if (end == begun.substr(1)) return end.size();
    if (end.ends_with(begun)) return size;
  }
  // A newline that only ends a line is the program's.
  return end == "\n" || end.ends_with("\n\n") ? 1 : 0;
}

std::optional<bool> anyFailedIn(std::string_view text) {
  if (text.starts_with('\n')) text.remove_prefix(1);
  constexpr auto stars = start.substr(1);
  if (!text.starts_with(stars) || !text.ends_with('\n')) return std::nullopt;
  const auto verdict = text.substr(stars.size(), text.size() - stars.size() - 1);
  if (verdict == "No errors detected") return false;
  const bool failed = verdict.starts_with("Errors were detected in the test ") ||
                      verdict.starts_with("The test ") ||
                      verdict.find(" detected") != std::string_view::npos;
  return failed ? std::optional(true) : std::nullopt;
}

}  // namespace trial::frameworks::boosttest
