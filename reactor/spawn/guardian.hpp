/// The guardian: a small process between this one and a child. It ends every descendant of the
/// child that is left when the child ends, when it is asked to, and when this process ends, however
/// that comes: also those that have left the child's process group or session.
#pragma once

#include <optional>

#include <sys/types.h>

#include <reactor/process/uniquefd.hpp>
#include <reactor/spawn/child.hpp>

namespace reactor {

struct GuardedStart {
  /// `start.pid` is the child's.
  ChildStart start;
  pid_t guardian = -1;
  /// Readable when the guardian has ended. It ends last, and as the child did: with its status or
  /// by its signal.
  UniqueFD pidfd = {};
};

/// The guardian of this process, if it has one that lives.
[[nodiscard]] std::optional<pid_t> guardianOf();

/// As `startChild`, with a guardian as the child's parent. A guardian that is killed before it has
/// started the child is replaced once.
[[nodiscard]] GuardedStart startGuardedChild(ChildPlan& plan);

/// Has the guardian send a signal to all that came from its child. KILL leaves none of it
/// but what this user may not kill; then the guardian does not wait for that. Also wakes a guardian
/// that was stopped. Returns false and sets errno if the guardian cannot be asked.
[[nodiscard]] bool signalGuarded(pid_t guardian, int number) noexcept;

}  // namespace reactor
