#include <trial/asserts.hpp>

// GCC 12 takes its own <regex> for using what is not initialised, when sanitizers look at it.
#if !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <algorithm>
#include <cstddef>
#include <regex>

#include <fmt/format.h>
#include <trial/debugger.hpp>

namespace trial {

FailTest::FailTest(const std::string& message, Location where)
    : AssertionError(message), frames_{{where.function, where.file, where.line}} {
  detail::aboutToFail();
}

namespace detail {

namespace {

std::vector<std::string_view> linesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

using Lines = std::vector<std::string_view>;

void append(std::string& out, const char* mark, const Lines& lines, std::size_t begin,
            std::size_t end) {
  for (auto i = begin; i < end; ++i) out.append(mark).append(lines[i]).append("\n");
}

/// A few bytes from `place` on.
std::string excerptAt(std::string_view text, std::size_t place) {
  constexpr std::size_t most = 40;
  auto part = reactor::repr(text.substr(std::min(place, text.size()), most));
  if (place + most < text.size()) part += "...";
  return part;
}

/// Above this many pairs of lines the lines in the middle are shown all old, then all new.
constexpr std::size_t maxPairs = 1'000'000;

/// The lines [b, e) of both, what is common found by longest common subsequence.
void appendMiddle(std::string& out, const Lines& first, std::size_t firstEnd, const Lines& second,
                  std::size_t secondEnd, std::size_t begin) {
  const auto n = firstEnd - begin;
  const auto m = secondEnd - begin;
  if (n * m > maxPairs) {
    append(out, "- ", first, begin, firstEnd);
    append(out, "+ ", second, begin, secondEnd);
    return;
  }
  std::vector<std::size_t> common((n + 1) * (m + 1), 0);
  const auto at = [m](std::size_t i, std::size_t j) { return i * (m + 1) + j; };
  for (auto i = n; i-- > 0;) {
    for (auto j = m; j-- > 0;) {
      common[at(i, j)] = first[begin + i] == second[begin + j]
                             ? common[at(i + 1, j + 1)] + 1
                             : std::max(common[at(i + 1, j)], common[at(i, j + 1)]);
    }
  }
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < n || j < m) {
    if (i < n && j < m && first[begin + i] == second[begin + j]) {
      append(out, "  ", first, begin + i, begin + i + 1);
      ++i;
      ++j;
    } else if (i < n && (j == m || common[at(i + 1, j)] >= common[at(i, j + 1)])) {
      append(out, "- ", first, begin + i, begin + i + 1);
      ++i;
    } else {
      append(out, "+ ", second, begin + j, begin + j + 1);
      ++j;
    }
  }
}

}  // namespace

std::string differenceAt(const std::string& place, const std::string& first,
                         const std::string& second) {
  return fmt::format("\nfirst difference at [{}]: {} != {}", place, first, second);
}

std::string onlyIn(bool first, const std::string& what) {
  return fmt::format("\nonly in the {}: {}", first ? "first" : "second", what);
}

std::string withoutPrinting(std::string repr) {
  const auto end = repr.rfind('>');
  return repr.insert(end == std::string::npos ? repr.size() : end,
                     ", which has neither operator<< nor repr()");
}

void failWith(const std::string& message, Location where) { throw FailTest(message, where); }

void failInstead(std::string_view own, const std::string& text, Location where) {
  failWith(own.empty() ? text : std::string(own), where);
}

void failAdding(std::string_view own, std::string text, Location where) {
  if (!own.empty()) text.append(" : ").append(own);
  failWith(text, where);
}

void failNotRaised(const std::type_info& expected, const std::string& returned, Location where) {
  failWith(fmt::format("{} not raised ({} returned)", reactor::qualifiedName(expected), returned),
           where);
}

void failOtherRaised(const std::type_info& expected, const Failure& raised, Location where) {
  failWith(fmt::format("{} raised instead of {}:\n {}", raised.type(),
                       reactor::qualifiedName(expected), raised.getTraceback()),
           where);
}

std::string textDifference(std::string_view first, std::string_view second) {
  const auto old = linesOf(first);
  const auto fresh = linesOf(second);
  std::size_t begin = 0;
  while (begin < old.size() && begin < fresh.size() && old[begin] == fresh[begin]) ++begin;
  auto oldEnd = old.size();
  auto freshEnd = fresh.size();
  while (oldEnd > begin && freshEnd > begin && old[oldEnd - 1] == fresh[freshEnd - 1]) {
    --oldEnd;
    --freshEnd;
  }
  std::string out = "\n";
  constexpr std::size_t longLine = 100;  // bytes: here a difference is not seen at once
  if (old.size() == 1 && fresh.size() == 1 && std::max(first.size(), second.size()) > longLine) {
    const auto place = static_cast<std::size_t>(
        std::mismatch(first.begin(), first.end(), second.begin(), second.end()).first -
        first.begin());
    out = differenceAt(std::to_string(place), excerptAt(first, place), excerptAt(second, place)) +
          "\n";
  }
  append(out, "  ", old, 0, begin);
  appendMiddle(out, old, oldEnd, fresh, freshEnd, begin);
  append(out, "  ", old, oldEnd, old.size());
  return out;
}

bool matchesRegex(const std::string& text, const std::string& pattern) {
  return std::regex_search(text, std::regex(pattern));
}

}  // namespace detail

}  // namespace trial
