// A program that groups the digits of what it prints.
#define BOOST_TEST_MODULE locale
#include <locale>
#include <string>

#include <unistd.h>

#include <boost/test/unit_test.hpp>

namespace {

class Grouping final : public std::numpunct<char> {
  [[nodiscard]] char do_thousands_sep() const override { return '.'; }
  [[nodiscard]] std::string do_grouping() const override { return "\3"; }
};

const bool grouped = [] {
  std::locale::global(std::locale(std::locale(), new Grouping));
  return true;
}();

}  // namespace

#line 1234
BOOST_AUTO_TEST_CASE(takes_over_a_thousand_microseconds) {
  ::usleep(2000);
  BOOST_TEST(grouped);
}
BOOST_AUTO_TEST_CASE(fails) { BOOST_TEST(1 == 2); }
