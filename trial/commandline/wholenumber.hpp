/// readWholeNumber, plainNumber: numbers as Python reads them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace trial {

struct WholeNumber {
  bool negative = false;
  /// Decimal, without zeros in front; "0" is never negative.
  std::string digits = "0";

  /// The number itself, or the nearest one that a `long long` can hold.
  [[nodiscard]] long long nearest() const noexcept;
};

/// Blanks around it, a sign, zeros in front and single underscores between digits are allowed;
/// nothing else is a number.
[[nodiscard]] std::optional<WholeNumber> readWholeNumber(std::string_view text);

/// The number without what may stand around and in it: blanks, a plus, single underscores between
/// digits. None if underscores stand elsewhere.
[[nodiscard]] std::optional<std::string> plainNumber(std::string_view text);

}  // namespace trial
