#include <trial/durations/durationtable.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
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

void append(std::string& text, std::string_view line, double seconds) {
  fmt::format_to(std::back_inserter(text), "{}{:.6f}\n", line, seconds);
}

template <class Seconds>
std::optional<double> find(const Seconds& all, std::string_view name) {
  const auto at = all.find(name);
  if (at == all.end()) return std::nullopt;
  return at->second;
}

/// Keeps the duration, or the mean of it and the one that is known.
double averaged(double known, double measured) { return (known + measured) / 2; }

template <class Seconds>
void keep(Seconds& all, std::string_view name, double seconds) {
  const auto at = all.find(name);
  if (at == all.end()) {
    all.emplace(name, seconds);
  } else {
    at->second = averaged(at->second, seconds);
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

std::vector<std::pair<std::string, double>> DurationTable::lines() const {
  std::vector<std::pair<std::string, double>> lines;
  lines.reserve(cases_.size() + starts_.size());
  for (const auto& [kind, all] : {std::pair(ofCases, &cases_), std::pair(ofStarts, &starts_)}) {
    for (const auto& [name, seconds] : *all)
      lines.emplace_back(fmt::format("{}\t{}\t", kind, writtenName(name)), seconds);
  }
  // No name has a tab in it, so whole lines are in this order, too.
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string DurationTable::text() const {
  std::string text(heading);
  for (const auto& [line, seconds] : lines()) append(text, line, seconds);
  return text;
}

std::optional<std::string> DurationTable::learnedBy(std::string_view text) const {
  if (!wrote(text)) return std::nullopt;
  std::string learned(heading);
  const auto own = lines();
  auto next = own.begin();
  std::string_view before;
  for (text.remove_prefix(heading.size()); !text.empty();) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto parsed = parsedLine(line);
    if (!parsed || (parsed->kind != ofCases && parsed->kind != ofStarts)) continue;
    const auto name = line.substr(0, line.rfind('\t') + 1);
    if (name <= before) return std::nullopt;
    before = name;
    for (; next != own.end() && next->first < name; ++next)
      append(learned, next->first, next->second);
    if (next != own.end() && next->first == name) {
      append(learned, name, averaged(parsed->seconds, next->second));
      ++next;
    } else {
      append(learned, name, parsed->seconds);
    }
  }
  for (; next != own.end(); ++next) append(learned, next->first, next->second);
  return learned;
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
