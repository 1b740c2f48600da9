// Errors and skips raised outside the test method.
#include <stdexcept>

#include <trial/unittest.hpp>

TRIAL_MODULE(sample.test_fixtures)

namespace {

class SetUpErrorTests : public trial::TestCase {
 public:
  void setUp() { throw std::runtime_error("boom in setUp"); }
  void test_never() { fail("never runs"); }
};
TRIAL_TESTS(SetUpErrorTests, test_never)

class SetUpFailureTests : public trial::TestCase {
 public:
  void setUp() { fail("assertion in setUp"); }
  void test_never() { fail("never runs"); }
};
TRIAL_TESTS(SetUpFailureTests, test_never)

class SetUpSkipTests : public trial::TestCase {
 public:
  void setUp() { throw trial::SkipTest("skipped from setUp"); }
  void test_never() { fail("never runs"); }
};
TRIAL_TESTS(SetUpSkipTests, test_never)

class TearDownErrorTests : public trial::TestCase {
 public:
  void tearDown() { throw std::runtime_error("boom in tearDown"); }
  void test_passes() {}
  void test_failsToo() { fail("failed before tearDown"); }
};
TRIAL_TESTS(TearDownErrorTests, test_passes, test_failsToo)

class SkippedClassTests : public trial::TestCase {
 public:
  void test_one() {}
  void test_two() {}
};
TRIAL_TESTS(SkippedClassTests, test_one, test_two)
TRIAL_CLASS(SkippedClassTests, .skip = "whole class skipped")

}  // namespace
