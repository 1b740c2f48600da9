/// Where a text stops to be UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

namespace trial {

/// The number of bytes at the beginning of `text` that are well-formed UTF-8: the position of the
/// first bad one, or the size.
[[nodiscard]] std::size_t validUtf8Prefix(std::string_view text) noexcept;

}  // namespace trial
