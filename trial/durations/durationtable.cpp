#include <trial/durations/durationtable.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace trial {

namespace {

constexpr std::string_view heading = "# trial-dist durations 1\n";
constexpr std::string_view ofCases = "case";
constexpr std::string_view ofStarts = "start";

bool isDuration(double seconds) {
  constexpr double aWeek = 7 * 24 * 3600.0;
  return seconds >= 0 && seconds <= aWeek;
}

/// The letter that a character of a name is written as, behind a backslash; 0 if it is written as
/// itself.
char escaped(char c) {
  switch (c) {
    case '\\': return '\\';
    case '\t': return 't';
    case '\n': return 'n';
    case '\r': return 'r';
    default: return 0;
  }
}

void appendKey(std::string& text, std::string_view kind, std::string_view name) {
  text += kind;
  text += '\t';
  for (const char c : name) {
    const char letter = escaped(c);
    if (letter != 0) text += '\\';
    text += letter != 0 ? letter : c;
  }
  text += '\t';
}

/// Whether a name can have been written so.
bool isWrittenName(std::string_view text) {
  if (text.find_first_of("\t\r") != std::string_view::npos) return false;
  for (auto at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at + 2)) {
    if (at + 1 == text.size() ||
        std::string_view("\\tnr").find(text[at + 1]) == std::string_view::npos)
      return false;
  }
  return true;
}

std::optional<double> parsedSeconds(std::string_view text) {
  double seconds = 0;
  const char* end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, seconds);
  if (error != std::errc() || last != end || !isDuration(seconds)) return std::nullopt;
  return seconds;
}

struct Line {
  std::string_view key;
  double seconds;
};

std::optional<Line> parsedLine(std::string_view line) {
  const auto first = line.find('\t');
  const auto last = line.rfind('\t');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  const auto kind = line.substr(0, first);
  if (kind != ofCases && kind != ofStarts) return std::nullopt;
  const auto seconds = parsedSeconds(line.substr(last + 1));
  if (!seconds || !isWrittenName(line.substr(first + 1, last - first - 1))) return std::nullopt;
  return Line{line.substr(0, last + 1), *seconds};
}

void appendSeconds(std::string& text, double seconds) {
  constexpr int decimals = 6;
  std::array<char, 32> digits;
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), seconds,
                                          std::chars_format::fixed, decimals);
  text.append(digits.data(), end);
}

}  // namespace

void DurationTable::read(std::string_view text) {
  keys_.reserve(keys_.size() + text.size());
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    if (const auto line = parsedLine(text.substr(0, end))) {
      entries_.push_back({keys_.size(), line->key.size(), line->seconds});
      keys_ += line->key;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string DurationTable::text() const {
  settle();
  std::string text(heading);
  constexpr std::size_t ofSeconds = sizeof "1.000000\n";
  text.reserve(text.size() + keys_.size() + entries_.size() * ofSeconds);
  for (const auto& entry : entries_) {
    text += keyOf(entry);
    appendSeconds(text, entry.seconds);
    text += '\n';
  }
  return text;
}

bool DurationTable::wrote(std::string_view text) { return text.starts_with(heading); }

void DurationTable::learn(const DurationTable& measured) {
  measured.settle();
  entries_.reserve(entries_.size() + measured.entries_.size());
  keys_.reserve(keys_.size() + measured.keys_.size());
  for (const auto& entry : measured.entries_) {
    entries_.push_back({keys_.size(), entry.size, entry.seconds});
    keys_ += measured.keyOf(entry);
  }
}

std::optional<double> DurationTable::ofCase(std::string_view id) const { return find(ofCases, id); }

std::optional<double> DurationTable::ofStart(std::string_view program) const {
  return find(ofStarts, program);
}

void DurationTable::tookCase(std::string_view id, double seconds) { add(ofCases, id, seconds); }

void DurationTable::tookToStart(std::string_view program, double seconds) {
  add(ofStarts, program, seconds);
}

void DurationTable::add(std::string_view kind, std::string_view name, double seconds) {
  if (!isDuration(seconds)) return;
  const auto begin = keys_.size();
  appendKey(keys_, kind, name);
  entries_.push_back({begin, keys_.size() - begin, seconds});
}

std::optional<double> DurationTable::find(std::string_view kind, std::string_view name) const {
  settle();
  std::string key;
  appendKey(key, kind, name);
  const auto at =
      std::lower_bound(entries_.begin(), entries_.end(), key,
                       [this](const Entry& entry, const auto& k) { return keyOf(entry) < k; });
  if (at == entries_.end() || keyOf(*at) != key) return std::nullopt;
  return at->seconds;
}

std::string_view DurationTable::keyOf(const Entry& entry) const {
  return std::string_view(keys_).substr(entry.begin, entry.size);
}

void DurationTable::settle() const {
  if (settled_ == entries_.size()) return;
  const auto before = [this](const Entry& a, const Entry& b) { return keyOf(a) < keyOf(b); };
  const auto added = entries_.begin() + static_cast<std::ptrdiff_t>(settled_);
  if (!std::is_sorted(added, entries_.end(), before))
    std::stable_sort(added, entries_.end(), before);
  std::inplace_merge(entries_.begin(), added, entries_.end(), before);
  // Of equal keys the later measure stands behind the earlier: the duration becomes their mean.
  auto last = entries_.begin();
  for (auto next = last + 1; next != entries_.end(); ++next) {
    if (keyOf(*last) == keyOf(*next)) {
      last->seconds = (last->seconds + next->seconds) / 2;
    } else {
      *++last = *next;
    }
  }
  entries_.erase(last + 1, entries_.end());
  settled_ = entries_.size();
}

}  // namespace trial
