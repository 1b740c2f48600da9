// Fails at the third time that it runs in one process.
#include <trial/unittest.hpp>

class ThirdTimeTests : public trial::TestCase {
 public:
  void test_third_time() {
    static int times = 0;
    assertTrue(++times < 3);
  }
};
TRIAL_TESTS(ThirdTimeTests, test_third_time)
