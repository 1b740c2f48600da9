// A case that calls exit(), and a program that ends with a status of its own although nothing
// failed but what was expected.
#define BOOST_TEST_NO_MAIN
#define BOOST_TEST_MODULE exits
#include <cstdlib>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(before) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(fails_as_expected, *boost::unit_test::expected_failures(1)) {
  BOOST_TEST(1 == 2);
}
BOOST_AUTO_TEST_CASE(calls_exit) { std::exit(0); }

int main(int argc, char** argv) {
  const int status = boost::unit_test::unit_test_main(&init_unit_test, argc, argv);
  return status == 0 && std::getenv("LEAKS") != nullptr ? 23 : status;
}
