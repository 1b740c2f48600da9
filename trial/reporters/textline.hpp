/// inOneLine, columnsOf: put names of tests, which may contain any bytes, into lines of a report.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trial {

/// Escapes the characters of `text` that end a line, move the cursor or change the direction of
/// writing as `\n`, `\x1b`, `\u2028`, and bytes that are not UTF-8 as `\xff`.
[[nodiscard]] std::string inOneLine(std::string_view text);

/// The same for the name of a case, or a part of it: a backslash that could be mistaken for the
/// beginning of such an escape is doubled, so that the name can be given back (`unescapedId`) and
/// no two names look the same.
[[nodiscard]] std::string nameInOneLine(std::string_view name);
/// The same for an id, in which a name stands behind `path/to/program::`; all else is as
/// `inOneLine` has it.
[[nodiscard]] std::string idInOneLine(std::string_view id);

/// The number of columns that such a text takes in a terminal: two for a wide character, none for
/// one that combines with the character before it. It does not depend on the program's locale.
[[nodiscard]] std::size_t columnsOf(std::string_view text);

}  // namespace trial
