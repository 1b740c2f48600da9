// Suites, holders and decorators.
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reactor/libevent.hpp>
#include <reactor/log.hpp>
#include <trial/suite.hpp>

#include "recorder.hpp"

using namespace trial;
using boost::unit_test::label;
using recording::Events;
using recording::Recorder;

BOOST_AUTO_TEST_SUITE(SuiteTests)

namespace {

TestPtr holder(const std::string& name) { return std::make_shared<TestHolder>(name); }

/// Says its name, then does what it was told.
class Acting final : public ITestCase {
 public:
  Acting(std::string name, std::function<void(IReporter&)> act)
      : name_(std::move(name)), act_(std::move(act)) {}
  std::string id() const override { return name_; }
  int countTestCases() const override { return 1; }
  std::string shortDescription() const override { return name_; }
  void run(IReporter& result) override { act_(result); }

 private:
  std::string name_;
  std::function<void(IReporter&)> act_;
};

TestPtr stopping() {
  return std::make_shared<Acting>("stopping", [](IReporter& result) { result.stop(); });
}

}  // namespace

BOOST_AUTO_TEST_CASE(members_run_in_order_until_a_stop, *label("SU-01")) {
  TestSuite suite({holder("one"), holder("two"), stopping(), holder("never")});
  Recorder result;
  suite.run(result);
  BOOST_TEST(
      result.events == (Events{"start one", "success", "stop", "start two", "success", "stop"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_destructive_suite_lets_go_before_it_runs, *label("SU-02")) {
  DestructiveTestSuite suite;
  std::weak_ptr<ITestCase> first;
  bool released = false;
  {
    auto test = holder("one");
    first = test;
    suite.addTest(std::move(test));
  }
  suite.addTest(std::make_shared<Acting>("two", [&](IReporter& result) {
    released = first.expired() && suite.tests().size() == 1;
    result.stop();
  }));
  suite.addTest(holder("stays"));
  Recorder result;
  suite.run(result);
  BOOST_TEST(released);
  BOOST_TEST(suite.tests().size() == 1U);
}

BOOST_AUTO_TEST_CASE(errors_logged_between_tests_are_reported, *label("SU-03")) {
  LoggedSuite suite({std::make_shared<Acting>("logs", [](IReporter&) {
    reactor::log::err(Failure(std::runtime_error("logged in no test")));
  })});
  Recorder result;
  suite.run(result);
  BOOST_TEST_REQUIRE(result.errors.size() == 1U);
  BOOST_TEST(result.errors[0].first->id() == "<not in test>");
  BOOST_TEST(result.errors[0].second.getErrorMessage() == "logged in no test");
}

BOOST_AUTO_TEST_CASE(a_trial_suite_shuts_the_reactor_down, *label("SU-04")) {
  auto& reactor = reactor::defaultReactor();
  int fired = 0;
  const auto count = [&fired] { ++fired; };
  reactor.addSystemEventTrigger(reactor::Phase::during, "shutdown", count);
  TrialSuite suite({holder("one")});
  Recorder result;
  suite.run(result);
  BOOST_TEST(fired == 1);
  BOOST_TEST(result.successes == 1);

  reactor.addSystemEventTrigger(reactor::Phase::during, "shutdown", count);
  TrialSuite throwing(
      {std::make_shared<Acting>("throws", [](IReporter&) { throw std::logic_error("out"); })});
  BOOST_CHECK_THROW(throwing.run(result), std::logic_error);
  BOOST_TEST(fired == 2);
}

BOOST_AUTO_TEST_CASE(a_holder_is_a_success_that_does_not_count, *label("SU-05")) {
  const auto test = holder("text");
  BOOST_TEST(test->countTestCases() == 0);
  BOOST_TEST(test->id() == "text");
  Recorder result;
  (*test)(result);
  BOOST_TEST(result.events == (Events{"start text", "success", "stop"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_error_holder_reports_its_error, *label("SU-06")) {
  const auto test =
      std::make_shared<ErrorHolder>("text", Failure(std::runtime_error("cannot be loaded")));
  BOOST_TEST(test->countTestCases() == 0);
  Recorder result;
  test->run(result);
  BOOST_TEST(
      result.events == (Events{"start text", "error std.runtime_error: cannot be loaded", "stop"}),
      boost::test_tools::per_element());
  BOOST_TEST(result.testsRun() == 1);
}

BOOST_AUTO_TEST_CASE(cases_are_walked_depth_first, *label("SU-07")) {
  const auto inner = std::make_shared<TestSuite>(std::vector{holder("b"), holder("c")});
  const auto suite =
      std::make_shared<TestSuite>(std::vector<TestPtr>{holder("a"), inner, holder("d")});
  BOOST_TEST(recording::idsOf(suite) == (Events{"a", "b", "c", "d"}),
             boost::test_tools::per_element());
  BOOST_TEST(recording::idsOf(holder("alone")) == Events{"alone"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(decorating_wraps_every_case_in_place, *label("SU-08")) {
  class Loud final : public TestDecorator {
   public:
    using TestDecorator::TestDecorator;
    std::string id() const override { return "loud " + TestDecorator::id(); }
  };
  const auto inner = std::make_shared<TestSuite>(std::vector{holder("b")});
  const auto suite = std::make_shared<TestSuite>(std::vector<TestPtr>{holder("a"), inner});
  const auto decorated = decorate(
      suite, [](TestPtr test) -> TestPtr { return std::make_shared<Loud>(std::move(test)); });
  BOOST_TEST(decorated == suite);
  BOOST_TEST(suite->tests()[1] == inner);
  BOOST_TEST(recording::idsOf(suite) == (Events{"loud a", "loud b"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
