#include <trial/programs/boosttest/verdict.hpp>

#include <algorithm>

namespace trial::frameworks::boosttest {

namespace {

constexpr std::string_view start = "<TestResult>";
constexpr std::string_view suite = "<TestSuite name=\"";
constexpr std::string_view result = "\" result=\"";
constexpr std::string_view end = "</TestSuite></TestResult>";
constexpr std::size_t longest = 4096;  // it has the module's name

/// The verdict that begins `text`, all of which is in front of its end.
std::optional<Verdict> verdictOf(std::string_view text) {
  const auto name = start.size() + suite.size();
  if (text.substr(start.size(), suite.size()) != suite) return std::nullopt;
  const auto nameEnd = text.find('"', name);
  if (nameEnd == std::string_view::npos || !text.substr(nameEnd).starts_with(result))
    return std::nullopt;
  const auto word = text.substr(nameEnd + result.size());
  return Verdict{!word.starts_with("passed\""), text.substr(name, nameEnd - name)};
}

}  // namespace

std::optional<Verdict> verdictIn(std::string_view written, std::size_t from) {
  for (auto at = written.find(start, from); at != std::string_view::npos;) {
    const auto next = written.find(start, at + 1);
    const auto text = written.substr(at, next - at);
    const auto close = text.find(end);
    auto verdict =
        close == std::string_view::npos ? std::nullopt : verdictOf(text.substr(0, close));
    if (verdict) {
      verdict->begin = at;
      verdict->end = at + close + end.size();
      return verdict;
    }
    at = next;
  }
  return std::nullopt;
}

std::size_t begunVerdictIn(std::string_view written) {
  const auto at = written.rfind(start);
  if (at != std::string_view::npos && written.find(end, at) == std::string_view::npos &&
      written.size() - at <= longest)
    return written.size() - at;
  for (auto size = std::min(start.size() - 1, written.size()); size > 0; --size) {
    if (written.ends_with(start.substr(0, size))) return size;
  }
  return 0;
}

std::string escapedName(std::string_view module) {
  std::string escaped;
  for (const char byte : module) {
    switch (byte) {
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '&': escaped += "&amp;"; break;
      case '\'': escaped += "&apos;"; break;
      case '"': escaped += "&quot;"; break;
      default: escaped += byte;
    }
  }
  return escaped;
}

}  // namespace trial::frameworks::boosttest
