// Nine hundred empty Boost.Test cases.
#define BOOST_TEST_MODULE empty cases
#include <boost/test/unit_test.hpp>

#include "hundreds.hpp"

#define CASE(n) \
  BOOST_AUTO_TEST_CASE(n) {}
NINE_HUNDRED(case)
