/// Starts a program in a new process: the system's part of spawnProcess, without pipes and events.
#pragma once

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
  /// Looked up in PATH if it has no slash: that of `env` if given, else this process's.
  std::string executable;
  std::vector<std::string> args;
  std::optional<Environment> env;
  std::optional<std::filesystem::path> path;
  /// The child's descriptors, and which one of this process each is; all others are closed there
  /// (PROC-16).
  std::map<int, int> descriptors;
  SpawnOptions options;
};

struct Spawned {
  pid_t pid;
  /// Readable when the process has ended; `waitid(P_PIDFD)` reaps it.
  UniqueFD pidfd;
};

/// Returns when the program runs in the child; all signals have their default action there and none
/// is blocked. Throws `std::system_error` naming the program, what failed and why; no child is left
/// then. `std::invalid_argument` for text that cannot be passed on.
[[nodiscard]] Spawned spawn(const SpawnRequest& request);

}  // namespace reactor
