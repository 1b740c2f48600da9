#include <trial/durations/durationtable.hpp>

#include <algorithm>
#include <charconv>
#include <vector>

#include <fmt/format.h>

namespace trial {

namespace {

constexpr std::string_view heading = "# trial-dist durations 1\n";
constexpr std::string_view ofCases = "case";
constexpr std::string_view ofStarts = "start";

bool isDuration(double seconds) {
  constexpr double aWeek = 7 * 24 * 3600.0;
  return seconds >= 0 && seconds <= aWeek;
}

std::string writtenName(std::string_view name) {
  std::string text;
  text.reserve(name.size());
  for (const char c : name) {
    switch (c) {
      case '\\': text += "\\\\"; break;
      case '\t': text += "\\t"; break;
      case '\n': text += "\\n"; break;
      case '\r': text += "\\r"; break;
      default: text += c;
    }
  }
  return text;
}

/// The name that is written so; none if nothing is.
std::optional<std::string> plainName(std::string_view text) {
  std::string name;
  name.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      name += text[i];
      continue;
    }
    constexpr std::string_view written = "\\tnr";
    constexpr std::string_view meant = "\\\t\n\r";
    const auto which = ++i < text.size() ? written.find(text[i]) : std::string_view::npos;
    if (which == std::string_view::npos) return std::nullopt;
    name += meant[which];
  }
  return name;
}

std::optional<double> parsedSeconds(std::string_view text) {
  double seconds = 0;
  const char* end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, seconds);
  if (error != std::errc() || last != end || !isDuration(seconds)) return std::nullopt;
  return seconds;
}

struct Line {
  std::string_view kind;
  std::string name;
  double seconds;
};

std::optional<Line> parsedLine(std::string_view line) {
  const auto first = line.find('\t');
  const auto last = line.rfind('\t');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  const auto written = line.substr(first + 1, last - first - 1);
  if (written.find('\t') != std::string_view::npos) return std::nullopt;
  const auto seconds = parsedSeconds(line.substr(last + 1));
  auto name = plainName(written);
  if (!seconds || !name) return std::nullopt;
  return Line{line.substr(0, first), std::move(*name), *seconds};
}

template <class Seconds>
std::optional<double> find(const Seconds& all, std::string_view name) {
  const auto at = all.find(name);
  if (at == all.end()) return std::nullopt;
  return at->second;
}

/// Keeps the duration, or the mean of it and the one that is known.
template <class Seconds>
void keep(Seconds& all, std::string_view name, double seconds) {
  const auto at = all.find(name);
  if (at == all.end()) {
    all.emplace(name, seconds);
  } else {
    at->second = (at->second + seconds) / 2;
  }
}

}  // namespace

void DurationTable::read(std::string_view text) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    if (const auto line = parsedLine(text.substr(0, end))) {
      if (line->kind == ofCases) keep(cases_, line->name, line->seconds);
      if (line->kind == ofStarts) keep(starts_, line->name, line->seconds);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string DurationTable::text() const {
  std::vector<std::string> lines;
  lines.reserve(cases_.size() + starts_.size());
  for (const auto& [kind, all] : {std::pair(ofCases, &cases_), std::pair(ofStarts, &starts_)}) {
    for (const auto& [name, seconds] : *all) {
      lines.push_back(fmt::format("{}\t{}\t{:.6f}\n", kind, writtenName(name), seconds));
    }
  }
  std::sort(lines.begin(), lines.end());
  std::string text(heading);
  for (const auto& line : lines) text += line;
  return text;
}

bool DurationTable::wrote(std::string_view text) { return text.starts_with(heading); }

void DurationTable::learn(const DurationTable& measured) {
  for (const auto& [id, seconds] : measured.cases_) keep(cases_, id, seconds);
  for (const auto& [program, seconds] : measured.starts_) keep(starts_, program, seconds);
}

std::optional<double> DurationTable::ofCase(std::string_view id) const { return find(cases_, id); }

std::optional<double> DurationTable::ofStart(std::string_view program) const {
  return find(starts_, program);
}

void DurationTable::tookCase(std::string_view id, double seconds) {
  if (isDuration(seconds)) keep(cases_, id, seconds);
}

void DurationTable::tookToStart(std::string_view program, double seconds) {
  if (isDuration(seconds)) keep(starts_, program, seconds);
}

}  // namespace trial
