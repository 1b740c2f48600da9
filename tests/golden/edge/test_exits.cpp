// A test that exits its own process with status 0.
#include <unistd.h>

#include <trial/unittest.hpp>

TRIAL_MODULE(edge.test_exits)

namespace {

class ExitsTests : public trial::TestCase {
 public:
  void test_1_before() {}
  void test_2_exits() { ::_exit(0); }
  void test_3_after() {}
};
TRIAL_TESTS(ExitsTests, test_1_before, test_2_exits, test_3_after)

}  // namespace
