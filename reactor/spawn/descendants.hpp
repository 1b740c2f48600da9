/// The processes below another one, as the kernel lists them, and what it says of each.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace reactor {

/// The children of all threads of a process; none if it has ended or `/proc` cannot be read.
[[nodiscard]] std::vector<pid_t> childrenOf(pid_t pid);
/// All that came from a process: its children, their children and so on.
[[nodiscard]] std::vector<pid_t> descendantsOf(pid_t pid);
/// Sends a signal to all that came from this process.
void signalDescendants(int number);
/// The letter of its state in `/proc/PID/stat`: 'T' if a signal has stopped it, not a debugger; 0
/// if there is no such process.
[[nodiscard]] char processState(pid_t pid);
/// Whether there is no such process, or only what is left for its parent to reap.
[[nodiscard]] bool hasEnded(pid_t pid);
/// Its command line and number, "sleep 47 (pid 123)", for messages; empty if it has ended.
[[nodiscard]] std::string describeProcess(pid_t pid);
/// Kills a process that was left behind, and says so: "was ended: sleep 47 (pid 123)", or "could
/// not be ended (Operation not permitted): ...". Empty if it had ended.
[[nodiscard]] std::string endLeftBehind(pid_t pid);

}  // namespace reactor
