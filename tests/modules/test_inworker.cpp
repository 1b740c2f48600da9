// What a worker is to the cases that run in it.
#include <cstdlib>
#include <stdexcept>
#include <string>

#include <unistd.h>

#include <reactor/libevent.hpp>
#include <reactor/log.hpp>
#include <trial/unittest.hpp>

namespace ledger {
struct Overdrawn : std::domain_error {
  using std::domain_error::domain_error;
};
}  // namespace ledger

class InWorkerTests : public trial::TestCase {
 public:
  void test_throws_a_class_of_its_own() { throw ledger::Overdrawn("by three"); }
  void test_has_the_environment() {
    const char* mark = std::getenv("TEST_DIST_MARK");
    assertEqual(std::string(mark != nullptr ? mark : ""), std::string("seen"));
  }
  void test_leads_a_process_group() { assertEqual(::getpgrp(), ::getpid()); }
  void test_runs_to_the_shutdown_1() {
    reactor::defaultReactor().addSystemEventTrigger(reactor::Phase::before, "shutdown",
                                                    [] { fired = true; });
    assertFalse(fired);
  }
  void test_runs_to_the_shutdown_2() { assertTrue(fired); }

 private:
  static inline bool fired = false;
};
TRIAL_TESTS(InWorkerTests, test_throws_a_class_of_its_own, test_has_the_environment,
            test_leads_a_process_group, test_runs_to_the_shutdown_1, test_runs_to_the_shutdown_2)

class SynchronousTests : public trial::SynchronousTestCase {
 public:
  void test_logs_an_error_later() {
    (void)reactor::defaultReactor().callLater(
        0, [] { reactor::log::err(reactor::Failure(std::range_error("afterwards"))); });
  }
};
TRIAL_TESTS(SynchronousTests, test_logs_an_error_later)
