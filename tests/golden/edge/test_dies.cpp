// A test that kills its own process.
#include <csignal>

#include <trial/unittest.hpp>

TRIAL_MODULE(edge.test_dies)

namespace {

class DiesTests : public trial::TestCase {
 public:
  void test_1_before() {}
  void test_2_killed() { std::raise(SIGKILL); }
  void test_3_after() {}
  void test_4_after() {}
  void test_5_after() {}
};
TRIAL_TESTS(DiesTests, test_1_before, test_2_killed, test_3_after, test_4_after, test_5_after)

}  // namespace
