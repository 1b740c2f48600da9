/// How processes end: names of signals, wait statuses and the failures that describe them.
#pragma once

#include <string_view>

#include <signal.h>

#include <reactor/failure.hpp>

namespace reactor {

/// The number of the signal with this name, which may begin with SIG. Throws
/// `std::invalid_argument` if there is no such signal.
[[nodiscard]] int signalNumber(std::string_view name);
/// The wait status, as `waitpid` gives it, of a process for which `waitid` gave `info`.
[[nodiscard]] int waitStatus(const siginfo_t& info);
/// ProcessDone for exit code 0, else ProcessTerminated with the exit code or the signal.
[[nodiscard]] Failure endOfProcess(int status);

}  // namespace reactor
