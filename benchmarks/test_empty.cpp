// Two thousand empty native cases: twenty classes of a hundred.
#include <trial/unittest.hpp>

// clang-format off
#define TEN_NAMES(n) test_##n##0, test_##n##1, test_##n##2, test_##n##3, test_##n##4, \
                     test_##n##5, test_##n##6, test_##n##7, test_##n##8, test_##n##9
#define NAMES TEN_NAMES(0), TEN_NAMES(1), TEN_NAMES(2), TEN_NAMES(3), TEN_NAMES(4), \
              TEN_NAMES(5), TEN_NAMES(6), TEN_NAMES(7), TEN_NAMES(8), TEN_NAMES(9)
#define ONE(n) void test_##n() {}
#define TEN(n) ONE(n##0) ONE(n##1) ONE(n##2) ONE(n##3) ONE(n##4) \
               ONE(n##5) ONE(n##6) ONE(n##7) ONE(n##8) ONE(n##9)
#define CLASS(name)                                                        \
  class name : public trial::TestCase {                                    \
   public:                                                                 \
    TEN(0) TEN(1) TEN(2) TEN(3) TEN(4) TEN(5) TEN(6) TEN(7) TEN(8) TEN(9)  \
  };                                                                       \
  TRIAL_TESTS(name, NAMES)

CLASS(Tests00) CLASS(Tests01) CLASS(Tests02) CLASS(Tests03) CLASS(Tests04)
CLASS(Tests05) CLASS(Tests06) CLASS(Tests07) CLASS(Tests08) CLASS(Tests09)
CLASS(Tests10) CLASS(Tests11) CLASS(Tests12) CLASS(Tests13) CLASS(Tests14)
CLASS(Tests15) CLASS(Tests16) CLASS(Tests17) CLASS(Tests18) CLASS(Tests19)
