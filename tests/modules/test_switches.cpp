// What options of the command line make visible.
#include <csignal>
#include <stdexcept>

#include <signal.h>
#include <unistd.h>

#include <reactor/defer.hpp>
#include <reactor/libevent.hpp>
#include <reactor/log.hpp>
#include <trial/unittest.hpp>

class SwitchTests : public trial::SynchronousTestCase {
 public:
  /// Nobody runs the reactor here, but --force-gc.
  void test_leaves_an_error_in_the_reactor() {
    reactor::defaultReactor().callLater(
        0, [] { reactor::log::err(reactor::Failure(std::runtime_error("left in the reactor"))); });
  }
  void test_fires_twice() {
    const reactor::Deferred<void> d;
    d.callback();
    d.callback();
  }
};
TRIAL_TESTS(SwitchTests, test_leaves_an_error_in_the_reactor, test_fires_twice)

class WaitingTests : public trial::TestCase {
 public:
  reactor::Deferred<void> test_waits() {
    reactor::Deferred<void> d;
    reactor::defaultReactor().callLater(0, [d] { d.callback(); });
    return d;
  }
};
TRIAL_TESTS(WaitingTests, test_waits)

class FailingTests : public trial::SynchronousTestCase {
 public:
  void test_1_fails() { assertEqual(1, 2); }
  void test_2_passes() {}
};
TRIAL_TESTS(FailingTests, test_1_fails, test_2_passes)

/// Somebody ends the run while the first of them runs.
class SignalTests : public trial::SynchronousTestCase {
 public:
  void test_1_gets_a_signal() { assertEqual(std::raise(SIGTERM), 0); }
  void test_2_passes() {}
};
TRIAL_TESTS(SignalTests, test_1_gets_a_signal, test_2_passes)

/// It ends the run of the worker that it is in, and does not come to its end.
class StuckTests : public trial::SynchronousTestCase {
 public:
  void test_stays() {
    assertEqual(::kill(::getppid(), SIGTERM), 0);
    for (;;) ::pause();
  }
};
TRIAL_TESTS(StuckTests, test_stays)
