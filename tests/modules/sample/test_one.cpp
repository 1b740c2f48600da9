#include <trial/unittest.hpp>

class SampleTests : public trial::TestCase {
 public:
  void test_one() {}
};
TRIAL_TESTS(SampleTests, test_one)
