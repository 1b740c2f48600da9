#include <trial/programs/googletest/lines.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

#include <trial/programs/common/numbers.hpp>

namespace trial::frameworks::googletest {

namespace {

constexpr std::string_view colour = "\x1b[0;3";
constexpr std::size_t wordAt = colour.size() + 2;  // behind a digit and an m
constexpr std::string_view endOfColour = "\x1b[m";
constexpr std::size_t wordSize = std::string_view("[ RUN      ] ").size();
static_assert(markSize == wordAt + wordSize + endOfColour.size());

constexpr std::pair<std::string_view, Mark> marks[] = {
    {"[ RUN      ] ", Mark::run},    {"[       OK ] ", Mark::ok},
    {"[  FAILED  ] ", Mark::failed}, {"[  SKIPPED ] ", Mark::skipped},
    {"[----------] ", Mark::suite},  {"[==========] ", Mark::program},
    {"[ DISABLED ] ", Mark::other},  {"[  PASSED  ] ", Mark::other},
};

/// Whether it is a whole number, whose digits the program's locale may group.
bool isNumber(std::string_view text) {
  constexpr std::string_view groups = ",.' _";
  return !text.empty() && isDigit(text.front()) && isDigit(text.back()) &&
         std::all_of(text.begin(), text.end(), [groups](char letter) {
           return isDigit(letter) || groups.find(letter) != std::string_view::npos ||
                  static_cast<unsigned char>(letter) >= 0x80U;
         });
}

/// Whether it is the first line of a message of this kind, "Failure" or "Skipped".
bool beginsMessageOf(std::string_view line, std::string_view kind) {
  // Version 1.10 has no place where an environment skips.
  if (line == "Skipped" && line == kind) return true;
  if (!line.ends_with(kind)) return false;
  line.remove_suffix(kind.size());
  if (!line.ends_with(": ")) return false;
  line.remove_suffix(2);
  if (line.ends_with("unknown file")) return true;
  const auto colon = line.rfind(':');
  return colon != std::string_view::npos && isNumber(line.substr(colon + 1));
}

/// Where the first message of this kind begins; npos if there is none.
std::size_t findMessage(std::string_view said, std::string_view kind) {
  for (std::size_t from = 0; from < said.size();) {
    const auto end = std::min(said.find('\n', from), said.size());
    if (beginsMessageOf(said.substr(from, end - from), kind)) return from;
    from = end + 1;
  }
  return std::string_view::npos;
}

std::string_view withoutNewlines(std::string_view text) {
  const auto last = text.find_last_not_of("\r\n");
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

}  // namespace

Mark markAt(std::string_view text) {
  if (!text.starts_with(colour) || !isDigit(text[wordAt - 2]) || text[wordAt - 1] != 'm' ||
      text.substr(wordAt + wordSize, endOfColour.size()) != endOfColour)
    return Mark::none;
  const auto word = text.substr(wordAt, wordSize);
  for (const auto& mark : marks) {
    if (mark.first == word) return mark.second;
  }
  return Mark::none;
}

bool mayBecomeMark(std::string_view text) {
  const auto size = std::min(text.size(), colour.size());
  if (text.size() >= markSize || text.substr(0, size) != colour.substr(0, size)) return false;
  // The digit and the m are followed by a bracket, or by the first letter of a note.
  return text.size() <= wordAt || text[wordAt] == '[' || text[wordAt] == 'N' || text[wordAt] == ' ';
}

std::size_t noteAt(std::string_view text) {
  for (const auto* beginning : {"\x1b[0;33mNote: ", "\x1b[0;33m  YOU HAVE "}) {
    if (!text.starts_with(beginning)) continue;
    const auto end = text.find(endOfColour);
    return end == std::string_view::npos ? end : end + endOfColour.size();
  }
  return 0;
}

bool beginsMessage(std::string_view line) {
  return beginsMessageOf(line, "Failure") || beginsMessageOf(line, "Skipped");
}

std::size_t findFailure(std::string_view said) { return findMessage(said, "Failure"); }

std::size_t findSkip(std::string_view said) { return findMessage(said, "Skipped"); }

std::string failuresIn(std::string_view said) {
  const auto at = findFailure(said);
  if (at == std::string_view::npos) return {};
  return std::string(withoutNewlines(said.substr(at)));
}

std::optional<std::string> skipReasonIn(std::string_view said) {
  const auto at = findSkip(said);
  if (at == std::string_view::npos) return std::nullopt;
  const auto newline = std::min(said.find('\n', at), said.size() - 1);
  auto reason = withoutNewlines(said.substr(newline + 1));
  // An environment's is printed twice.
  const auto half = reason.size() / 2;
  if (reason.size() % 2 == 1 && reason[half] == '\n' &&
      reason.substr(0, half) == reason.substr(half + 1))
    reason = reason.substr(0, half);
  return std::string(reason);
}

bool tellsException(std::string_view failures) {
  constexpr std::string_view place = "unknown file: Failure\n";
  for (auto at = failures.find(place); at != std::string_view::npos;
       at = failures.find(place, at + 1)) {
    const auto message = failures.substr(at + place.size());
    if (message.starts_with("C++ exception with description \"") ||
        message.starts_with("Unknown C++ exception thrown in "))
      return true;
  }
  return false;
}

std::optional<double> secondsAtEnd(std::string_view text) {
  constexpr std::string_view unit = " ms)";
  if (!text.ends_with(unit)) return std::nullopt;
  text.remove_suffix(unit.size());
  const auto open = text.rfind(" (");
  if (open == std::string_view::npos) return std::nullopt;
  const auto number = text.substr(open + 2);
  if (!isNumber(number)) return std::nullopt;
  std::string digits;
  std::copy_if(number.begin(), number.end(), std::back_inserter(digits), isDigit);
  const auto milliseconds = numberIn<unsigned long long>(digits);
  if (!milliseconds) return std::nullopt;
  return static_cast<double>(*milliseconds) * 1e-3;
}

bool isSummary(std::string_view line) {
  line = withoutNewlines(line);
  if (line.empty()) return true;
  const auto number = line.find_first_not_of(' ');
  const auto behind = line.find_first_not_of("0123456789,.'", number);
  return number != std::string_view::npos && behind != std::string_view::npos && behind > number &&
         line.substr(behind).starts_with(" FAILED TEST");
}

}  // namespace trial::frameworks::googletest
