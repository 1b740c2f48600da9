/// The code that the examples test: Roman numerals from 1 to 3999.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace roman {

struct Numeral {
  std::string_view letters;
  int value;
};

inline constexpr Numeral numerals[] = {
    {"M", 1000}, {"CM", 900}, {"D", 500}, {"CD", 400}, {"C", 100}, {"XC", 90}, {"L", 50},
    {"XL", 40},  {"X", 10},   {"IX", 9},  {"V", 5},    {"IV", 4},  {"I", 1},
};

/// Throws `std::out_of_range` if there is no Roman numeral for `number`.
inline std::string write(int number) {
  if (number < 1 || number > 3999) {
    throw std::out_of_range("no Roman numeral for " + std::to_string(number));
  }
  std::string text;
  for (const auto& [letters, value] : numerals) {
    for (; number >= value; number -= value) text += letters;
  }
  return text;
}

/// Throws `std::invalid_argument` if `text` is not a Roman numeral as `write` writes it.
inline int read(std::string_view text) {
  int number = 0;
  auto rest = text;
  for (const auto& [letters, value] : numerals) {
    for (; rest.starts_with(letters); rest.remove_prefix(letters.size())) number += value;
  }
  if (!rest.empty() || number < 1 || number > 3999 || write(number) != text) {
    throw std::invalid_argument("no Roman numeral: " + std::string(text));
  }
  return number;
}

}  // namespace roman
