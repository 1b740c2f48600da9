// Every outcome once.
#include <stdexcept>

#include <reactor/defer.hpp>
#include <trial/unittest.hpp>

class OutcomeTests : public trial::TestCase {
 public:
  void test_a_success() {}
  void test_b_failure() { fail("as it should"); }
  void test_c_error() { throw std::runtime_error("boom in test"); }
  void test_d_skip() { throw trial::SkipTest("not today"); }
  void test_e_todo() { throw std::runtime_error("expected breakage"); }
  void test_f_surprise() {}
  reactor::Deferred<void> test_g_deferred() {
    return reactor::fail<void>(std::runtime_error("later"));
  }
};
TRIAL_TESTS(OutcomeTests, test_a_success, test_b_failure, test_c_error, test_d_skip,
            (test_e_todo, .todo = "not written yet"),
            (test_f_surprise, .todo = "thought to be broken"), test_g_deferred)
