/// What the kernel says of a process that is watched.
#pragma once

#include <sys/types.h>

#include <trial/limits/timelimit.hpp>

namespace trial::limits {

/// The run delays of its threads, from `schedstat`; empty if the kernel does not count them or the
/// process has ended.
[[nodiscard]] RunDelays runDelaysOf(pid_t pid);
/// Whether it is stopped by a signal. One that a debugger has stopped does not count.
[[nodiscard]] bool isStopped(pid_t pid);

/// Whether it runs a program. One that ends has none any more when its descriptors are closed.
[[nodiscard]] bool runsProgram(pid_t pid);

}  // namespace trial::limits
