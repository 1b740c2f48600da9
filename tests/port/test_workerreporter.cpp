// twisted.trial._dist.test.test_workerreporter. In 20.3.0 a fake AMP notes what the reporter sends;
// in 24.7 the tests run in a worker and the manager's result is looked at.
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>

#include <dist/testing.hpp>
#include <dist/workerreporter.hpp>
#include <protocols/amp.hpp>
#include <trial/unittest.hpp>

#include "support.hpp"

BOOST_AUTO_TEST_SUITE(test_workerreporter)

namespace {

using reactor::Failure;

/// Notes the last command. (FakeAMProtocol)
struct FakeAMProtocol : protocols::AMP {
  FakeAMProtocol() {
    fakeCallRemote([this](std::string_view command, const protocols::Box& arguments) {
      lastCall = command;
      lastArgs = arguments;
      return std::nullopt;
    });
  }
  std::string lastCall;
  protocols::Box lastArgs;
};

struct ReporterFixture {
  FakeAMProtocol fakeAMProtocol;
  dist::WorkerReporter workerReporter{fakeAMProtocol};
  trial::TestPtr test = dist::testing::namedCase("module.Class.test");
  Failure failure{std::runtime_error("error")};
};

/// A text of more than 64 KiB, which is longer still in UTF-8.
std::string large() {
  std::string text;
  while (text.size() <= (std::size_t{1} << 17)) text += "\xe2\x98\x83";
  return text;
}

class SampleTests : public trial::TestCase {
 public:
  void test_passes() {}
  void test_errors() { throw std::runtime_error("error"); }
  void test_errorsGreatly() { throw std::runtime_error(std::string(1 << 17, 'x')); }
  void test_errorsEncoded() { throw std::runtime_error(large()); }
  void test_fails() { fail("no"); }
  void test_failsGreatly() { fail(large()); }
  void test_skips() { throw trial::SkipTest("skipped"); }
  void test_todo() { throw std::runtime_error(large()); }
  void test_surprise() {}
};
TRIAL_TESTS(SampleTests, test_passes, test_errors, test_errorsGreatly, test_errorsEncoded,
            test_fails, test_failsGreatly, test_skips, (test_todo, .todo = "later"),
            (test_surprise, .todo = "later"))

class PyUnitTests : public trial::SynchronousTestCase {
 public:
  void test_errors() { throw std::runtime_error("error"); }
  void test_fails() { fail("no"); }
  void test_skips() { throw trial::SkipTest("skipped"); }
};
TRIAL_TESTS(PyUnitTests, test_errors, test_fails, test_skips)
TRIAL_MODULE(test_reported)

struct RunFixture : port::ConnectedWorker {
  std::shared_ptr<trial::TestResult> sample(const std::string& name) {
    return run("test_reported.SampleTests." + name);
  }
  std::shared_ptr<trial::TestResult> pyunit(const std::string& name) {
    return run("test_reported.PyUnitTests." + name);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(WorkerReporterTests_20_3_0, ReporterFixture)

BOOST_AUTO_TEST_CASE(test_addSuccess) {
  workerReporter.addSuccess(test);
  BOOST_TEST(fakeAMProtocol.lastCall == "AddSuccess");
  BOOST_TEST(fakeAMProtocol.lastArgs.get<std::string>("testName") == test->id());
}

BOOST_AUTO_TEST_CASE(test_addError) {
  workerReporter.addError(test, failure);
  BOOST_TEST(fakeAMProtocol.lastCall == "AddError");
}

BOOST_AUTO_TEST_CASE(test_addFailure) {
  workerReporter.addFailure(test, failure);
  BOOST_TEST(fakeAMProtocol.lastCall == "AddFailure");
}

BOOST_AUTO_TEST_CASE(test_addFailureNonASCII) {
  const std::string content = "\xe2\x98\x83";
  workerReporter.addFailure(test, Failure(std::runtime_error(content)));
  BOOST_TEST(fakeAMProtocol.lastCall == "AddFailure");
  BOOST_TEST(fakeAMProtocol.lastArgs.get<std::string>("fail") == content);
}

BOOST_AUTO_TEST_CASE(test_addSkip) {
  workerReporter.addSkip(test, "reason");
  BOOST_TEST(fakeAMProtocol.lastCall == "AddSkip");
}

BOOST_AUTO_TEST_CASE(test_addExpectedFailure) {
  workerReporter.addExpectedFailure(test, failure, trial::makeTodo("todo"));
  BOOST_TEST(fakeAMProtocol.lastCall == "AddExpectedFailure");
}

BOOST_AUTO_TEST_CASE(test_addExpectedFailureNoTodo) {
  workerReporter.addExpectedFailure(test, failure);
  BOOST_TEST(fakeAMProtocol.lastCall == "AddExpectedFailure");
}

BOOST_AUTO_TEST_CASE(test_addUnexpectedSuccess) {
  workerReporter.addUnexpectedSuccess(test, trial::makeTodo("todo"));
  BOOST_TEST(fakeAMProtocol.lastCall == "AddUnexpectedSuccess");
}

BOOST_AUTO_TEST_CASE(test_addUnexpectedSuccessNoTodo) {
  workerReporter.addUnexpectedSuccess(test);
  BOOST_TEST(fakeAMProtocol.lastCall == "AddUnexpectedSuccess");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(WorkerReporterTests_24_7, RunFixture)

BOOST_AUTO_TEST_CASE(test_addSuccess) { BOOST_TEST(sample("test_passes")->successes == 1); }

BOOST_AUTO_TEST_CASE(test_addError) { BOOST_TEST(sample("test_errors")->errors.size() == 1U); }

BOOST_AUTO_TEST_CASE(test_addErrorGreaterThan64k) {
  const auto result = sample("test_errorsGreatly");
  BOOST_REQUIRE(result->errors.size() == 1U);
  BOOST_TEST(result->errors[0].second.getErrorMessage().size() == std::size_t{1} << 17);
}

BOOST_AUTO_TEST_CASE(test_addErrorGreaterThan64kEncoded) {
  const auto result = sample("test_errorsEncoded");
  BOOST_REQUIRE(result->errors.size() == 1U);
  BOOST_TEST((result->errors[0].second.getErrorMessage() == large()));
}

BOOST_AUTO_TEST_CASE(test_addErrorTuple) { BOOST_TEST(pyunit("test_errors")->errors.size() == 1U); }

BOOST_AUTO_TEST_CASE(test_addFailure) { BOOST_TEST(sample("test_fails")->failures.size() == 1U); }

BOOST_AUTO_TEST_CASE(test_addFailureGreaterThan64k) {
  BOOST_TEST(sample("test_failsGreatly")->failures.size() == 1U);
}

BOOST_AUTO_TEST_CASE(test_addFailureTuple) {
  BOOST_TEST(pyunit("test_fails")->failures.size() == 1U);
}

BOOST_AUTO_TEST_CASE(test_addSkip) { BOOST_TEST(sample("test_skips")->skips.size() == 1U); }

BOOST_AUTO_TEST_CASE(test_addSkipPyunit) { BOOST_TEST(pyunit("test_skips")->skips.size() == 1U); }

BOOST_AUTO_TEST_CASE(test_addExpectedFailure) {
  BOOST_TEST(sample("test_todo")->expectedFailures.size() == 1U);
}

BOOST_AUTO_TEST_CASE(test_addExpectedFailureGreaterThan64k) {
  const auto result = sample("test_todo");
  BOOST_REQUIRE(result->expectedFailures.size() == 1U);
  BOOST_TEST((std::get<1>(result->expectedFailures[0]).getErrorMessage() == large()));
}

BOOST_AUTO_TEST_CASE(test_addUnexpectedSuccess) {
  BOOST_TEST(sample("test_surprise")->unexpectedSuccesses.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
