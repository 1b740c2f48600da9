// A Boost.Test program, which trial-dist runs as it is: trial-dist -j2 build/examples/boost_passing
#define BOOST_TEST_MODULE roman numerals
#include <stdexcept>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "roman.hpp"

BOOST_AUTO_TEST_SUITE(WriteTests)

BOOST_AUTO_TEST_CASE(small_numbers) {
  BOOST_TEST(roman::write(1) == "I");
  BOOST_TEST(roman::write(4) == "IV");
  BOOST_TEST(roman::write(9) == "IX");
}

BOOST_AUTO_TEST_CASE(years) {
  BOOST_TEST(roman::write(1984) == "MCMLXXXIV");
  BOOST_TEST(roman::write(2026) == "MMXXVI");
}

BOOST_AUTO_TEST_CASE(there_is_no_zero) { BOOST_CHECK_THROW(roman::write(0), std::out_of_range); }

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ReadTests)

BOOST_DATA_TEST_CASE(what_was_written, boost::unit_test::data::make({1, 49, 444, 1999, 3999})) {
  BOOST_TEST(roman::read(roman::write(sample)) == sample);
}

BOOST_AUTO_TEST_CASE(other_letters) {
  BOOST_CHECK_THROW(roman::read("MMXXVi"), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(too_many_of_a_letter) {
  BOOST_CHECK_THROW(roman::read("IIII"), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
