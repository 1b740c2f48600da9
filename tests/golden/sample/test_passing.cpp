// Six tests that always pass.
#include <trial/unittest.hpp>

TRIAL_MODULE(sample.test_passing)

namespace {

class FirstTests : public trial::TestCase {
 public:
  void test_gamma() {}
  void test_alpha() {}
  void test_beta() {}
};
TRIAL_TESTS(FirstTests, test_gamma, test_alpha, test_beta)

class AnotherTests : public trial::TestCase {
 public:
  void test_zulu() {}
  void test_yankee() {}
  void test_xray() {}
};
TRIAL_TESTS(AnotherTests, test_zulu, test_yankee, test_xray)

}  // namespace
