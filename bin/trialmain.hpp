/// trial_main: the command line, from arguments to exit status. (twisted.scripts.trial.run)
#pragma once

#include <bin/exitstatus.hpp>
#include <reactor/api.hpp>

namespace bin {

/// Reads the arguments, runs the tests that they name and returns the exit status. With `--worker`
/// as the first argument the process is a worker of a run that another process manages, with
/// `--complete` it answers the completion of a shell. A program that tests are linked into runs
/// those tests if no names are given, even without any argument.
[[nodiscard]] TRIAL_DIST_API int trial_main(int argc, char** argv);

}  // namespace bin

/// Defines the main function of a program that tests are linked into. The program then has all
/// options of trial-dist, and trial-dist runs it like any other test program.
#define TRIAL_MAIN \
  int main(int argc, char** argv) { return ::bin::trial_main(argc, argv); }
