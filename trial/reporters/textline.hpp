/// inOneLine, columnsOf: put names of tests, which may contain any bytes, into lines of a report.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trial {

/// Escapes the characters of `text` that end a line, move the cursor or change the direction of
/// writing as `\n`, `\x1b`, `\u2028`, and bytes that are not UTF-8 as `\xff`.
[[nodiscard]] std::string inOneLine(std::string_view text);

/// The number of columns that such a text takes in a terminal: two for a wide character, none for
/// one that combines with the character before it. It does not depend on the program's locale.
[[nodiscard]] std::size_t columnsOf(std::string_view text);

}  // namespace trial
