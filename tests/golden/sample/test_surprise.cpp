// Unexpected successes, asynchronous and synchronous.
#include <trial/unittest.hpp>

TRIAL_MODULE(sample.test_surprise)

namespace {

class SurpriseTests : public trial::TestCase {
 public:
  void test_todoPasses() {}
};
TRIAL_TESTS(SurpriseTests, (test_todoPasses, .todo = "thought to be broken"))

class SyncSurpriseTests : public trial::SynchronousTestCase {
 public:
  void test_todoPasses() {}
};
TRIAL_TESTS(SyncSurpriseTests, (test_todoPasses, .todo = "thought to be broken as well"))

}  // namespace
