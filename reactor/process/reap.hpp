/// reap: waits for the end of a child, whatever signals come meanwhile. openPidfd: its handle.
#pragma once

#include <optional>

#include <sys/types.h>
#include <sys/wait.h>

#include <reactor/process/uniquefd.hpp>

namespace reactor {

/// The wait status of the child; none if this process has no such child, or somebody else has
/// reaped it.
std::optional<int> reap(pid_t pid) noexcept;
/// A pidfd of the child; -1, and errno, if it cannot be had.
[[nodiscard]] UniqueFD openPidfd(pid_t pid) noexcept;
/// The same as `reap` for the child of a pidfd. `si_pid` is 0 if there is none.
siginfo_t reapByHandle(int pidfd) noexcept;

}  // namespace reactor
