/// WorkerLimits: how a pool limits the time of its workers.
#pragma once

#include <functional>
#include <map>
#include <string>

#include <sys/types.h>

#include <reactor/defer.hpp>

namespace dist {

/// How a pool treats cases that take too long and workers that do not answer. It asks about a
/// worker's process only through these functions; each may be left out.
struct WorkerLimits {
  /// Seconds between two looks at the workers; 0: they are not limited.
  double every = 0;
  /// Seconds that a worker may be silent when it has cases and has begun none, or is stopped.
  double silence = 30;
  /// Seconds that each thread has waited for a processor.
  std::function<std::map<pid_t, double>(pid_t pid)> delays = {};
  /// Whether the process is stopped by a signal.
  std::function<bool(pid_t pid)> stopped = {};
  /// Fires with the stacks of a process, lines for the user.
  std::function<reactor::Deferred<std::string>(pid_t pid)> stacks = {};
};

}  // namespace dist
