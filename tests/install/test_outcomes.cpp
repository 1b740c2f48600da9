// Every outcome, for the reporter of a user.
#include <stdexcept>

#include <trial/unittest.hpp>

class OutcomeTests : public trial::TestCase {
 public:
  void tearDown() {
    if (breaks) throw std::runtime_error("boom in tearDown");
  }
  void test_passes() {}
  void test_fails() { assertEqual("left", "right"); }
  void test_throws() { throw std::out_of_range("it's [out] of | range"); }
  void test_fails_twice() {
    breaks = true;
    fail("not so");
  }
  void test_is_skipped() { throw trial::SkipTest("not\ntoday"); }
  void test_is_expected_to_fail() { fail("as expected"); }
  void test_surprises() {}
  void test_value(std::string) {}

  bool breaks = false;
};
TRIAL_TESTS(OutcomeTests, test_passes, test_fails, test_throws, test_fails_twice, test_is_skipped,
            (test_is_expected_to_fail, .todo = "not written yet"),
            (test_surprises, .todo = "thought to be broken"))
TRIAL_VALUES(OutcomeTests, test_value, "it's", "a|b", "one\ntwo")
