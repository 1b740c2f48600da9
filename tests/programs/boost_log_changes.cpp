// A program that changes the log itself: where it goes, or in the middle of a run its level, as
// CHANGES says.
#define BOOST_TEST_MODULE log_changes
#include <cstdlib>
#include <iostream>
#include <string>

#include <boost/test/unit_test.hpp>
#include <boost/test/unit_test_log.hpp>

namespace utf = boost::unit_test;

namespace {

bool changes(const char* what) {
  const char* asked = std::getenv("CHANGES");
  return asked != nullptr && std::string(asked) == what;
}

struct Stream {
  Stream() {
    if (changes("stream")) utf::unit_test_log.set_stream(std::cout);
  }
};

}  // namespace

BOOST_TEST_GLOBAL_FIXTURE(Stream);

BOOST_AUTO_TEST_CASE(before) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(changes_the_level) {
  if (changes("level")) utf::unit_test_log.set_threshold_level(utf::log_nothing);
  BOOST_TEST(true);
}
BOOST_AUTO_TEST_CASE(hides_a_failure) {
  if (!changes("failure")) return;
  utf::unit_test_log.set_threshold_level(utf::log_nothing);
  BOOST_TEST(1 == 2);
  utf::unit_test_log.set_threshold_level(utf::log_test_units);
}
BOOST_AUTO_TEST_CASE(behind) { BOOST_TEST(!changes("level")); }
