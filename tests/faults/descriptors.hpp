// What cases do to the descriptors above 2 of their process if TRIAL_DESCRIPTORS is set: of fifty
// cases one closes all of them, one closes one, and one writes into each.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace descriptors {

inline std::vector<int> openOnes() {
  constexpr int most = 4096;  // higher ones are not opened
  std::vector<int> open;
  for (int fd = 3; fd < most; ++fd) {
    if (::fcntl(fd, F_GETFD) >= 0) open.push_back(fd);
  }
  return open;
}

inline void closeAll() {
  for (const int fd : openOnes()) ::close(fd);
}

/// Another one in each process: its number decides which.
inline void closeOne() {
  const auto open = openOnes();
  if (!open.empty()) ::close(open[static_cast<std::size_t>(::getpid()) % open.size()]);
}

inline void writeToAll() {
  // Each byte there is. The first four are no length of a message: one that is begun and not
  // finished would be waited for.
  std::string garbage;
  for (int byte = 255; byte >= 0; --byte) garbage += static_cast<char>(byte);
  for (const int fd : openOnes()) (void)!::write(fd, garbage.data(), garbage.size());
}

inline void disturb(int number) {
  static const bool wanted = std::getenv("TRIAL_DESCRIPTORS") != nullptr;
  if (!wanted) return;
  if (number % 50 == 7) closeAll();
  if (number % 50 == 19) closeOne();
  if (number % 50 == 32) writeToAll();
}

}  // namespace descriptors
