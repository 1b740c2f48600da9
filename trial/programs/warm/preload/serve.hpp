/// serve: what a warm process does.
#pragma once

#include <csignal>

#include <sys/types.h>

namespace trial::frameworks::warm {

/// What `main` is called with.
struct MainArguments {
  int count;
  char** values;
};

/// The process of which the warm one is a copy.
struct Origin {
  pid_t parent;
  /// The signals that are blocked at the entry of `main`.
  sigset_t blocked;
};

/// Makes a copy for each request that comes by the socket, and ends when the socket is closed. All
/// signals are blocked. Returns in copies, which have all that their request says.
[[nodiscard]] MainArguments serve(int socket, const Origin& origin) noexcept;

}  // namespace trial::frameworks::warm
