// A test program without a single case.
#define BOOST_TEST_MODULE empty
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(NothingInHere)
BOOST_AUTO_TEST_SUITE_END()
