// Synchronous test cases.
#include <string>

#include <trial/unittest.hpp>

TRIAL_MODULE(sample.test_sync)

namespace {

class SyncTests : public trial::SynchronousTestCase {
 public:
  void test_success() { assertTrue(true); }
  void test_failure() { assertIn("x", "abc"); }
  void test_error() { throw std::out_of_range("'missing'"); }
  void test_skip() { throw trial::SkipTest("sync skip"); }
  void test_todo() { fail("sync expected failure"); }
};
TRIAL_TESTS(SyncTests, test_success, test_failure, test_error, test_skip,
            (test_todo, .todo = "sync todo"))

}  // namespace
