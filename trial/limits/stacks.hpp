/// stacksOf: the stacks of all threads of another process, taken by gdb or by eu-stack.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>

namespace trial::limits {

/// The program that takes stacks, and its arguments.
struct StackCommand {
  /// `gdb` or `eu-stack`.
  std::string name;
  std::string executable;
  std::vector<std::string> args;
};
/// The one of the two that is in PATH as the run began, gdb first, since it knows files and lines;
/// none if there is none.
[[nodiscard]] std::optional<StackCommand> stackCommand(pid_t pid);

/// Lines to be put behind an error, without a newline at the end: the stacks, at most 64 KiB of
/// them, in what the command `name` wrote. If there are none in it, one line says why. `tooSlow`:
/// how long the command had, if it was not over then.
[[nodiscard]] std::string stacksIn(const std::string& name, const std::string& written,
                                   std::optional<std::chrono::seconds> tooSlow);

/// Fires with such lines, after ten seconds at the latest; it never fails by itself. All references
/// outlive the Deferred. Cancelling it ends the command.
[[nodiscard]] reactor::Deferred<std::string> stacksOf(reactor::IReactorProcess& spawner,
                                                      reactor::IReactorTime& clock, pid_t pid);
/// The same for a thread that has no reactor: it waits. The process may be this one, which the
/// command then stops: that lasts no longer than `limit` either.
[[nodiscard]] std::string waitForStacksOf(pid_t pid,
                                          std::chrono::seconds limit = std::chrono::seconds(10));

/// Lets any process of the user take the stacks of this one, where the kernel allows that only to
/// its ancestors (Yama).
void allowStacks() noexcept;

}  // namespace trial::limits
