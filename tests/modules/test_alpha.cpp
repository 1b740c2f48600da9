// Classes and tests in no order, and one inherited.
#include <trial/unittest.hpp>

class ZuluTests : public trial::TestCase {
 public:
  void test_gamma() {}
  void test_alpha() {}
  void test_beta() {}
  void helper() {}
};
TRIAL_TESTS(ZuluTests, test_gamma, test_alpha, test_beta, helper)

namespace inner {

class AlphaTests : public ZuluTests {
 public:
  void test_own() {}
};

}  // namespace inner
TRIAL_TESTS(inner::AlphaTests, test_own, test_alpha)
