#include <trial/unittest.hpp>

class DeepTests : public trial::TestCase {
 public:
  void test_deep() {}
};
TRIAL_TESTS(DeepTests, test_deep)
