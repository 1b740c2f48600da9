/// killChildren: ends all that came from this process.
#pragma once

#include <functional>
#include <set>

#include <sys/types.h>

namespace reactor {

/// Called with a child that was reaped, and its wait status.
using ChildReaped = std::function<void(pid_t pid, int status)>;

/// Kills the children of this process and reaps them, until none is left but those in `spared`. If
/// this process adopts orphans, the children of those that end are among them. A child that this
/// process may not kill is not waited for: its own descendants are killed as far as that is
/// allowed.
void killChildren(const std::set<pid_t>& spared, const ChildReaped& reaped);

}  // namespace reactor
