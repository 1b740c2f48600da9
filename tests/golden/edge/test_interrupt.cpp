// An interrupt thrown by a test.
#include <trial/unittest.hpp>

TRIAL_MODULE(edge.test_interrupt)

namespace {

class InterruptTests : public trial::TestCase {
 public:
  void test_1_before() {}
  void test_2_interrupt() { throw trial::KeyboardInterrupt(); }
  void test_3_after() { fail("must be reported"); }
  void test_4_after() {}
};
TRIAL_TESTS(InterruptTests, test_1_before, test_2_interrupt, test_3_after, test_4_after)

}  // namespace
