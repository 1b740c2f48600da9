/// The lines that GoogleTest prints, one at a time.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace trial::frameworks::googletest {

/// In any locale.
[[nodiscard]] constexpr bool isDigit(char letter) noexcept {
  return letter >= '0' && letter <= '9';
}

/// The word in brackets with which an event begins, coloured.
enum class Mark : unsigned char { none, run, ok, failed, skipped, suite, program, other };

/// The mark at the beginning of `text`, which is at least `markSize` long.
[[nodiscard]] Mark markAt(std::string_view text);
/// `<ESC>[0;32m[ RUN      ] <ESC>[m`
inline constexpr std::size_t markSize = 23;
/// Whether a mark may begin so, if more follows.
[[nodiscard]] bool mayBecomeMark(std::string_view text);
/// The size of a coloured note at the beginning of `text`, on the filter for instance; 0 if there
/// is none, npos if its end is missing.
[[nodiscard]] std::size_t noteAt(std::string_view text);

/// Whether `line`, without its newline, is the first one of a message: `file:12: Failure`.
[[nodiscard]] bool beginsMessage(std::string_view line);
/// Where the first message of a failure, or of a skip, begins in what a case said; npos if there is
/// none.
[[nodiscard]] std::size_t findFailure(std::string_view said);
[[nodiscard]] std::size_t findSkip(std::string_view said);
/// The failures in what a case said, from the first on, with what it wrote behind it; empty if
/// there is none.
[[nodiscard]] std::string failuresIn(std::string_view said);
/// The reason for which it skipped, none if it did not.
[[nodiscard]] std::optional<std::string> skipReasonIn(std::string_view said);
/// Whether one of the failures is an exception that left the case.
[[nodiscard]] bool tellsException(std::string_view failures);

/// The seconds of a text that ends with ` (12 ms)`; none if it does not. The program's locale may
/// group the digits.
[[nodiscard]] std::optional<double> secondsAtEnd(std::string_view text);
/// Whether it is an empty line, or ` 2 FAILED TESTS` as at the end of a run.
[[nodiscard]] bool isSummary(std::string_view line);

}  // namespace trial::frameworks::googletest
