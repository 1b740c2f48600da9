/// Reports of runs that are over: --replay.
#pragma once

#include <trial/options.hpp>

namespace bin {

/// Tells the reporter, and the reports that are asked for, of the runs in the event logs that
/// the options name. Returns the exit status of the run. Throws `UsageError`, and
/// `std::runtime_error` for a log that cannot be read.
[[nodiscard]] int replayLogs(const trial::Options& options);

}  // namespace bin
