#include <reactor/spawn/killchildren.hpp>

#include <cerrno>
#include <csignal>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include <reactor/process/reap.hpp>
#include <reactor/spawn/descendants.hpp>

namespace reactor {

namespace {

/// One system call, where the lists of /proc take many.
bool haveChildren() {
  siginfo_t info = {};
  return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0 || errno != ECHILD;
}

/// Kills the children but `spared`; returns those that got the signal, which can be waited for.
std::vector<pid_t> killed(const std::set<pid_t>& spared) {
  std::vector<pid_t> ending;
  for (const pid_t pid : childrenOf(::getpid())) {
    if (spared.contains(pid)) continue;
    if (::kill(pid, SIGKILL) == 0) {
      ending.push_back(pid);
    } else {
      // A program with other rights. What it has started may have those of this process.
      for (const pid_t below : descendantsOf(pid)) (void)::kill(below, SIGKILL);
    }
  }
  return ending;
}

}  // namespace

void killChildren(const std::set<pid_t>& spared, const ChildReaped& reaped) {
  if (!haveChildren()) return;
  // While a child ends, the kernel's list may lack others, so an empty list is read once more.
  for (int empty = 0; empty < 2;) {
    const auto ending = killed(spared);
    empty = ending.empty() ? empty + 1 : 0;
    for (const pid_t pid : ending) {
      if (const auto status = reap(pid)) reaped(pid, *status);
    }
  }
}

}  // namespace reactor
