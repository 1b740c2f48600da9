// A test program that has the framework inside it, and no symbols.
#define BOOST_TEST_MODULE inside
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(passes) { BOOST_TEST(true); }
