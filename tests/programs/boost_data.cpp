// Nine hundred empty cases.
#define BOOST_TEST_MODULE nine hundred
#include <boost/test/unit_test.hpp>

#define CASE(n) \
  BOOST_AUTO_TEST_CASE(n) {}
#define TEN(p) \
  CASE(p##0)   \
  CASE(p##1) CASE(p##2) CASE(p##3) CASE(p##4) CASE(p##5) CASE(p##6) CASE(p##7) CASE(p##8) CASE(p##9)
#define HUNDRED(p) \
  TEN(p##0)        \
  TEN(p##1) TEN(p##2) TEN(p##3) TEN(p##4) TEN(p##5) TEN(p##6) TEN(p##7) TEN(p##8) TEN(p##9)

HUNDRED(case_0)
HUNDRED(case_1)
HUNDRED(case_2)
HUNDRED(case_3)
HUNDRED(case_4)
HUNDRED(case_5)
HUNDRED(case_6)
HUNDRED(case_7)
HUNDRED(case_8)
