/// What a worker and the library in a warm program tell each other, each in a packet of a socket.
#pragma once

#include <cstddef>

#include <sys/types.h>

namespace trial::frameworks::warm {

/// Names the descriptor of the socket to the library.
inline constexpr const char* socketVariable = "TRIAL_DIST_WARM";
/// The library loads by this one, in which it is the last.
inline constexpr const char* preloadVariable = "LD_PRELOAD";

/// From the library, at the entry of `main`.
struct Arrival {
  /// The warm process; 0: there is none.
  pid_t warm = 0;
  /// Why there is none, as the end of a sentence about the program.
  char reason[240] = {};
};

inline constexpr int mostDescriptors = 8;

/// To the warm process: make a copy. With it come a file that holds TMPDIR and the arguments, each
/// with a null byte behind it, and then the copy's descriptors.
struct Request {
  int count = 0;
  /// Their numbers in the copy.
  int targets[mostDescriptors] = {};
};

/// The answer.
struct Copied {
  pid_t pid = -1;
  /// An errno; 0 if there is a copy.
  int error = 0;
};

}  // namespace trial::frameworks::warm
