// One asynchronous test class that produces every outcome once.
#include <iostream>
#include <stdexcept>
#include <string>

#include <reactor/defer.hpp>
#include <reactor/libevent.hpp>
#include <reactor/log.hpp>
#include <trial/unittest.hpp>

TRIAL_MODULE(sample.test_outcomes)

namespace {

using reactor::Deferred;

class OutcomeTests : public trial::TestCase {
 public:
  void test_a_success() { assertEqual(2 + 2, 4); }
  void test_b_failure() { assertEqual("left", "right"); }
  void test_c_error() { throw std::runtime_error("boom in test"); }
  void test_d_skipRaised() { throw trial::SkipTest("raised skip reason"); }
  void test_e_skipAttribute() { fail("never runs"); }
  void test_f_todoFails() { throw std::runtime_error("expected breakage"); }
  void test_h_todoWrongError() { throw std::out_of_range("'other'"); }
  void test_i_uncleanDelayedCall() {
    reactor::defaultReactor().callLater(60, [] {});
  }
  Deferred<void> test_j_timeout() { return {}; }
  void test_k_cleanupErrors() {
    addCleanup(breaks, "first added");
    addCleanup(breaks, "second added");
  }
  void test_l_loggedError() {
    reactor::log::err(trial::Failure(std::runtime_error("logged, not flushed")));
  }
  Deferred<std::string> test_m_deferredSuccess() {
    return reactor::succeed(std::string("ignored result"));
  }
  Deferred<void> test_n_deferredFailure() {
    return reactor::fail<void>(failureException("failed later"));
  }
  Deferred<void> test_o_deferredError() {
    Deferred<void> d;
    reactor::defaultReactor().callLater(0, [d] { d.errback(std::domain_error("async boom")); });
    return d;
  }
  void test_p_stdout() { std::cout << "text printed by a test\n"; }
  void test_q_unhandledDeferred() {
    (void)reactor::fail<void>(std::runtime_error("nobody handled this"));
  }

 private:
  static void breaks(const std::string& which) {
    throw std::runtime_error("cleanup broke: " + which);
  }
};
TRIAL_TESTS(OutcomeTests, test_a_success, test_b_failure, test_c_error, test_d_skipRaised,
            (test_e_skipAttribute, .skip = "attribute skip reason"),
            (test_f_todoFails, .todo = "not written yet"),
            (test_h_todoWrongError, .todo = trial::makeTodo({"std.invalid_argument"},
                                                            "only invalid_argument is expected")),
            test_i_uncleanDelayedCall, (test_j_timeout, .timeout = 0.1), test_k_cleanupErrors,
            test_l_loggedError, test_m_deferredSuccess, test_n_deferredFailure,
            test_o_deferredError, test_p_stdout, test_q_unhandledDeferred)

}  // namespace
