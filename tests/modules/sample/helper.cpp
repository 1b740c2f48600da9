// No test module by its name.
#include <trial/unittest.hpp>

class HelperTests : public trial::TestCase {
 public:
  void test_never() {}
};
TRIAL_TESTS(HelperTests, test_never)
