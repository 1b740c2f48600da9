// A test program of such a project.
#include <bin/trialmain.hpp>
#include <reactor/libevent.hpp>
#include <reactor/task.hpp>
#include <trial/unittest.hpp>

class ProgramTests : public trial::TestCase {
 public:
  void test_order() { assertIn(2, std::vector<int>{1, 2, 3}); }
  reactor::Deferred<void> test_later() {
    return reactor::deferLater(reactor::defaultReactor(), 0.01);
  }
};
TRIAL_TESTS(ProgramTests, test_order, test_later)

TRIAL_MAIN
