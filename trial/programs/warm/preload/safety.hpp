/// Whether a process may be copied at the entry of its `main`.
#pragma once

#include <cstddef>

#include <sys/types.h>

namespace trial::frameworks::warm {

/// The descriptors that each process of a program has: 0 to 3. A copy gets others in their place.
inline constexpr int standardDescriptors = 4;

/// What they are when the library is loaded.
struct Descriptors {
  struct One {
    dev_t device;
    ino_t file;
    int flags;
  } of[standardDescriptors];
};

[[nodiscard]] Descriptors presentDescriptors() noexcept;

/// Whether the constructors of the program have done nothing that a copy would not have, or would
/// share with other copies. If not, `reason` says why, as the end of a sentence about the program.
/// `before` is what the descriptors were; `socket` is the library's own one.
[[nodiscard]] bool isSafe(const Descriptors& before, int socket, char* reason,
                          std::size_t size) noexcept;

}  // namespace trial::frameworks::warm
