#include <trial/programs/common/numbers.hpp>

#include <string>

namespace trial::frameworks {

int wholeNumber(std::string_view text) {
  constexpr int most = 1'000'000'000;
  int number = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9' && number < most) number = number * 10 + (c - '0');
  }
  return number;
}

double realNumber(std::string_view text) {
  const auto point = text.find_last_of(".,");
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == point) {
      plain += '.';
    } else if (std::string_view("0123456789e-+").find(text[i]) != std::string_view::npos) {
      plain += text[i];
    }
  }
  std::string_view number = plain;
  return takeNumber<double>(number).value_or(0);
}

}  // namespace trial::frameworks
