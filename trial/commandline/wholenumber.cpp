#include <trial/commandline/wholenumber.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
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

std::optional<std::string> plainNumber(std::string_view text) {
  constexpr auto blanks = " \t\n\r\f\v";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return std::nullopt;
  text = text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
  if (text.front() == '+') {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      plain += text[i];
    } else if (i == 0 || !isDigit(text[i - 1]) || i + 1 == text.size() || !isDigit(text[i + 1])) {
      return std::nullopt;
    }
  }
  return plain;
}

std::optional<WholeNumber> readWholeNumber(std::string_view text) {
  const auto plain = plainNumber(text);
  if (!plain) return std::nullopt;
  WholeNumber number;
  number.negative = plain->starts_with('-');
  const auto digits = plain->substr(number.negative ? 1 : 0);
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), isDigit)) return std::nullopt;
  const auto first = digits.find_first_not_of('0');
  if (first == std::string::npos) return WholeNumber();
  number.digits = digits.substr(first);
  return number;
}

}  // namespace trial
