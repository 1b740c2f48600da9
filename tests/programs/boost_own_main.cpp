// A main function of the user's own: it ends with 1, not with the framework's status, when
// something failed.
#define BOOST_TEST_NO_MAIN
#define BOOST_TEST_MODULE own_main
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(passes) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(fails) { BOOST_TEST(2 == 3); }
BOOST_AUTO_TEST_CASE(passes_too) { BOOST_TEST(true); }

int main(int argc, char** argv) {
  return boost::unit_test::unit_test_main(&init_unit_test, argc, argv) == 0 ? 0 : 1;
}
