#include <trial/unittest.hpp>

class GoodTests : public trial::TestCase {
 public:
  void test_passes() {}
};
TRIAL_TESTS(GoodTests, test_passes)
