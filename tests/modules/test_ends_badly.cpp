// Its cases pass. The process in which the first ran is killed by a static destructor.
#include <csignal>

#include <trial/unittest.hpp>

namespace {

struct EndsBadly {
  bool armed = false;
  ~EndsBadly() {
    if (!armed) return;
    ::signal(SIGABRT, SIG_DFL);  // a sanitizer takes it otherwise, and exits
    ::raise(SIGABRT);
  }
} endsBadly;

}  // namespace

class EndTests : public trial::TestCase {
 public:
  void test_one() { endsBadly.armed = true; }
  void test_two() {}
};
TRIAL_TESTS(EndTests, test_one, test_two)
