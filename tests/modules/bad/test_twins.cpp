// Two classes of one name.
#include <trial/unittest.hpp>

namespace first {
class TwinTests : public trial::TestCase {
 public:
  void test_one() {}
};
TRIAL_TESTS(TwinTests, test_one)
}  // namespace first

namespace second {
class TwinTests : public trial::TestCase {
 public:
  void test_two() {}
};
TRIAL_TESTS(TwinTests, test_two)
}  // namespace second
