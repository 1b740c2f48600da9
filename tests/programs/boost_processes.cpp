// Each case writes the number of its process into the file that PROCESSES names. CASES says how
// many there are, 12 without it.
#define BOOST_TEST_MODULE processes
#include <cstdlib>
#include <fstream>

#include <unistd.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

int cases() {
  const char* given = std::getenv("CASES");
  return given == nullptr ? 12 : std::atoi(given);
}

BOOST_DATA_TEST_CASE(writes, boost::unit_test::data::xrange(cases()), number) {
  std::ofstream(std::getenv("PROCESSES"), std::ios::app) << ::getpid() << '\n';
  BOOST_TEST(number >= 0);
}
