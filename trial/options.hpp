/// parseOptions: reads and checks the command line of trial-dist. (twisted.scripts.trial)
#pragma once

#include <string>
#include <vector>

#include <reactor/api.hpp>
#include <trial/detail/optionset.hpp>

namespace trial {

/// Reads the arguments that follow the program's name, by the rules of getopt_long: a prefix of an
/// option that no other option has is enough, short options may be joined, options may stand
/// between names, and `--` ends them. A prefix that is unique among trial's own options means that
/// option, even if an option that trial does not have begins like it.
///
/// Throws a `UsageError` with trial's text. Values are checked from left to right, options that
/// exclude each other at the end; reading stops at the first option that prints a text. No
/// arguments mean `--help` (CLI-01). `--without-module` takes effect at once, because the reporter
/// may be in a module. A `--testmodule` file that is missing only gives a line on stderr.
[[nodiscard]] TRIAL_DIST_API Options parseOptions(const std::vector<std::string>& arguments);

/// Reads the arguments of a worker: those options of the table that a worker accepts, and no names
/// of tests (WP-17). `UsageError`.
[[nodiscard]] TRIAL_DIST_API Options parseWorkerOptions(const std::vector<std::string>& arguments);

/// The number of processors that this process may use, at least 1.
[[nodiscard]] TRIAL_DIST_API int _autoJobs();

}  // namespace trial
