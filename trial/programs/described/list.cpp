#include <trial/programs/described/list.hpp>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <reactor/repr.hpp>
#include <trial/programs/common/numbers.hpp>
#include <trial/programs/common/trimmed.hpp>
#include <trial/programs/excerpt.hpp>

namespace trial::frameworks {

namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";

/// The parts of `text` between any of `separators`, empty ones left out.
std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  for (auto at = text.find_first_not_of(separators); at != std::string_view::npos;
       at = text.find_first_not_of(separators, at)) {
    const auto end = std::min(text.find_first_of(separators, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end;
  }
  return parts;
}

std::string_view withoutReturn(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// As it stands in a message: on one line, and not longer than a user reads.
std::string inMessage(std::string_view text) {
  constexpr std::size_t most = 200;
  return reactor::repr(std::string(text.substr(0, most))) + (text.size() > most ? "[...]" : "");
}

std::string noteWith(std::string_view suite, std::string_view name) {
  return fmt::format("{}\n{}", suite, name);
}

ListedCase caseOf(const Description& description, const PatternMatch& match) {
  const auto suite = match.group("suite");
  const auto name = match.group("name");
  ListedCase listed;
  listed.id = description.idOf(match);
  if (!suite.empty()) listed.path.emplace_back(suite);
  listed.path.emplace_back(name);
  listed.disabled = !match.group("disabled").empty();
  if (description.run.needsParts) listed.note = noteWith(suite, name);
  listed.file = match.group("file");
  auto line = match.group("line");
  listed.line = takeNumber<int>(line).value_or(0);
  for (const auto tag : split(match.group("tags"), " \t,;[]")) listed.tags.emplace_back(tag);
  return listed;
}

}  // namespace

Listing readDescribedList(const Description& description, const ProcessOutput& output) {
  const auto& list = description.list;
  Listing listing;
  const auto refuse = [&](std::string why) {
    listing.cases.clear();
    listing.error = std::move(why);
    return listing;
  };
  const bool wellEnded =
      list.statuses.empty() ? output.end.signal == 0 : exitedWith(output.end, list.statuses);
  if (!wellEnded) {
    return refuse(fmt::format("{} when it was to list its cases{}", describe(output),
                              excerpt(output.err.empty() ? output.out : output.err)));
  }
  if (output.cut && list.from != reportFD) return refuse("its list is endless");
  const auto& text = list.from == 1 ? output.out : list.from == 2 ? output.err : output.report;
  std::set<std::string, std::less<>> seen;
  for (const auto piece : split(text, list.words ? blanks : "\n")) {
    const auto one = withoutReturn(piece);
    if (one.empty() || (list.ignored && list.ignored->match(one))) continue;
    const auto match = list.one.match(one);
    if (!match) {
      return refuse(
          fmt::format("its list has a {} that is neither a case (list.case), nor to be ignored "
                      "(list.ignore): {}",
                      list.words ? "word" : "line", inMessage(one)));
    }
    // No argument can have one.
    if (one.find('\0') != std::string_view::npos)
      return refuse("its list has a case with a byte 0: " + inMessage(one));
    auto listed = caseOf(description, *match);
    if (listed.id.empty()) return refuse("its list has a case without a name");
    if (description.progress && description.progress->tap && trimmed(listed.id) != listed.id)
      return refuse("TAP does not tell blanks at the ends of a name: " + inMessage(listed.id));
    if (!seen.insert(listed.id).second)
      return refuse(fmt::format("it lists {} twice", inMessage(listed.id)));
    listing.cases.push_back(std::move(listed));
  }
  return listing;
}

TemplateValues partsOf(std::string_view id, std::string_view note) {
  TemplateValues values = {{"id", std::string(id)}};
  const auto end = note.find('\n');
  if (end == std::string_view::npos) return values;
  values.emplace("suite", note.substr(0, end));
  values.emplace("name", note.substr(end + 1));
  return values;
}

}  // namespace trial::frameworks
