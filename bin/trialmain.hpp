/// trial_main: the command line, from arguments to exit status. (twisted.scripts.trial.run)
#pragma once

#include <reactor/api.hpp>

namespace bin {

inline constexpr int exitSuccess = 0;
/// A failure, an error, a usage error, or a run that could not be carried through.
inline constexpr int exitFailure = 1;
/// A run that a signal ended: this and the signal's number.
inline constexpr int exitSignal = 128;

/// Runs what the arguments say and returns the exit status. With `--worker` as the first argument
/// the process is a worker of a run that another one manages.
[[nodiscard]] TRIAL_DIST_API int trial_main(int argc, char** argv);

}  // namespace bin
