#include <trial/programs/described/description.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <reactor/repr.hpp>
#include <trial/programs/framework.hpp>

namespace trial::frameworks {

namespace {

using AllowedNames = std::vector<std::string>;

const AllowedNames listGroups = {"suite", "name", "file", "line", "tags", "disabled"};
const AllowedNames caseGroups = {"suite", "name"};
const AllowedNames endGroups = {"suite", "name", "message"};
const AllowedNames partsOfCase = {"id", "suite", "name"};
const AllowedNames listKeys = {"arguments", "from", "form", "case", "ignore", "statuses"};
const AllowedNames runKeys = {"arguments", "case", "separator", "most", "same-suite"};
const AllowedNames progressKeys = {"form", "from", "start",        "pass",
                                   "fail", "skip", "failed-check", "finished"};
constexpr std::int64_t mostStatus = 255;

/// Calls `make` with the text; what is wrong with it is told with its place.
template <class Make>
auto madeOf(const ConfigurationText& text, const std::string& key, Make make) {
  try {
    return make(text.text);
  } catch (const std::invalid_argument& error) {
    configurationError(text.place, fmt::format("{}: {}", key, error.what()));
  }
}

Pattern patternOf(const ConfigurationText& text, const std::string& key,
                  const AllowedNames& allowed) {
  auto pattern =
      madeOf(text, key, [](const std::string& expression) { return Pattern(expression); });
  for (const auto& group : pattern.groups()) {
    if (std::find(allowed.begin(), allowed.end(), group) != allowed.end()) continue;
    configurationError(
        text.place, allowed.empty() ? fmt::format("{}: unknown group {}; none is allowed", key,
                                                  reactor::repr(group))
                                    : fmt::format("{}: unknown group {}; allowed are: {}", key,
                                                  reactor::repr(group), fmt::join(allowed, ", ")));
  }
  return pattern;
}

std::optional<Pattern> patternIn(const ConfigurationSection& section, std::string_view key,
                                 const AllowedNames& allowed) {
  const auto text = section.text(key);
  if (!text) return std::nullopt;
  return patternOf(*text, section.nameOf(key), allowed);
}

/// An event is some text.
std::optional<Pattern> eventIn(const ConfigurationSection& section, std::string_view key,
                               const AllowedNames& allowed) {
  auto pattern = patternIn(section, key, allowed);
  if (pattern && pattern->match("")) {
    configurationError(section.placeOfValue(key),
                       fmt::format("{} matches nothing at all, too", section.nameOf(key)));
  }
  return pattern;
}

std::vector<Template> templatesOf(const std::vector<ConfigurationText>& texts,
                                  const std::string& key, const AllowedNames& allowed) {
  std::vector<Template> all;
  for (const auto& text : texts) {
    all.push_back(madeOf(
        text, key, [&allowed](const std::string& plain) { return Template(plain, allowed); }));
  }
  return all;
}

int descriptorIn(const ConfigurationSection& section) {
  const auto from = section.oneOf("from", {"stdout", "stderr", "report"});
  return from == "stdout" ? 1 : from == "stderr" ? 2 : reportFD;
}

std::vector<int> statusesOf(const std::vector<std::int64_t>& numbers) {
  return {numbers.begin(), numbers.end()};
}

bool anyHas(const std::vector<Template>& templates, std::string_view placeholder) {
  return std::any_of(templates.begin(), templates.end(),
                     [placeholder](const auto& one) { return one.has(placeholder); });
}

/// The section `key` of the framework, which has to be there.
ConfigurationSection sectionIn(const ConfigurationSection& framework, std::string_view key,
                               const AllowedNames& allowed) {
  auto section = framework.section(key, allowed);
  if (!section) framework.missing(key);
  return *std::move(section);
}

DescribedList readList(const ConfigurationSection& section) {
  const auto arguments = section.requiredTexts("arguments");
  const auto expression = section.text("case");
  DescribedList list{templatesOf(arguments, section.nameOf("arguments"), {"report"}),
                     descriptorIn(section),
                     section.oneOf("form", {"lines", "words"}) == "words",
                     expression ? patternOf(*expression, section.nameOf("case"), listGroups)
                                : Pattern("(?P<name>.+)"),
                     patternIn(section, "ignore", {}),
                     {0}};
  if (!list.one.has("name")) {
    configurationError(expression->place,
                       fmt::format("{} has no group (?P<name>...)", section.nameOf("case")));
  }
  if (const auto statuses = section.numbers("statuses", 0, mostStatus))
    list.statuses = statusesOf(*statuses);
  return list;
}

/// A key that does nothing is a mistake.
void refuse(const ConfigurationSection& section, std::string_view key, std::string_view beside) {
  if (!section.has(key)) return;
  configurationError(section.placeOf(key),
                     fmt::format("{} is of no use {}", section.nameOf(key), beside));
}

/// How `run.arguments` name the cases.
void readSelection(DescribedRun& run, const ConfigurationSection& section,
                   const std::vector<ConfigurationText>& arguments) {
  const auto key = section.nameOf("arguments");
  const bool cases = anyHas(run.arguments, "cases");
  run.inFile = anyHas(run.arguments, "file");
  const bool one = std::any_of(partsOfCase.begin(), partsOfCase.end(),
                               [&run](const auto& part) { return anyHas(run.arguments, part); });
  if ((cases ? 1 : 0) + (run.inFile ? 1 : 0) + (one ? 1 : 0) != 1) {
    configurationError(arguments.front().place,
                       fmt::format("{} must say which cases run: {{cases}} for several, {{file}} "
                                   "for a file with one a line, or {{id}}, {{suite}} and {{name}} "
                                   "for one, and only one of the three",
                                   key));
  }
  if (one) run.most = 1;
  if (run.inFile) refuse(section, "separator", "with {file}");
  if (one) {
    for (const std::string_view useless : {"separator", "case", "most", "same-suite"})
      refuse(section, useless, "with one case in a process");
  }
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto& argument = run.arguments[i];
    if (!argument.has("cases") || argument.is("cases") || run.separator) continue;
    configurationError(arguments[i].place,
                       fmt::format("{}: {{cases}} must be an argument of its own, or {} must say "
                                   "what stands between the cases",
                                   key, section.nameOf("separator")));
  }
}

DescribedRun readRun(const ConfigurationSection& section, bool hasProgress, bool suites) {
  // There is no suite if the list has none.
  AllowedNames parts = partsOfCase;
  if (!suites) std::erase(parts, "suite");
  AllowedNames inArguments = {"cases", "file", "report"};
  inArguments.insert(inArguments.end(), parts.begin(), parts.end());
  DescribedRun run;
  const auto arguments = section.requiredTexts("arguments");
  run.arguments = templatesOf(arguments, section.nameOf("arguments"), inArguments);
  if (section.has("separator")) run.separator = section.requiredText("separator").text;
  run.most = static_cast<std::size_t>(section.number("most", 1, 1000000).value_or(1000000));
  run.sameSuite = section.truth("same-suite", false);
  readSelection(run, section, arguments);
  if (!hasProgress) {
    for (const std::string_view key : {"most", "same-suite"})
      refuse(section, key, "without progress, which means one case in a process");
  }
  if (!suites) refuse(section, "same-suite", "without the group suite in list.case");
  const auto each = section.texts("case");
  run.each = each ? templatesOf(*each, section.nameOf("case"), parts)
                  : std::vector<Template>{Template("{id}", partsOfCase)};
  if (!anyHas(run.each, "id") && !anyHas(run.each, "name")) {
    configurationError(each->front().place, fmt::format("{} is the same for each case: it has "
                                                        "neither {{id}} nor {{name}}",
                                                        section.nameOf("case")));
  }
  if (run.each.size() > 1 && (run.separator || run.inFile)) {
    configurationError(
        each->at(1).place,
        fmt::format("{} must be one text in a file, or with a separator", section.nameOf("case")));
  }
  if (!hasProgress) run.most = 1;
  for (const std::string_view part : {"suite", "name"})
    run.needsParts = run.needsParts || anyHas(run.arguments, part) || anyHas(run.each, part);
  run.needsParts = run.needsParts || run.sameSuite;
  return run;
}

/// The case that an expression tells must be told in the parts that ids have; `required`: it has to
/// tell one.
void requireCase(const std::optional<Pattern>& pattern, const ConfigurationSection& section,
                 std::string_view key, bool suites, bool required) {
  if (!pattern) return;
  const auto wrong = [&](std::string_view what) {
    configurationError(section.placeOfValue(key), fmt::format("{} {}", section.nameOf(key), what));
  };
  const bool name = pattern->has("name");
  const bool suite = pattern->has("suite");
  if (suite && !suites) wrong("has the group suite, which list.case does not have");
  const bool nothing = !name && !suite;
  if (nothing ? !required : name && suite == suites) return;
  wrong(suites ? "must have the groups (?P<suite>...) and (?P<name>...), as list.case"
               : "must have the group (?P<name>...)");
}

DescribedProgress readProgress(const ConfigurationSection& section, bool suites) {
  DescribedProgress progress;
  progress.tap = section.oneOf("form", {"lines", "TAP"}) == "TAP";
  progress.from = descriptorIn(section);
  if (progress.tap) {
    for (const auto& key : progressKeys) {
      if (key == "form" || key == "from" || !section.has(key)) continue;
      configurationError(section.placeOf(key),
                         fmt::format("{} cannot stand beside the form TAP", section.nameOf(key)));
    }
    return progress;
  }
  progress.start = eventIn(section, "start", caseGroups);
  progress.pass = eventIn(section, "pass", caseGroups);
  progress.fail = eventIn(section, "fail", endGroups);
  progress.skip = eventIn(section, "skip", endGroups);
  progress.failedCheck = eventIn(section, "failed-check", {});
  progress.finished = eventIn(section, "finished", {});
  const bool starts = progress.start.has_value();
  requireCase(progress.start, section, "start", suites, true);
  requireCase(progress.pass, section, "pass", suites, !starts);
  requireCase(progress.fail, section, "fail", suites, !starts);
  requireCase(progress.skip, section, "skip", suites, !starts);
  if (starts) {
    if (progress.fail || progress.failedCheck) return progress;
    configurationError(section.place(), fmt::format("{} or {} is missing", section.nameOf("fail"),
                                                    section.nameOf("failed-check")));
  }
  for (const std::string_view key : {"pass", "fail"}) {
    if (key == "pass" ? !progress.pass : !progress.fail) section.missing(key);
  }
  if (progress.failedCheck) {
    configurationError(
        section.placeOf("failed-check"),
        fmt::format("{} needs {}", section.nameOf("failed-check"), section.nameOf("start")));
  }
  return progress;
}

/// The status that skips a case counts only if the status is all that is reported.
AllowedNames exitKeys(const Description& description) {
  return description.progress ? AllowedNames{"pass"} : AllowedNames{"pass", "skip"};
}

void readExit(const ConfigurationSection& section, Description& description) {
  if (const auto pass = section.numbers("pass", 0, mostStatus)) {
    if (pass->empty()) {
      configurationError(
          section.placeOfValue("pass"),
          fmt::format("{} is an empty list: no run would pass", section.nameOf("pass")));
    }
    description.passStatuses = statusesOf(*pass);
  }
  if (description.progress) return;
  const auto skip = section.numbers("skip", 0, mostStatus);
  if (!skip) return;
  description.skipStatuses = statusesOf(*skip);
  for (const int status : description.skipStatuses) {
    if (!exitedWith({status, 0}, description.passStatuses)) continue;
    configurationError(section.placeOfValue("skip"),
                       fmt::format("{} has the status {}, which is one of {}, too",
                                   section.nameOf("skip"), status, section.nameOf("pass")));
  }
}

}  // namespace

std::string Description::idOf(const PatternMatch& match) const {
  if (id) return id->filled(match.groups);
  auto text = std::string(match.group("suite"));
  if (!text.empty()) text += '/';
  return text.append(match.group("name"));
}

std::vector<std::string> globsOf(const ConfigurationSection& section) {
  std::vector<std::string> globs;
  for (auto& glob : section.requiredTexts("programs")) {
    if (glob.text.empty())
      configurationError(glob.place, section.nameOf("programs") + " has an empty glob");
    globs.push_back(std::move(glob.text));
  }
  return globs;
}

Description readDescription(const ConfigurationSection& section,
                            const std::filesystem::path& folder) {
  auto name = section.requiredText("name");
  auto programs = globsOf(section);
  auto list = readList(sectionIn(section, "list", listKeys));
  const bool suites = list.one.has("suite");
  std::optional<Template> id;
  if (const auto text = section.text("id")) {
    id = madeOf(*text, section.nameOf("id"),
                [](const std::string& plain) { return Template(plain, caseGroups); });
    if (!id->has("name") || id->has("suite") != suites) {
      configurationError(
          text->place, fmt::format("{} must be made of the groups that list.case "
                                   "has: {}",
                                   section.nameOf("id"), suites ? "{suite} and {name}" : "{name}"));
    }
  }
  auto run = readRun(sectionIn(section, "run", runKeys), section.has("progress"), suites);
  Description description{std::move(name.text), section.place(), std::move(programs), folder,
                          std::move(id),        std::move(list), std::move(run)};
  if (auto progress = section.section("progress", progressKeys))
    description.progress = readProgress(*progress, suites);
  if (auto exit = section.section("exit", exitKeys(description))) readExit(*exit, description);
  return description;
}

}  // namespace trial::frameworks
