/// FixedString: a string literal as a template argument, for names on the wire.
#pragma once

#include <cstddef>
#include <string_view>

namespace protocols {

/// A string literal as a template argument.
template <std::size_t N>
struct FixedString {
  // NOLINTNEXTLINE(google-explicit-constructor): written as a literal.
  consteval FixedString(const char (&characters)[N]) {
    for (std::size_t i = 0; i < N; ++i) text[i] = characters[i];
  }
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {text, N - 1}; }
  char text[N]{};
};

}  // namespace protocols
