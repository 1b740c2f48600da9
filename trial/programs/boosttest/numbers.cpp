#include <trial/programs/boosttest/numbers.hpp>

#include <cctype>
#include <charconv>
#include <string>

namespace trial::frameworks::boosttest {

std::optional<std::uint64_t> groupedNumber(std::string_view text) {
  const auto isDigit = [](char byte) { return byte >= '0' && byte <= '9'; };
  if (text.empty() || !isDigit(text.front()) || !isDigit(text.back())) return std::nullopt;
  std::string digits;
  bool inSeparator = false;
  for (const char byte : text) {
    const auto code = static_cast<unsigned char>(byte);
    if (isDigit(byte)) {
      digits += byte;
    } else if (std::isalnum(code) != 0 || (inSeparator && code < 0x80)) {
      return std::nullopt;  // a separator is one character
    }
    inSeparator = !isDigit(byte);
  }
  std::uint64_t number = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return parsed.ec == std::errc() ? std::optional(number) : std::nullopt;
}

}  // namespace trial::frameworks::boosttest
