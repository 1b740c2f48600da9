// A test module, which trial-dist opens: trial-dist -j2 build/examples/test_passing.so
#include <stdexcept>
#include <string>

#include <trial/unittest.hpp>

#include "roman.hpp"

class WriteTests : public trial::TestCase {
 public:
  void test_small_numbers() {
    assertEqual(roman::write(1), "I");
    assertEqual(roman::write(4), "IV");
    assertEqual(roman::write(9), "IX");
  }
  void test_years() {
    assertEqual(roman::write(1984), "MCMLXXXIV");
    assertEqual(roman::write(2026), "MMXXVI");
  }
  void test_there_is_no_zero() {
    assertRaises<std::out_of_range>([] { roman::write(0); });
  }
};
TRIAL_TESTS(WriteTests, test_small_numbers, test_years, test_there_is_no_zero)

class ReadTests : public trial::TestCase {
 public:
  void setUp() { text_ = roman::write(444); }

  void test_what_was_written() { assertEqual(roman::read(text_), 444); }
  void test_other_letters() {
    assertRaises<std::invalid_argument>([] { roman::read("MMXXVi"); });
  }
  void test_too_many_of_a_letter() {
    assertRaises<std::invalid_argument>([] { roman::read("IIII"); });
  }

 private:
  std::string text_;
};
TRIAL_TESTS(ReadTests, test_what_was_written, test_other_letters, test_too_many_of_a_letter)
