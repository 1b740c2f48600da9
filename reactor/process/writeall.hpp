/// Writing to a descriptor that blocks, from who has nothing better to do.
#pragma once

#include <string_view>

namespace reactor {

/// Writes all of `data`, beginning again where a signal interrupted it. False, with `errno`, if it
/// cannot be written: nobody reads it any more, for instance.
[[nodiscard]] bool writeAll(int fd, std::string_view data) noexcept;

}  // namespace reactor
