/// writeAll: writes to a blocking descriptor.
#pragma once

#include <string_view>

namespace reactor {

/// Writes all of `data`, and goes on after a signal has interrupted it. Returns false and sets
/// `errno` if that fails, for instance because a pipe has no reader any more.
[[nodiscard]] bool writeAll(int fd, std::string_view data) noexcept;

}  // namespace reactor
