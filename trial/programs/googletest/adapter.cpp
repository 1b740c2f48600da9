#include <trial/programs/googletest/adapter.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/common/limits.hpp>
#include <trial/programs/excerpt.hpp>
#include <trial/programs/executable.hpp>
#include <trial/programs/googletest/documents.hpp>
#include <trial/programs/googletest/names.hpp>
#include <trial/programs/googletest/output.hpp>
#include <trial/programs/settings/programsettings.hpp>

namespace trial::frameworks {

namespace {

/// How its options begin, unless a build of it has changed that.
constexpr std::string_view usual = "gtest_";
// It compares faster than others do.
constexpr std::size_t mostCasesInFilter = 4 * mostComparedNames;

/// A build whose options begin otherwise reads variables that begin so, too: those that change what
/// the program prints, where, or what it runs are taken away. GTEST_ ones no program gets.
constexpr std::string_view disturbing[] = {"ALSO_RUN_DISABLED_TESTS",
                                           "BRIEF",
                                           "COLOR",
                                           "FAIL_FAST",
                                           "FILTER",
                                           "FLAGFILE",
                                           "LIST_TESTS",
                                           "OUTPUT",
                                           "PRINT_TIME",
                                           "PRINT_UTF8",
                                           "RECREATE_ENVIRONMENTS_WHEN_REPEATING",
                                           "REPEAT",
                                           "SHUFFLE",
                                           "STREAM_RESULT_TO"};

/// The variable that an option can be set by.
std::string variable(const std::string& dialect, std::string_view name) {
  std::string whole;
  for (const char letter : dialect)
    whole += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  return whole.append(name);
}

reactor::Environment calm(reactor::Environment env, const std::string& dialect) {
  if (dialect == usual) return env;
  for (const auto name : disturbing) {
    const auto whole = variable(dialect, name);
    if (!isSetByUser(whole)) env.erase(whole);
  }
  return env;
}

/// The program runs those cases of its selection whose number, counted among those that are to run,
/// divided by `total` leaves `index`.
void takeShard(Command& command, std::size_t index, std::size_t total) {
  command.env["GTEST_TOTAL_SHARDS"] = std::to_string(total);
  command.env["GTEST_SHARD_INDEX"] = std::to_string(index);
}

// Of two shards the second.
constexpr std::size_t shardOfTwo = 1;

/// The name of a shared library, also of one that is built for debugging.
bool isOfFramework(std::string_view library) {
  auto name = library.substr(0, library.find(".so"));
  if (name.ends_with('d')) name.remove_suffix(1);
  return name == "libgtest" || name == "libgtest_main" || name == "libgmock" ||
         name == "libgmock_main";
}

/// Whether these are all the cases that the program runs by itself. That is known only if the first
/// of them has a note, which those have whose names are slow to compare with a filter.
bool areAll(const Callee& program, std::span<const std::string> cases) {
  if (googletest::askingFor(cases.front(), program.notes).enabled != cases.size()) return false;
  return std::all_of(cases.begin(), cases.end(), [&program](const auto& id) {
    const auto asking = googletest::askingFor(id, program.notes);
    return asking.total == 1 && !asking.disabled;
  });
}

/// An option of the framework's.
std::string option(const Callee& program, std::string_view text) {
  return fmt::format("--{}{}", program.dialect, text);
}

}  // namespace

std::string_view GoogleTest::name() const { return "GoogleTest"; }

std::optional<std::string> GoogleTest::recognise(const Executable& file) const {
  const auto& needed = file.needed();
  if (std::any_of(needed.begin(), needed.end(), isOfFramework)) return "gtest_";
  static const std::string shown = fmt::format("{}@D\n", "list_tests");
  if (!file.contains(marks())) return std::nullopt;
  return file.wordBetween("@G--", shown);
}

/// The framework's help. Its texts are put together here, so that this program is not taken for a
/// test program itself.
std::vector<std::string> GoogleTest::marks() const {
  return {fmt::format("This program contains {} written using", "tests")};
}

Command GoogleTest::listCommand(const Callee& program, reactor::Environment env) const {
  return {{program.name, option(program, "list_tests"),
           option(program, fmt::format("output=json:{}", reportPath))},
          calm(std::move(env), program.dialect)};
}

Listing GoogleTest::parseList(const ProcessOutput& output) const {
  Listing listing;
  if (auto cases = googletest::readList(output.report)) {
    listing.cases = *std::move(cases);
    return listing;
  }
  // A version without JSON, or a main function that changes the output itself.
  if (output.report.empty() && output.end == ProcessEnd{})
    listing.cases = googletest::readPrintedList(output.out);
  if (listing.cases.empty()) {
    listing.error = fmt::format(
        "{} {}{}", describe(output),
        output.report.empty() ? "without listing its cases" : "and its list of cases is damaged",
        excerpt(output.err.empty() ? output.out : output.err));
  }
  return listing;
}

std::optional<Command> GoogleTest::secondListCommand(const Callee& program, const Listing& listing,
                                                     reactor::Environment env) const {
  const auto& cases = listing.cases;
  if (std::none_of(cases.begin(), cases.end(), [](const auto& one) { return one.disabled; }))
    return std::nullopt;
  auto command = listCommand(program, std::move(env));
  takeShard(command, shardOfTwo, 2);
  return command;
}

void GoogleTest::completeList(Listing& listing, const ProcessOutput& output) const {
  const auto runs = googletest::runsDisabled(listing.cases, output.report, shardOfTwo);
  if (!runs) {
    googletest::enableInDoubt(listing.cases);
  } else if (*runs) {
    googletest::enableAll(listing.cases);
  }
}

reactor::Environment GoogleTest::runningNothing(const Callee& program,
                                                reactor::Environment env) const {
  env[variable(program.dialect, "FILTER")] = "-*";
  return env;
}

std::optional<std::vector<std::string>> GoogleTest::listBesides(const Callee& program,
                                                                const ProcessOutput& output) const {
  if (output.out.find("[==========] Running 0 tests from 0 test ") == std::string::npos)
    return std::nullopt;
  return std::vector{option(program, "list_tests")};
}

std::vector<ListedCase> GoogleTest::casesBesides(const ProcessOutput& output) const {
  return googletest::readPrintedList(output.out);
}

bool GoogleTest::needsNote(std::string_view id) const { return googletest::needsNote(id); }

Command GoogleTest::runCommand(const Callee& program, std::span<const std::string> cases,
                               reactor::Environment env) const {
  Command command{{program.name}, calm(std::move(env), program.dialect)};
  std::string filter;
  bool disabled = false;
  const bool all = areAll(program, cases);
  if (all) {
    filter = "*";
    command.cases = cases.size();
  }
  for (const auto& id : cases.first(all ? 0 : std::min(cases.size(), mostCasesInFilter))) {
    const auto asking = googletest::askingFor(id, program.notes);
    const bool shared = asking.total > 1;
    if (command.cases != 0 &&
        (shared || filter.size() + asking.pattern.size() > mostBytesInArgument))
      break;
    if (!filter.empty()) filter += ':';
    filter += asking.pattern;
    disabled = disabled || asking.disabled;
    ++command.cases;
    if (shared) {
      // Of all that the filter selects the program runs only this one.
      takeShard(command, asking.index, asking.total);
      break;
    }
  }
  // Colours tell the framework's own lines from texts that look like them. Versions that do not
  // know an option show their help instead of running: no other than 1.10 knows may stand here.
  for (const auto* text : {"color=yes", "print_time=1"})
    command.args.push_back(option(program, text));
  command.args.push_back(option(program, fmt::format("output=json:{}", reportPath)));
  if (disabled) command.args.push_back(option(program, "also_run_disabled_tests"));
  command.args.push_back(option(program, fmt::format("filter={}", filter)));
  return command;
}

std::unique_ptr<ProgressParser> GoogleTest::progress(const Callee& program,
                                                     std::span<const std::string> cases,
                                                     IProgress& listener) const {
  return std::make_unique<GoogleTestOutput>(program.notes, cases, listener);
}

}  // namespace trial::frameworks
