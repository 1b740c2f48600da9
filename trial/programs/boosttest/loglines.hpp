/// What stands in a line of a Boost.Test log.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace trial::frameworks::boosttest {

/// The rest of `text` behind `start`, or none.
[[nodiscard]] std::optional<std::string_view> after(std::string_view text, std::string_view start);
/// The seconds of `; testing time: 12us`; 0 for an empty text, as the framework leaves out a zero.
/// None for any other.
[[nodiscard]] std::optional<double> testingTime(std::string_view text);
/// `"name"` without its quotes, or none.
[[nodiscard]] std::optional<std::string_view> unquoted(std::string_view text);
[[nodiscard]] std::string_view firstLineOf(std::string_view text);
/// `file(12): ` at the start of a line; empty if there is none.
[[nodiscard]] std::string_view placeOf(std::string_view line);
/// The line with its place as compilers write it, `file:12: `, if it is known.
[[nodiscard]] std::string withUsualPlace(std::string_view line);
/// Whether `text` begins with `start` and that name, or the first line of it. Text that a case
/// quotes from elsewhere is of another case.
[[nodiscard]] bool isErrorOf(std::string_view text, std::string_view start,
                             const std::string& name);
/// Whether the line is that of an error, with a place, in the case of that name.
[[nodiscard]] bool tellsErrorOf(std::string_view line, const std::string& name);

}  // namespace trial::frameworks::boosttest
