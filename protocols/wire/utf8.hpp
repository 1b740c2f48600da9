/// Checking UTF-8 and replacing bytes that are not.
#pragma once

#include <string>
#include <string_view>

namespace protocols {

/// The number of bytes at the beginning of `text` that are well-formed UTF-8: the position of the
/// first bad one, or the size.
[[nodiscard]] std::size_t validUtf8Prefix(std::string_view text) noexcept;

/// `text` with U+FFFD in place of each byte that is not part of a well-formed character (MP-09).
[[nodiscard]] std::string replaceInvalidUtf8(std::string_view text);

}  // namespace protocols
