/// Numbers as test programs write them.
#pragma once

#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>
#include <system_error>

namespace trial::frameworks {

/// Takes the number at the beginning of `text` off it; none if there is none.
template <class Number>
[[nodiscard]] std::optional<Number> takeNumber(std::string_view& text) {
  Number number{};
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
  return number;
}

/// The number that is the whole of `text`; none if it is not one.
template <class Number>
[[nodiscard]] std::optional<Number> numberIn(std::string_view text) {
  const auto number = takeNumber<Number>(text);
  return text.empty() ? number : std::nullopt;
}

/// The number that some text is, whatever a locale has put between its digits, or for the point.
[[nodiscard]] int wholeNumber(std::string_view text);
[[nodiscard]] double realNumber(std::string_view text);

}  // namespace trial::frameworks
