#include <trial/programs/boosttest/numbers.hpp>

#include <cctype>
#include <string>

#include <trial/programs/common/numbers.hpp>

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
  return numberIn<std::uint64_t>(digits);
}

}  // namespace trial::frameworks::boosttest
