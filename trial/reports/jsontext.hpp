/// Texts of any bytes in JSON, which is UTF-8.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace trial {

using Json = nlohmann::ordered_json;

/// The text as a string if it is UTF-8. Else as an object: `text` to read, in which bytes that are
/// not UTF-8 are replaced by U+FFFD, and `bytes`, in which each character stands for the byte of
/// its number.
[[nodiscard]] Json jsonText(std::string_view text);
/// The very bytes that `jsonText` was given. `std::runtime_error` if it is neither.
[[nodiscard]] std::string bytesOf(const Json& json);

/// `text` with each byte that is not part of a character replaced by U+FFFD.
[[nodiscard]] std::string inUtf8(std::string_view text);

}  // namespace trial
