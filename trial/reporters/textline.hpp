/// Names of tests in the lines of a report: they may hold anything, and break no line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trial {

/// `text` with what ends a line, moves the cursor or turns the direction of writing shown as `\n`,
/// `\x1b`, `\u2028`, and bytes that are no UTF-8 as `\xff`.
[[nodiscard]] std::string inOneLine(std::string_view text);

/// The columns that such a text takes in a terminal: two for a wide character, none for one that
/// is combined with the one before it. The locale of the program does not matter.
[[nodiscard]] std::size_t columnsOf(std::string_view text);

}  // namespace trial
