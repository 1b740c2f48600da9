// Each case writes the number of its process into the file that PROCESSES names.
#define BOOST_TEST_MODULE processes
#include <cstdlib>
#include <fstream>

#include <unistd.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

BOOST_DATA_TEST_CASE(writes, boost::unit_test::data::xrange(12), number) {
  std::ofstream(std::getenv("PROCESSES"), std::ios::app) << ::getpid() << '\n';
  BOOST_TEST(number >= 0);
}
