#include <trial/programs/catch2/adapter.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/catch2/list.hpp>
#include <trial/programs/catch2/names.hpp>
#include <trial/programs/catch2/report.hpp>
#include <trial/programs/common/limits.hpp>
#include <trial/programs/excerpt.hpp>
#include <trial/programs/executable.hpp>

namespace trial::frameworks {

// A namespace of its own: adapters are alike, and may be compiled as one.
namespace catch2 {

namespace {

/// Whether these are all the cases that the program runs by itself.
bool areAll(const Callee& program, std::span<const std::string> cases) {
  const auto first = noteOn(program.notes, cases.front());
  if (!first || first->visible != cases.size()) return false;
  return std::all_of(cases.begin(), cases.end(), [&program](const auto& id) {
    const auto note = noteOn(program.notes, id);
    return note && !note->hidden;
  });
}

/// For this case alone, as far as Catch2 can tell it from others.
std::string selectionOf(const std::string& id, const std::optional<CaseNote>& note) {
  if (!note || !needsNote(id)) return specificationFor(id);
  return specificationFor(note->name) + note->exclusions;
}

bool needs(const Executable& file, std::string_view library) {
  const auto& needed = file.needed();
  return std::any_of(needed.begin(), needed.end(),
                     [library](const auto& name) { return name.starts_with(library); });
}

// Parts of the help that the framework prints. They are put together here, so that this program is
// not taken for a test program itself.
std::string helpOnLists() { return fmt::format("list all/matching {}", "test cases"); }
std::string helpOnFiles() { return fmt::format("load test names to {}", "run from a file"); }

}  // namespace

}  // namespace catch2

bool Catch2::needsNote(std::string_view id) const { return catch2::needsNote(id); }

Command Catch2::listCommand(const Callee& program, reactor::Environment env) const {
  Command command{{program.name}, std::move(env)};
  auto arguments = listArguments();
  // By itself Catch2 does not list hidden cases.
  arguments.insert(arguments.end(), {"--order", "decl", "*"});
  std::move(arguments.begin(), arguments.end(), std::back_inserter(command.args));
  return command;
}

Listing Catch2::parseList(const ProcessOutput& output) const {
  Listing listing;
  if (auto cases = casesIn(output)) {
    listing.cases = *std::move(cases);
    catch2::nameCases(listing.cases);
    return listing;
  }
  listing.error = fmt::format("{} without a whole list of its cases{}", describe(output),
                              excerpt(output.err.empty() ? output.out : output.err));
  return listing;
}

Command Catch2::runCommand(const Callee& program, std::span<const std::string> cases,
                           reactor::Environment env) const {
  Command command{
      {program.name, "-r", "xml", "-o", std::string(reportPath), "-d", "yes", "--order", "decl"},
      std::move(env)};
  if (catch2::areAll(program, cases)) {
    command.cases = cases.size();
    return command;
  }
  std::size_t bytes = 0;
  std::string argument;
  for (const auto& id : cases.first(std::min(cases.size(), mostComparedNames))) {
    const auto note = catch2::noteOn(program.notes, id);
    if (note && hasPositions() && catch2::needsNote(id)) {
      if (command.cases != 0) break;
      command.args.insert(command.args.end(),
                          {"--shard-count", std::to_string(note->total), "--shard-index",
                           std::to_string(note->position), "*"});
      command.cases = 1;
      return command;
    }
    const auto specification = catch2::selectionOf(id, note);
    if (command.cases != 0 && bytes + specification.size() > mostBytesInCommand) break;
    bytes += specification.size() + 1;
    if (!argument.empty()) argument += ',';
    if (argument.size() + specification.size() > mostBytesInArgument && !argument.empty())
      command.args.push_back(std::exchange(argument, {}));
    argument += specification;
    ++command.cases;
  }
  command.args.push_back(std::move(argument));
  return command;
}

std::unique_ptr<ProgressParser> Catch2::progress(const Callee& program,
                                                 std::span<const std::string> cases,
                                                 IProgress& listener) const {
  // Version 3 runs a case that needs its note alone.
  const bool byName = !hasPositions() && !catch2::areAll(program, cases);
  return std::make_unique<catch2::Report>(
      program.notes, cases, listener,
      byName ? catch2::Report::Others::twins : catch2::Report::Others::none);
}

// --- version 2 ---

std::string_view Catch2Version2::name() const { return "Catch2 v2"; }

std::optional<std::string> Catch2Version2::recognise(const Executable& file) const {
  return file.contains(marks()) ? std::optional(std::string()) : std::nullopt;
}

std::vector<std::string> Catch2Version2::marks() const {
  return {catch2::helpOnLists() + " names only", catch2::helpOnFiles()};
}

std::vector<std::string> Catch2Version2::listArguments() const {
  return {"--list-tests", "--list-test-names-only", "--list-tags", "-v",
          "high",         "--use-colour",           "no"};
}

std::optional<std::vector<ListedCase>> Catch2Version2::casesIn(const ProcessOutput& output) const {
  return catch2::readThreeLists(output.out);
}

// --- version 3 ---

std::string_view Catch2Version3::name() const { return "Catch2 v3"; }

std::optional<std::string> Catch2Version3::recognise(const Executable& file) const {
  if (catch2::needs(file, "libCatch2.so") || catch2::needs(file, "libCatch2d.so") ||
      file.contains(marks()))
    return std::string();
  return std::nullopt;
}

std::vector<std::string> Catch2Version3::marks() const {
  return {catch2::helpOnLists(), catch2::helpOnFiles(),
          fmt::format("split the tests to {}", "execute into")};
}

std::vector<std::string> Catch2Version3::listArguments() const {
  return {"--list-tests", "-r", "xml", "-o", std::string(reportPath)};
}

std::optional<std::vector<ListedCase>> Catch2Version3::casesIn(const ProcessOutput& output) const {
  return catch2::readDocument(output.report);
}

}  // namespace trial::frameworks
