#include <reactor/process/reap.hpp>

#include <cerrno>

#include <sys/syscall.h>
#include <unistd.h>

namespace reactor {

UniqueFD openPidfd(pid_t pid) noexcept {
  return UniqueFD(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

std::optional<int> reap(pid_t pid) noexcept {
  int status = 0;
  pid_t ended = 0;
  while ((ended = ::waitpid(pid, &status, 0)) < 0 && errno == EINTR) {
  }
  return ended == pid ? std::optional(status) : std::nullopt;
}

siginfo_t reapByHandle(int pidfd) noexcept {
  siginfo_t info = {};
  while (::waitid(P_PIDFD, static_cast<id_t>(pidfd), &info, WEXITED) != 0 && errno == EINTR) {
  }
  return info;
}

}  // namespace reactor
