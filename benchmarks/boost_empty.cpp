// Nine hundred empty Boost.Test cases.
#define BOOST_TEST_MODULE empty cases
#include <boost/test/unit_test.hpp>

// clang-format off
#define CASE(n) BOOST_AUTO_TEST_CASE(n) {}
#define TEN(n) CASE(n##0) CASE(n##1) CASE(n##2) CASE(n##3) CASE(n##4) \
               CASE(n##5) CASE(n##6) CASE(n##7) CASE(n##8) CASE(n##9)
#define HUNDRED(n) TEN(n##0) TEN(n##1) TEN(n##2) TEN(n##3) TEN(n##4) \
                   TEN(n##5) TEN(n##6) TEN(n##7) TEN(n##8) TEN(n##9)
HUNDRED(case0) HUNDRED(case1) HUNDRED(case2) HUNDRED(case3) HUNDRED(case4)
HUNDRED(case5) HUNDRED(case6) HUNDRED(case7) HUNDRED(case8)
