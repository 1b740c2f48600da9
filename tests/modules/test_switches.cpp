// Tests whose results depend on options of the command line.
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <string>

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

/// Somebody ends the run while the first of them waits for what never comes.
class WaitingSignalTests : public trial::TestCase {
 public:
  void tearDown() { reactor::log::msg("torn down"); }
  reactor::Deferred<void> test_1_waits() {
    reactor::defaultReactor().callLater(0, [] { (void)std::raise(SIGINT); });
    return {};
  }
  void test_2_passes() {}
};
TRIAL_TESTS(WaitingSignalTests, test_1_waits, test_2_passes)

/// The first of them stops the run, with an interrupt of its own type.
class StoppingTests : public trial::SynchronousTestCase {
 public:
  class Enough : public trial::KeyboardInterrupt {};
  void test_1_stops() { throw Enough(); }
  void test_2_passes() {}
  void test_3_passes() {}
};
TRIAL_TESTS(StoppingTests, test_1_stops, test_2_passes, test_3_passes)

/// Failures that are wanted, before one that is not.
class WantedTests : public trial::SynchronousTestCase {
 public:
  void test_1_todo() { assertEqual(1, 2); }
  void test_2_raises() {
    assertRaises<trial::FailTest>([] { assertEqual(3, 4); });
  }
  void test_3_fails() { assertEqual(5, 6); }
};
TRIAL_TESTS(WantedTests, (test_1_todo, .todo = "later"), test_2_raises, test_3_fails)

/// It ends the run of the worker that it is in, and does not come to its end.
namespace {

/// The runner: between it and a worker stands a guardian.
pid_t runner() {
  std::ifstream stat("/proc/" + std::to_string(::getppid()) + "/stat");
  std::string number, name, state;
  pid_t parent = 0;
  stat >> number >> name >> state >> parent;
  return name == "(trial-guardian)" ? parent : ::getppid();
}

}  // namespace

class StuckTests : public trial::SynchronousTestCase {
 public:
  void test_stays() {
    assertEqual(::kill(runner(), SIGTERM), 0);
    for (;;) ::pause();
  }
};
TRIAL_TESTS(StuckTests, test_stays)
