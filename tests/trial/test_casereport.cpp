// CaseReport: results as values, and the way back into a documented reporter.
#include <trial/casereport.hpp>

#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>

#include <reactor/log.hpp>
#include <trial/reporters/reporttime.hpp>
#include <trial/suite.hpp>

#include "recorder.hpp"

using namespace trial;
using recording::Events;
using recording::Recorder;

namespace {

/// Keeps the results that it is given as values.
class Keeping final : public ResultReporter {
 public:
  std::vector<CaseResult> results;

  void startTest(const TestPtr&) override {}
  void stopTest(const TestPtr&) override {}
  [[nodiscard]] bool wasSuccessful() const override { return true; }
  void done() override {}
  void stop() override {}
  [[nodiscard]] bool shouldStop() const override { return false; }
  [[nodiscard]] int testsRun() const override { return 0; }

 protected:
  void addResult(const TestPtr&, CaseResult result) override {
    results.push_back(std::move(result));
  }
};

/// Notes the reporters' time at the start and at the stop.
class Timing final : public Recorder {
 public:
  double started = 0;
  double stopped = 0;
  std::optional<double> runBegan;

  void startTest(const TestPtr& test) override {
    started = ReportTime::now();
    runBegan = ReportTime::runBegan();
    Recorder::startTest(test);
  }
  void stopTest(const TestPtr& test) override {
    stopped = ReportTime::now();
    Recorder::stopTest(test);
  }
};

Failure failure(const char* text) { return Failure(std::runtime_error(text)); }

struct OneCase {
  TestPtr test = std::make_shared<TestHolder>("m.C.t");
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(CaseReportTests, OneCase)

BOOST_AUTO_TEST_CASE(results_survive_the_way_through_a_value) {
  Keeping keeping;
  const auto reportAll = [this](IReporter& reporter) {
    reporter.addSuccess(test);
    reporter.addError(test, failure("one"));
    reporter.addFailure(test, failure("two"));
    reporter.addExpectedFailure(test, failure("three"), makeTodo("later"));
    reporter.addUnexpectedSuccess(test, makeTodo("never"));
    reporter.addSkip(test, "why");
  };
  reportAll(keeping);
  Recorder direct;
  Recorder replayed;
  reportAll(direct);
  for (const auto& result : keeping.results) addResult(replayed, test, result);
  BOOST_TEST(direct.events.size() == 6U);
  BOOST_TEST(replayed.events == direct.events, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_replay_has_the_times_of_the_case) {
  CaseReport report;
  report.test = test;
  report.began = 90;
  report.results = {errorResult(failure("one")), successResult()};
  Timing told;
  {
    const ReportTime now(100);
    replay(report, told, 80);
  }
  BOOST_TEST(
      told.events == (Events{"start m.C.t", "error std.runtime_error: one", "success", "stop"}),
      boost::test_tools::per_element());
  BOOST_TEST(told.started == 90);
  BOOST_TEST(told.stopped == 100);
  BOOST_TEST(told.runBegan.value_or(0) == 80);
  report.seconds = 3;  // what the worker measured counts more than when the case was handed out
  const ReportTime now(100);
  replay(report, told);
  BOOST_TEST(told.started == 97);
}

BOOST_AUTO_TEST_CASE(warnings_are_given_again_behind_the_results_of_their_test) {
  Recorder told;
  const auto observer = reactor::log::addObserver([&told](const reactor::log::Event& event) {
    if (event.warning)
      told.events.push_back(event.warning->place() + " " + event.warning->category + " " +
                            event.message);
  });
  CaseReport report;
  report.test = test;
  report.warnings = {{{"UserWarning", "a.cpp", 5}, "careful"}, {{"Other", "b.cpp", 0}, "again"}};
  report.results = {errorResult(failure("one")), successResult()};
  replay(report, told);
  reactor::log::removeObserver(observer);
  BOOST_TEST(told.events == (Events{"start m.C.t", "error std.runtime_error: one", "success",
                                    "a.cpp:5 UserWarning careful", "b.cpp Other again", "stop"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(errors_and_failures_make_it_unsuccessful) {
  CaseReport report;
  BOOST_TEST(report.successful());
  report.results = {successResult(), skipResult("why"),
                    expectedFailureResult(failure("x"), std::nullopt),
                    unexpectedSuccessResult(std::nullopt)};
  BOOST_TEST(report.successful());
  for (const auto& bad : {errorResult(failure("x")), failureResult(failure("x"))}) {
    auto with = report;
    with.results.push_back(bad);
    BOOST_TEST(!with.successful());
  }
}

BOOST_AUTO_TEST_CASE(details_that_say_nothing_change_nothing) {
  CaseReport report;
  report.began = 1;
  report.seconds = 2;
  report.worker = 3;
  report.attempt = 4;
  report.out = "out";
  report.place = SourcePlace{"a.cpp", 5};
  report.addDetails(CaseReport());
  BOOST_TEST(report.began.value() == 1);
  BOOST_TEST(report.seconds.value() == 2);
  BOOST_TEST(report.worker.value() == 3);
  BOOST_TEST(report.attempt == 4);
  BOOST_TEST(report.place->line == 5);
  CaseReport more;
  more.seconds = 7;
  more.out = " and more";
  more.err = "err";
  more.leftBehind = {"was ended: sleep 10"};
  more.warnings = {{{"UserWarning", "a.cpp", 5}, "careful"}};
  report.addDetails(more);
  BOOST_TEST(report.seconds.value() == 7);
  BOOST_TEST(report.out == "out and more");
  BOOST_TEST(report.err == "err");
  BOOST_TEST(report.leftBehind.size() == 1U);
  BOOST_TEST(report.warnings.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
