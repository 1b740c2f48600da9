#include <trial/programs/doctest/adapter.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/common/limits.hpp>
#include <trial/programs/doctest/list.hpp>
#include <trial/programs/doctest/note.hpp>
#include <trial/programs/doctest/report.hpp>
#include <trial/programs/executable.hpp>

namespace trial::frameworks {

namespace {

constexpr std::string_view usualPrefix = "dt-";

// They are put together here, so that this program is not taken for a test program itself.
std::vector<std::string> ownMarks() {
  return {fmt::format("doctest {} is \"", "version"), fmt::format("OverallResults{}", "TestCases")};
}
std::string markOfLibrary() { return fmt::format("_ZN7{}7Context3runEv", "doctest"); }

// A program that dies often is not to take long for that alone.
constexpr std::size_t mostCases = 5000;

/// The note of a case that was asked for.
DoctestNote noteOn(const Callee& program, const std::string& id) {
  const auto note = program.notes->find(id);
  return note == program.notes->end() ? DoctestNote{} : noteOf(note->second);
}

/// Which cases a command runs, as the first of those that were asked for.
struct Selection {
  std::size_t cases = 0;
  bool disabled = false;
  bool maybeSkipped = false;
  std::vector<std::string> arguments = {};
};

/// How many of the first cases stand side by side in the program, in any order, and where.
struct Range {
  std::size_t cases = 0;
  unsigned first = 0;
  unsigned last = 0;
};
Range rangeOf(std::span<const unsigned> positions) {
  Range range;
  std::set<unsigned> seen;
  for (std::size_t i = 0; i < positions.size() && positions[i] != 0; ++i) {
    seen.insert(positions[i]);
    const auto first = *seen.begin();
    const auto last = *seen.rbegin();
    if (last - first + 1 == seen.size()) range = {i + 1, first, last};
  }
  return range;
}

/// A filter for the first cases, as many as can be named.
struct Names {
  std::size_t cases = 0;
  std::string filter = {};
};
Names namesOf(std::span<const DoctestNote> notes) {
  Names names;
  for (const auto& note : notes) {
    const auto& name = note.place.name;
    if (!note.nameable || names.cases == mostComparedNames ||
        names.filter.size() + name.size() >= mostBytesInArgument) {
      break;
    }
    if (!names.filter.empty()) names.filter += ',';
    names.filter += name;
    ++names.cases;
  }
  return names;
}

/// For a case of which nothing is known but a name that other cases may have as well: it runs them
/// too. What cannot stand in a filter stands there as `*`.
std::string vagueFilter(std::string_view name, const std::string& prefix) {
  if (name.empty()) return fmt::format("--{}test-case-exclude=?*", prefix);
  std::string pattern;
  for (std::size_t i = 0; i < name.size(); ++i) {
    pattern += name[i] == ',' || name[i] == '\\' ? '*' : name[i];
    // In XML such a byte may stand for another one, as `\x01`.
    if (name.substr(i).starts_with("\\x")) i += 3;
  }
  return fmt::format("--{}test-case={}", prefix, pattern);
}

/// Of cases that are decorated with `skip()` and others; the former run if no case is skipped.
Selection select(const Callee& program, std::span<const std::string> cases) {
  const auto& prefix = program.dialect;
  std::vector<DoctestNote> notes;
  std::vector<unsigned> positions;           // among all
  std::vector<unsigned> positionsOfEnabled;  // 0: it is not enabled
  for (const auto& id : cases.first(std::min(cases.size(), mostCases))) {
    auto note = noteOn(program, id);
    const bool exact = !note.shuffled && !note.maybeSkipped;
    positions.push_back(exact ? note.position : 0);
    positionsOfEnabled.push_back(exact ? note.positionOfEnabled : 0);
    notes.push_back(std::move(note));
  }
  const auto enabled = rangeOf(positionsOfEnabled);
  const auto all = rangeOf(positions);
  const auto names = namesOf(notes);
  const auto range = enabled.cases >= all.cases ? enabled : all;
  Selection selection;
  selection.maybeSkipped = notes.front().maybeSkipped;
  if (range.cases > 0 && range.cases >= names.cases) {
    selection.cases = range.cases;
    selection.disabled = range.cases != enabled.cases;
    selection.arguments = {fmt::format("--{}first={}", prefix, range.first),
                           fmt::format("--{}last={}", prefix, range.last)};
    return selection;
  }
  selection.cases = std::max<std::size_t>(names.cases, 1);
  selection.disabled = std::any_of(
      notes.begin(), notes.begin() + static_cast<std::ptrdiff_t>(selection.cases),
      [](const auto& note) { return note.positionOfEnabled == 0 && !note.maybeSkipped; });
  selection.arguments = {names.cases > 0 ? fmt::format("--{}test-case={}", prefix, names.filter)
                                         : vagueFilter(notes.front().place.name, prefix)};
  return selection;
}

/// What holds for a list and for a run. Options that a program sets before it reads its command
/// line are set anew, those that change how cases behave excepted.
std::vector<std::string> arguments(const Callee& program) {
  std::vector<std::string> all = {program.name};
  for (const std::string_view option : {"reporters=xml", "order-by=file", "no-run=0", "quiet=0"})
    all.push_back(fmt::format("--{}{}", program.dialect, option));
  all.push_back(fmt::format("--{}out={}", program.dialect, reportPath));
  return all;
}

}  // namespace

std::string_view Doctest::name() const { return "doctest"; }

std::optional<std::string> Doctest::recognise(const Executable& file) const {
  static const std::string option = std::string("list-test-cases") + '\0';
  if (file.contains(ownMarks())) {
    if (auto prefix = file.wordBetween(std::string_view("\0", 1), option, "-")) return prefix;
  }
  if (file.contains({markOfLibrary()})) return std::string(usualPrefix);
  return std::nullopt;
}

std::vector<std::string> Doctest::marks() const {
  auto all = ownMarks();
  all.push_back(markOfLibrary());
  return all;
}

Command Doctest::listCommand(const Callee& program, reactor::Environment env) const {
  Command command{arguments(program), std::move(env)};
  for (const std::string_view option : {"list-test-cases", "no-skip=1"})
    command.args.push_back(fmt::format("--{}{}", program.dialect, option));
  return command;
}

Listing Doctest::parseList(const ProcessOutput& output) const { return readDoctestList(output); }

bool Doctest::needsNote(std::string_view) const { return true; }

Command Doctest::runCommand(const Callee& program, std::span<const std::string> cases,
                            reactor::Environment env) const {
  Command command{arguments(program), std::move(env)};
  const auto selection = select(program, cases);
  command.cases = selection.cases;
  const auto add = [&](std::string_view option, auto value) {
    command.args.push_back(fmt::format("--{}{}={}", program.dialect, option, value));
  };
  // A program may be an application that begins behind its tests.
  add("exit", 1);
  add("duration", 1);
  add("success", 0);
  // Stopping at failed checks while something traces the process would end it.
  add("no-breaks", 1);
  // How many checks fail before the run is given up would depend on which cases share a process.
  add("abort-after", std::numeric_limits<int>::max());
  add("no-skip", static_cast<int>(selection.disabled));
  // Each case that was not asked for would be told of.
  add("no-skipped-summary", static_cast<int>(!selection.maybeSkipped));
  command.args.insert(command.args.end(), selection.arguments.begin(), selection.arguments.end());
  return command;
}

std::unique_ptr<ProgressParser> Doctest::progress(const Callee& program,
                                                  std::span<const std::string> cases,
                                                  IProgress& listener) const {
  return std::make_unique<DoctestReport>(program, cases, listener);
}

}  // namespace trial::frameworks
