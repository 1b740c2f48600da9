/// The processes below another one, as the kernel lists them.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace reactor {

/// The children of all threads of a process; none if it has ended or `/proc` cannot be read.
[[nodiscard]] std::vector<pid_t> childrenOf(pid_t pid);
/// All that came from a process: its children, their children and so on.
[[nodiscard]] std::vector<pid_t> descendantsOf(pid_t pid);
/// Its command line and number, "sleep 47 (pid 123)", for messages; empty if it has ended.
[[nodiscard]] std::string describeProcess(pid_t pid);

}  // namespace reactor
