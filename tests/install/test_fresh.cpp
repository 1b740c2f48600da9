// A test module of a project that has nothing but what is installed.
#include <trial/unittest.hpp>

class FreshTests : public trial::TestCase {
 public:
  void test_addition() { assertEqual(1 + 1, 2); }
};
TRIAL_TESTS(FreshTests, test_addition)
