// Timeouts in fixtures, with a todo, and after the result has fired.
#include <iostream>

#include <reactor/defer.hpp>
#include <trial/unittest.hpp>

TRIAL_MODULE(edge.test_timeouts)

namespace {

using reactor::Deferred;

class SetUpTimeoutTests : public trial::TestCase {
 public:
  Deferred<void> setUp() { return {}; }
  void test_never() {}
};
TRIAL_TESTS(SetUpTimeoutTests, test_never)
TRIAL_CLASS(SetUpTimeoutTests, .timeout = 0.1)

class TearDownTimeoutTests : public trial::TestCase {
 public:
  Deferred<void> tearDown() { return {}; }
  void test_passes() {}
};
TRIAL_TESTS(TearDownTimeoutTests, test_passes)
TRIAL_CLASS(TearDownTimeoutTests, .timeout = 0.1)

class TodoTimeoutTests : public trial::TestCase {
 public:
  Deferred<void> test_todo() { return {}; }
};
TRIAL_TESTS(TodoTimeoutTests, (test_todo, .todo = "never fires"))
TRIAL_CLASS(TodoTimeoutTests, .timeout = 0.1)

class ChainTimeoutTests : public trial::TestCase {
 public:
  void tearDown() { std::cout << "tearDown ran\n"; }
  Deferred<void> test_firedButWaiting() {
    return reactor::succeed().addCallback([] { return Deferred<void>(); });
  }
};
TRIAL_TESTS(ChainTimeoutTests, test_firedButWaiting)
TRIAL_CLASS(ChainTimeoutTests, .timeout = 0.1)

/// In the recording its timeout is a text, which does not compile here.
class BadTimeoutTests : public trial::TestCase {
 public:
  void test_passes() {}
};
TRIAL_TESTS(BadTimeoutTests, test_passes)

}  // namespace
