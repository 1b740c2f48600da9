/// Options: the command line of trial-dist, read and checked. (twisted.scripts.trial)
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <reactor/api.hpp>

namespace trial {

/// A command line that cannot be followed; the text is for the user, without the program's name.
class TRIAL_DIST_API UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Options {
  enum class Action {
    run,
    /// Print, and exit 0.
    help,
    helpOrders,
    helpReporters,
    helpReactors,
    version,
  };
  Action action = Action::run;

  // Which tests, in which order.

  /// Names of tests, in the order given.
  std::vector<std::string> tests = {};
  /// Tests were asked for by name or by `--testmodule`, which may name none.
  bool namesTests = false;
  /// Also the packages inside a package.
  bool recurse = true;
  /// One of `orders()`; none: by name, and programs in their own order.
  std::optional<std::string> order = std::nullopt;
  /// The seed of `shuffled`; never 0.
  std::optional<std::uint64_t> random = std::nullopt;
  /// Names of modules that cannot be opened.
  std::vector<std::string> withoutModules = {};

  // What is done with them.

  /// None: serially, in one process. At least 1.
  std::optional<int> jobs = std::nullopt;
  bool dryRun = false;
  bool untilFailure = false;
  bool exitFirst = false;
  bool forceGarbageCollection = false;
  bool disableGarbageCollection = false;
  std::optional<long long> recursionLimit = std::nullopt;
  /// One of `reactor::getReactorTypes()`.
  std::optional<std::string> reactor = std::nullopt;
  /// Seconds that a test may take; above 0.
  std::optional<double> testTimeout = std::nullopt;
  /// Seconds that workers have to end; above 0.
  double grace = 5;
  /// Bytes that a message of a worker may have; at least 4096.
  std::size_t maxMessage = std::size_t{64} << 20;

  // Output.

  /// What `findReporter` finds.
  std::string reporter = "verbose";
  bool rterrors = false;
  /// A detail of `Failure::getTraceback`.
  std::string tbformat = "default";
  bool uncleanWarnings = false;
  std::string logfile = "test.log";
  std::string tempDirectory = "_trial_temp";
  bool coverage = false;

  // Debugging.

  bool debug = false;
  std::string debugger = "gdb";
  bool nopm = false;
  bool debugStacktraces = false;
  bool profile = false;
  bool spew = false;

  /// Where data of coverage goes: `coverage` in the working folder, absolute.
  [[nodiscard]] TRIAL_DIST_API std::filesystem::path coverdir() const;
  /// The arguments of a worker, in trial's order (CLI-05).
  [[nodiscard]] TRIAL_DIST_API std::vector<std::string> _getWorkerArguments() const;
};

/// Reads what follows the program's name, with getopt_long's rules: unique prefixes, joined short
/// options, options anywhere, `--` ends them. A prefix that is unique among trial's own options
/// means that option, whatever options were added to them. Values are checked from left to right,
/// what does not go together at the end; the first option that asks for a text ends the reading.
/// `--without-module` takes effect at once: a reporter may be in one. Without arguments it is help
/// (CLI-01). `UsageError` with the text that trial has for it. A
/// `--testmodule` that is missing is told on stderr.
[[nodiscard]] TRIAL_DIST_API Options parseOptions(const std::vector<std::string>& arguments);

/// What a worker is told: options that trial calls basic, and no names (WP-17). `UsageError`.
[[nodiscard]] TRIAL_DIST_API Options parseWorkerOptions(const std::vector<std::string>& arguments);

/// The processors that this process may use, at least 1.
[[nodiscard]] TRIAL_DIST_API int _autoJobs();

}  // namespace trial
