/// Text that travels is valid UTF-8, whatever it was before.
#pragma once

#include <string>
#include <string_view>

namespace protocols {

/// How many bytes at the beginning of `text` are well-formed UTF-8: all of them, or those before
/// the first bad one.
[[nodiscard]] std::size_t validUtf8Prefix(std::string_view text) noexcept;

/// `text` with U+FFFD in the place of each byte that belongs to no well-formed character (MP-09).
[[nodiscard]] std::string replaceInvalidUtf8(std::string_view text);

}  // namespace protocols
