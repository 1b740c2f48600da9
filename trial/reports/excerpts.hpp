/// cutText, cutLine: long texts in reports.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trial {

/// Bytes of a message of one line.
inline constexpr std::size_t mostOfMessage = 1000;

/// The text, or its head and its tail of `most` bytes together with a line between that says how
/// much is left out.
[[nodiscard]] std::string cutText(std::string_view text, std::size_t most);

/// The text, or its head of at most `most` bytes and how many bytes more it has, for one line.
[[nodiscard]] std::string cutLine(std::string_view text, std::size_t most);

/// A text, or the id of a case, as one line (`inOneLine`) of `mostOfMessage` bytes before
/// characters are escaped.
[[nodiscard]] std::string shortLine(std::string_view text);
[[nodiscard]] std::string shortId(std::string_view id);

}  // namespace trial
