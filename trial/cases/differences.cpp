#include <trial/detail/differences.hpp>

#include <utility>

#include <fmt/format.h>
#include <trial/cases/utf8.hpp>

namespace trial::detail {

namespace {

/// The lines of `text`, each with its newline.
std::vector<std::string_view> linesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto size = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

using Lines = std::vector<std::string_view>;

/// Appends `line` with control characters escaped, except tabs.
void appendVisible(std::string& out, std::string_view line) {
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\r') {
      out += "\\r";
    } else if (c != '\t' && (byte < 0x20 || byte == 0x7f)) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
}

void append(std::string& out, const char* mark, const Lines& lines, std::size_t begin,
            std::size_t end) {
  for (auto i = begin; i < end; ++i) {
    out.append(mark);
    appendVisible(out, lines[i].substr(0, lines[i].find('\n')));
    out.append("\n");
  }
}

/// The printed form of a few bytes of `text`, from `place` on.
std::string excerptAt(std::string_view text, std::size_t place) {
  constexpr std::size_t most = 40;
  auto part = shown(text.substr(std::min(place, text.size()), most));
  if (place + most < text.size()) part += "...";
  return part;
}

/// The limit on pairs of lines to compare. Above it, common lines are not searched for: all old
/// lines are shown, then all new ones.
constexpr std::size_t maxPairs = 1'000'000;

/// Appends the lines from `begin` to the ends; lines that both texts have are found as the longest
/// common subsequence.
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
  const auto object = repr.find(" object at 0x");
  const auto end = std::min(repr.find('>', std::min(object, repr.size())), repr.size());
  return repr.insert(end, ", which has neither operator<< nor repr()");
}

std::string textDifference(std::string_view first, std::string_view second) {
  auto old = linesOf(first);
  auto fresh = linesOf(second);
  const bool oneEnds =
      first.ends_with('\n') != second.ends_with('\n') && !first.empty() && !second.empty();
  if (!oneEnds) {  // newlines at the end are the same
    for (auto* lines : {&old, &fresh}) {
      for (auto& line : *lines) line = line.substr(0, line.find('\n'));
    }
  }
  std::size_t begin = 0;
  while (begin < old.size() && begin < fresh.size() && old[begin] == fresh[begin]) ++begin;
  auto oldEnd = old.size();
  auto freshEnd = fresh.size();
  while (oldEnd > begin && freshEnd > begin && old[oldEnd - 1] == fresh[freshEnd - 1]) {
    --oldEnd;
    --freshEnd;
  }
  std::string out = "\n";
  constexpr std::size_t longLine = 100;  // bytes; of longer lines the place is shown, too
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
  if (oneEnds) {
    out += fmt::format("(the {} ends without a newline)\n",
                       first.ends_with('\n') ? "second" : "first");
  }
  return readable(std::move(out));
}

std::string readable(std::string text) {
  auto bad = validUtf8Prefix(text);
  if (bad == text.size()) return text;
  std::string out;
  std::string_view left = text;
  for (; bad < left.size(); bad = validUtf8Prefix(left)) {
    out += left.substr(0, bad);
    out += fmt::format("\\x{:02x}", static_cast<unsigned char>(left[bad]));
    left.remove_prefix(bad + 1);
  }
  return out += left;
}

}  // namespace trial::detail
