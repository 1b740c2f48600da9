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
/// the process is a worker of a run that another one manages, with `--complete` it answers the
/// completion of a shell. In a program that tests are linked into no names stand for those tests,
/// also when there are no arguments at all.
[[nodiscard]] TRIAL_DIST_API int trial_main(int argc, char** argv);

}  // namespace bin

/// The main function of a program with tests of its own: it is then a trial-dist itself, and
/// trial-dist runs it like any other test program.
#define TRIAL_MAIN \
  int main(int argc, char** argv) { return ::bin::trial_main(argc, argv); }
