#include <trial/unittest.hpp>

class SampleTests : public trial::TestCase {
 public:
  void test_two() {}
};
TRIAL_TESTS(SampleTests, test_two)
