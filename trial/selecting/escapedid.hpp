/// Ids on a line of their own.
#pragma once

#include <string>
#include <string_view>

namespace trial {

/// The id with `\\` for a backslash, `\n` and `\r` for the ends of lines.
[[nodiscard]] std::string escapedId(std::string_view id);
/// What that stands for, or what a report shows (`idInOneLine`), which has `\t`, `\x1b` and
/// `\u2028` as well; any other backslash stays what it is.
[[nodiscard]] std::string unescapedId(std::string_view text);

}  // namespace trial
