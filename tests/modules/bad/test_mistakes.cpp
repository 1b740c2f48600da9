// Registrations that compile and are mistakes.
#include <cmath>

#include <trial/unittest.hpp>

class MistakeTests : public trial::TestCase {
 public:
  void test_negative() {}
  void test_nan() {}
  void test_twice() {}
};
TRIAL_TESTS(MistakeTests, (test_negative, .timeout = -1), (test_nan, .timeout = std::nan("")))
TRIAL_TESTS(MistakeTests, test_twice, test_twice)
TRIAL_CLASS(MistakeTests, .timeout = -2)
