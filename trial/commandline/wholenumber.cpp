#include <trial/commandline/wholenumber.hpp>

#include <charconv>
#include <limits>
#include <system_error>

namespace trial {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

long long WholeNumber::nearest() const noexcept {
  const auto text = (negative ? "-" : "") + digits;
  long long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc()) return number;
  return negative ? std::numeric_limits<long long>::min() : std::numeric_limits<long long>::max();
}

std::optional<WholeNumber> readWholeNumber(std::string_view text) {
  constexpr auto blanks = " \t\n\r\f\v";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return std::nullopt;
  text = text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
  WholeNumber number;
  if (text.front() == '+' || text.front() == '-') {
    number.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.empty() || !isDigit(text.front()) || !isDigit(text.back())) return std::nullopt;
  if (text.find("__") != std::string_view::npos) return std::nullopt;
  std::string digits;
  for (const char c : text) {
    if (c == '_') continue;
    if (!isDigit(c)) return std::nullopt;
    digits += c;
  }
  const auto first = digits.find_first_not_of('0');
  if (first == std::string::npos) return WholeNumber();
  number.digits = digits.substr(first);
  return number;
}

}  // namespace trial
