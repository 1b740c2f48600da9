#include <reactor/process/writeall.hpp>

#include <cerrno>
#include <cstddef>

#include <unistd.h>

namespace reactor {

bool writeAll(int fd, std::string_view data) noexcept {
  while (!data.empty()) {
    const auto written = ::write(fd, data.data(), data.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    data.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace reactor
