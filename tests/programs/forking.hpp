/// What cases of several frameworks do that make a child process.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

namespace forking {

/// The process that began the run.
inline const pid_t parent = ::getpid();

/// True in a child, which is to come back out of its case; false in its parent, when it has ended.
inline bool inChild() {
  const auto child = ::fork();
  if (child == 0) return true;
  int status = 0;
  (void)::waitpid(child, &status, 0);
  return false;
}

/// Ends a child that has gone on with the run of its parent.
inline void endChild() {
  if (::getpid() != parent) ::_exit(0);
}

/// What a daemon does first: closes what it did not open.
inline void closeFrom(int first) {
  constexpr int last = 64;
  for (int fd = first; fd < last; ++fd) ::close(fd);
}

}  // namespace forking
