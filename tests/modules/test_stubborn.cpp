// Tests that make it hard to end or to stop the run.
#include <csignal>
#include <cstddef>
#include <memory>

#include <reactor/libevent.hpp>
#include <reactor/task.hpp>
#include <trial/unittest.hpp>

#include "../programs/waiting.hpp"

/// Has the lock of the heap most of the time.
class AllocatesTests : public trial::TestCase {
 public:
  void test_1_first() {}
  void test_2_allocates() {
    (void)waiting::say("one");
    for (std::size_t size = 1;; size = size % 100000 + 1) {
      const auto block = std::make_unique<char[]>(size);
      block[0] = 1;
    }
  }
  void test_3_last() {}
};
TRIAL_TESTS(AllocatesTests, test_1_first, test_2_allocates, test_3_last)

class TakesSignalsTests : public trial::TestCase {
 public:
  void test_1_first() {}
  void test_2_takes_interrupts() {
    (void)std::signal(SIGINT, SIG_DFL);
    waiting::sayAndWait("one");
  }
  void test_3_last() {}
};
TRIAL_TESTS(TakesSignalsTests, test_1_first, test_2_takes_interrupts, test_3_last)

class BlocksSignalsTests : public trial::TestCase {
 public:
  void test_1_first() {}
  void test_2_blocks_signals() {
    sigset_t all;
    ::sigfillset(&all);
    (void)::sigprocmask(SIG_SETMASK, &all, nullptr);
    waiting::sayAndWait("one");
  }
  void test_3_last() {}
};
TRIAL_TESTS(BlocksSignalsTests, test_1_first, test_2_blocks_signals, test_3_last)

/// Keeps the loop from reading anything.
class CallbackTests : public trial::TestCase {
 public:
  reactor::Deferred<void> test_waits_in_a_callback() {
    return reactor::deferLater(reactor::defaultReactor(), 0).addCallback([] {
      waiting::sayAndWait("one");
    });
  }
};
TRIAL_TESTS(CallbackTests, test_waits_in_a_callback)
