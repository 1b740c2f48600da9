/// Options, the values of a command line, and UsageError.
#pragma once

#include <cstddef>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <reactor/api.hpp>
#include <trial/detail/runsettings.hpp>
#include <trial/detail/seed.hpp>

namespace trial {

/// A command line that cannot be followed; the text is for the user, without the program's name.
class TRIAL_DIST_API UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Without `--warm` and `--no-warm`.
inline constexpr bool warmByDefault = false;

/// The options of a command line. The base has those that a runner needs.
struct Options : RunSettings {
  enum class Action {
    run,
    // The others print a text, and the program exits with 0.
    help,
    helpOrders,
    helpReporters,
    helpReactors,
    version,
  };
  Action action = Action::run;
  /// The forms of `--list`: ids, or all that is known of the tests.
  enum class ListForm { ids, json };

  // Which tests, in which order.

  /// Names of tests, in the order given.
  std::vector<std::string> tests = {};
  /// Whether a name or `--testmodule` was given, even if that file names no tests.
  bool namesTests = false;
  /// Run the tests of packages inside a package too.
  bool recurse = true;
  /// The name of one of `orders()`; none: by name, and programs in their own order.
  std::optional<std::string> order = std::nullopt;
  /// The seed of `shuffled`; never 0.
  std::optional<Seed> random = std::nullopt;
  /// Names of modules that cannot be opened.
  std::vector<std::string> withoutModules = {};
  /// An `Expression` that selects some of them.
  std::optional<std::string> select = std::nullopt;
  /// Run also the cases that their program would not run by itself.
  bool includeDisabled = false;
  /// The file of durations; none: one in the state folder.
  std::optional<std::string> durationFile = std::nullopt;
  /// Durations are read and kept.
  bool rememberDurations = true;
  /// List the tests in this form, and run none.
  std::optional<ListForm> list = std::nullopt;

  // How they are run.

  /// Seconds that a test program may take to list its cases; above 0.
  double listTimeout = 10;
  /// Options for test programs.
  std::vector<std::string> programArguments = {};
  /// `NAME=VALUE`, variables for test programs.
  std::vector<std::string> programVariables = {};
  /// Processes of a test program are copies of one that waits at the entry of its `main`.
  bool warm = warmByDefault;
  /// Test programs run in the folder that they lie in.
  bool inProgramFolder = false;
  bool dryRun = false;
  bool untilFailure = false;
  bool disableGarbageCollection = false;
  std::optional<long long> recursionLimit = std::nullopt;
  /// One of `reactor::getReactorTypes()`.
  std::optional<std::string> reactor = std::nullopt;

  // Output.

  /// The name of a reporter, for `findReporter`.
  std::string reporter = "verbose";
  /// Report what the event logs tell that `tests` names, and run nothing.
  bool replay = false;
  /// `FORMAT=FILE`, the reports that are written beside it.
  std::vector<std::string> reports = {};
  bool coverage = false;
  /// These are the options of a worker (`parseWorkerOptions`).
  bool ofWorker = false;

  // Debugging.

  bool debug = false;
  std::string debugger = "gdb";
  bool nopm = false;
  bool debugStacktraces = false;
  bool profile = false;
  bool spew = false;

  /// The folder for coverage data: `coverage` in the working folder, absolute; of a worker, in the
  /// folder that it is told to start in.
  [[nodiscard]] TRIAL_DIST_API std::filesystem::path coverdir() const;
  /// The arguments of a worker: those options of the table that are passed on and were given, in
  /// trial's order (CLI-05).
  [[nodiscard]] TRIAL_DIST_API std::vector<std::string> _getWorkerArguments() const;
  /// The settings of a run whose reporter writes to `stream`, which outlives the runner. The
  /// reporter must exist, which `parseOptions` has checked.
  [[nodiscard]] TRIAL_DIST_API RunSettings settings(std::ostream& stream) const;
};

}  // namespace trial
