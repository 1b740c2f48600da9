/// spawn: starts a program in a new process. This is spawnProcess without pipes and events.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include <reactor/interfaces.hpp>
#include <reactor/process/uniquefd.hpp>

namespace reactor {

struct SpawnRequest {
  /// Looked up in PATH if it has no slash: in the PATH of `env` if given, else of this process.
  std::string executable;
  std::vector<std::string> args;
  std::optional<Environment> env;
  std::optional<std::filesystem::path> path;
  /// By the child's descriptor, the descriptor of this process that it is a copy of. All others are
  /// closed in the child (PROC-16).
  std::map<int, int> descriptors;
  SpawnOptions options;
  /// The guardian, which `options` must ask for, kills all that is left after so long, also while
  /// this process is stopped. 0: no limit.
  std::chrono::seconds lifetime{0};
};

struct Spawned {
  pid_t pid;
  /// Readable when the process has ended, with a guardian when that has; `waitid(P_PIDFD)` reaps
  /// it and tells how the process ended.
  UniqueFD pidfd;
  /// The guardian between this process and `pid`, if it has one.
  std::optional<pid_t> guardian = std::nullopt;
};

/// Returns when the program runs in the child, with the default action for every signal and none
/// blocked. Throws `std::system_error` with the program, the step that failed and the reason; no
/// child is left then. Throws `std::invalid_argument` for text that cannot be passed to a program.
[[nodiscard]] Spawned spawn(const SpawnRequest& request);

}  // namespace reactor
