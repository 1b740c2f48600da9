/// reap: waits for the end of a child, whatever signals come meanwhile.
#pragma once

#include <optional>

#include <sys/types.h>
#include <sys/wait.h>

namespace reactor {

/// The wait status of the child; none if this process has no such child, or somebody else has
/// reaped it.
std::optional<int> reap(pid_t pid) noexcept;
/// The same for the child of a pidfd. `si_pid` is 0 if there is none.
siginfo_t reapByHandle(int pidfd) noexcept;

}  // namespace reactor
