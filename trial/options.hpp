/// Options: the command line of trial-dist, read and checked. (twisted.scripts.trial)
#pragma once

#include <cstdint>
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
    version,
  };

  Action action = Action::run;
  /// Names of tests, in the order given.
  std::vector<std::string> tests = {};
  /// None: serially, in one process. At least 1.
  std::optional<int> jobs = std::nullopt;
  /// One of `reporters()`.
  std::string reporter = "verbose";
  bool untilFailure = false;
  bool dryRun = false;
  bool rterrors = false;
  bool uncleanWarnings = false;
  /// Also the packages inside a package.
  bool recurse = true;
  /// One of `orders()`; none: by name, and programs in their own order.
  std::optional<std::string> order = std::nullopt;
  /// The seed of `shuffled`; never 0.
  std::optional<std::uint64_t> random = std::nullopt;
  std::string tempDirectory = "_trial_temp";
};

/// Reads what follows the program's name, with getopt_long's rules: unique prefixes, joined short
/// options, options anywhere, `--` ends them. Checks from left to right; the first option that asks
/// for help or the version ends the reading. Without arguments it is help (CLI-01). `UsageError`
/// with the text that trial has for it. A `--testmodule` that is missing is told on stderr.
[[nodiscard]] TRIAL_DIST_API Options parseOptions(const std::vector<std::string>& arguments);

/// What `--help` prints. `program` is how it was called.
[[nodiscard]] TRIAL_DIST_API std::string helpText(const std::string& program);

/// The processors that this process may use, at least 1.
[[nodiscard]] TRIAL_DIST_API int _autoJobs();

}  // namespace trial
