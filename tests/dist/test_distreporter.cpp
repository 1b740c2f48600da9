#include <dist/distreporter.hpp>

#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <dist/testing.hpp>
#include <trial/programs/failures.hpp>
#include <trial/reporters/reporttime.hpp>
#include <trial/suite.hpp>
#include <trial/textreporter.hpp>

#include "support.hpp"

namespace {

using boost::unit_test::label;
using dist::testing::namedCase;
using reactor::Failure;
using support::Texts;

struct Reporting {
  std::shared_ptr<dist::testing::RecordingReporter> original =
      std::make_shared<dist::testing::RecordingReporter>();
  dist::DistReporter reporter{original};
  trial::TestPtr a = namedCase("t.A.a");
  trial::TestPtr b = namedCase("t.A.b");
};

trial::CaseReport took(double seconds) {
  trial::CaseReport details;
  details.seconds = seconds;
  return details;
}

Failure failure(const char* text) { return Failure(std::runtime_error(text)); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(DistReporterTests, Reporting)

BOOST_AUTO_TEST_CASE(nothing_is_told_before_the_test_stops, *label("DRP-01")) {
  reporter.startTest(a);
  reporter.addSuccess(a);
  BOOST_TEST(original->events.empty());
  reporter.stopTest(a);
  BOOST_TEST(original->events == (Texts{"startTest t.A.a", "addSuccess t.A.a", "stopTest t.A.a"}));
}

BOOST_AUTO_TEST_CASE(all_reports_come_in_the_order_made, *label("DRP-01")) {
  reporter.startTest(a);
  reporter.addFailure(a, failure("one"));
  reporter.addError(a, failure("two"));
  reporter.addSkip(a, "three");
  reporter.addExpectedFailure(a, failure("four"), trial::makeTodo("later"));
  reporter.addUnexpectedSuccess(a, trial::makeTodo("never"));
  reporter.addSuccess(a);
  BOOST_TEST(original->events.empty());
  reporter.stopTest(a);
  BOOST_TEST(original->events ==
             (Texts{"startTest t.A.a", "addFailure t.A.a: one", "addError t.A.a: two",
                    "addSkip t.A.a: three", "addExpectedFailure t.A.a: four",
                    "addUnexpectedSuccess t.A.a", "addSuccess t.A.a", "stopTest t.A.a"}));
  BOOST_TEST(std::get<2>(original->expectedFailures.at(0)).reason == "later");
  BOOST_TEST(original->unexpectedSuccesses.at(0).second.reason == "never");
}

BOOST_AUTO_TEST_CASE(a_test_that_stopped_is_forgotten, *label("DRP-03")) {
  reporter.startTest(a);
  BOOST_TEST(reporter.running() == 1U);
  reporter.stopTest(a);
  BOOST_TEST(reporter.running() == 0U);
  original->events.clear();
  reporter.flush();
  BOOST_TEST(original->events.empty());
  reporter.startTest(a);  // in the next pass
  reporter.stopTest(a);
  BOOST_TEST(original->events == (Texts{"startTest t.A.a", "stopTest t.A.a"}));
}

BOOST_AUTO_TEST_CASE(all_else_goes_straight_to_the_original, *label("DRP-04")) {
  BOOST_TEST(reporter.original == original);
  BOOST_TEST(reporter.wasSuccessful());
  BOOST_TEST(!reporter.shouldStop());
  original->addError(a, failure("x"));
  BOOST_TEST(!reporter.wasSuccessful());
  reporter.stop();
  BOOST_TEST(original->shouldStop());
  BOOST_TEST(reporter.shouldStop());
  original->startTest(a);
  BOOST_TEST(reporter.testsRun() == original->testsRun());
  BOOST_TEST(reporter.testsRun() == 1);
  reporter.done();
  BOOST_TEST(original->events.back() == "done");
}

BOOST_AUTO_TEST_CASE(tests_that_run_at_once_do_not_interleave, *label("DRP-05")) {
  reporter.startTest(a);
  reporter.startTest(b);
  reporter.addError(a, failure("x"));
  reporter.addSuccess(b);
  reporter.stopTest(b);
  reporter.stopTest(a);
  BOOST_TEST(original->events == (Texts{"startTest t.A.b", "addSuccess t.A.b", "stopTest t.A.b",
                                        "startTest t.A.a", "addError t.A.a: x", "stopTest t.A.a"}));
}

BOOST_AUTO_TEST_CASE(two_tests_with_one_id_do_not_meet, *label("DRP-06") * label("FIX-11")) {
  const auto twin = namedCase("t.A.a");
  reporter.startTest(a);
  reporter.startTest(twin);
  reporter.addSuccess(twin);
  reporter.addError(a, failure("x"));
  reporter.stopTest(twin);
  reporter.stopTest(a);
  BOOST_TEST(original->events == (Texts{"startTest t.A.a", "addSuccess t.A.a", "stopTest t.A.a",
                                        "startTest t.A.a", "addError t.A.a: x", "stopTest t.A.a"}));
  BOOST_TEST(original->errors.at(0).first == a);
}

BOOST_AUTO_TEST_CASE(a_report_for_a_test_that_does_not_run_is_an_error_of_the_runner,
                     *label("DRP-07")) {
  reporter.addSuccess(a);
  BOOST_TEST(original->events ==
             (Texts{"startTest <runner>",
                    "addError <runner>: a result was reported for t.A.a, which is not running",
                    "stopTest <runner>"}));
  BOOST_TEST(original->successes == 0);
  reporter.stopTest(a);
  reporter.startTest(b);
  reporter.startTest(b);
  BOOST_TEST(original->errors.size() == 3U);
}

BOOST_AUTO_TEST_CASE(cases_that_never_stopped_are_told_at_the_end_in_order, *label("DRP-08")) {
  reporter.startTest(b);
  reporter.startTest(a);
  reporter.addFailure(a, failure("partial"));
  reporter.flush();
  BOOST_TEST(original->events == (Texts{"startTest t.A.b", "stopTest t.A.b", "startTest t.A.a",
                                        "addFailure t.A.a: partial", "stopTest t.A.a"}));
  BOOST_TEST(reporter.running() == 0U);
}

BOOST_AUTO_TEST_CASE(a_loss_drops_the_success_and_keeps_the_failure, *label("FIX-27")) {
  reporter.startTest(a);
  reporter.addFailure(a, failure("early"));
  reporter.addSuccess(a);
  reporter.addUnexpectedSuccess(a);
  reporter.testLost(a, failure("gone"));
  reporter.stopTest(a);
  BOOST_TEST(original->events == (Texts{"startTest t.A.a", "addFailure t.A.a: early",
                                        "addError t.A.a: gone", "stopTest t.A.a"}));
}

BOOST_AUTO_TEST_CASE(a_case_that_runs_again_may_fail_again, *label("DR-15")) {
  for (int pass = 0; pass < 2; ++pass) {
    reporter.startTest(a);
    reporter.addError(a, failure("its own"));
    reporter.stopTest(a);
    reporter.runFailed(a, failure("told by the worker"));
  }
  BOOST_TEST(original->errors.size() == 2U);
  reporter.startTest(a);
  reporter.runFailed(a, failure("not told"));
  BOOST_TEST(original->errors.size() == 3U);
}

BOOST_AUTO_TEST_CASE(another_case_at_the_address_of_one_that_failed_has_its_error,
                     *label("DR-15")) {
  // The object stays where it is, but who owns it changes.
  const auto place = namedCase("t.A.same");
  const auto at = [&place] { return trial::TestPtr(std::make_shared<int>(), place.get()); };
  reporter.runFailed(at(), failure("of the first"));
  original->errors.clear();  // so that nobody keeps the case
  reporter.runFailed(at(), failure("of the second"));
  BOOST_TEST(original->errors.size() == 1U);
}

BOOST_AUTO_TEST_CASE(listeners_hear_of_an_error_behind_the_end_of_a_case, *label("DR-15")) {
  struct Listener final : trial::IRunListener {
    void caseOver(const trial::CaseReport& report) override {
      reports.push_back(report.test->id() + (report.successful() ? "" : ": error"));
    }
    Texts reports;
  };
  const auto listener = std::make_shared<Listener>();
  reporter.listeners.add(listener);
  reporter.startTest(a);
  reporter.addSuccess(a);
  reporter.stopTest(a);
  reporter.runFailed(a, failure("behind it"));
  reporter.runFailed(a, failure("once more"));
  BOOST_TEST(original->events == (Texts{"startTest t.A.a", "addSuccess t.A.a", "stopTest t.A.a",
                                        "addError t.A.a: behind it"}));
  BOOST_TEST(listener->reports == (Texts{"t.A.a", "t.A.a: error"}));
}

BOOST_AUTO_TEST_CASE(a_warning_is_in_the_report_of_its_test, *label("FIX-28")) {
  std::ostringstream out;
  dist::DistReporter writing(std::make_shared<trial::VerboseTextReporter>(
      out, "default", false, &trial::theLogPublisher()));
  trial::CaseReport details;
  details.warnings = {{{"some.UserWarning", "axe.cpp", 7}, "careful"}};
  writing.startTest(a);
  writing.startTest(b);
  writing.addDetails(a, details);
  writing.addSuccess(b);
  writing.stopTest(b);
  writing.addSuccess(a);
  writing.stopTest(a);
  BOOST_TEST(out.str() == "t.A.b ... [OK]\nt.A.a ... [OK]axe.cpp:7: UserWarning: careful\n\n");
}

BOOST_AUTO_TEST_CASE(a_test_that_did_not_begin_is_not_told) {
  reporter.startTest(a);
  reporter.withdrawTest(a);
  reporter.flush();
  BOOST_TEST(original->events.empty());
}

BOOST_AUTO_TEST_CASE(an_exception_of_the_original_comes_out_and_nothing_is_told_twice) {
  original->onEvent = [](const std::string& event) {
    if (event == "addSuccess t.A.a") throw std::runtime_error("disk full");
  };
  reporter.startTest(a);
  reporter.addSuccess(a);
  BOOST_CHECK_THROW(reporter.stopTest(a), std::runtime_error);
  BOOST_TEST(reporter.running() == 0U);
}

BOOST_AUTO_TEST_CASE(events_are_replayed_with_their_original_times, *label("FIX-19")) {
  std::ostringstream out;
  dist::DistReporter timed(std::make_shared<trial::TimingTextReporter>(out));
  const auto at = [](double seconds, const auto& tell) {
    const trial::ReportTime time(seconds);
    tell();
  };
  at(100, [&] { timed.startTest(a), timed.startTest(b); });
  at(103, [&] { timed.addDetails(a, took(1.5)), timed.stopTest(a); });
  at(107, [&] { timed.stopTest(b); });  // nobody says when it began
  at(108, [&] { timed.done(); });
  BOOST_TEST(out.str().find("t.A.a ... \n(1.500 secs)\n") != std::string::npos, out.str());
  BOOST_TEST(out.str().find("t.A.b ... \n(7.000 secs)\n") != std::string::npos, out.str());
  BOOST_TEST(out.str().find("Ran 2 tests in 8.000s") != std::string::npos, out.str());
}

BOOST_AUTO_TEST_CASE(listeners_are_told_when_a_case_begins_and_when_it_is_over) {
  class Listener final : public trial::IRunListener {
   public:
    void caseBegan(const trial::TestPtr& test, std::optional<int> worker) override {
      began = test->id() + " in " + std::to_string(worker.value());
    }
    void caseOver(const trial::CaseReport& report) override { reports.push_back(report); }
    std::string began;
    std::vector<trial::CaseReport> reports;
  };
  const auto listener = std::make_shared<Listener>();
  reporter.listeners.add(listener);
  const trial::ReportTime handedOut(10);
  reporter.startTest(a);
  BOOST_TEST(listener->began.empty());
  reporter.testBegan(a, 3);
  BOOST_TEST(listener->began == "t.A.a in 3");
  reporter.addSkip(a, "why");
  BOOST_TEST(listener->reports.empty());
  const trial::ReportTime over(12);
  reporter.stopTest(a);
  const auto& report = listener->reports.at(0);
  BOOST_TEST(report.test == a);
  BOOST_TEST(report.worker.value() == 3);
  BOOST_TEST(report.seconds.value() == 2);
  BOOST_TEST(report.results.at(0).reason == "why");
  reporter.stopTest(a);  // an error of the runner is told, too
  BOOST_TEST(listener->reports.at(1).test->id() == "<runner>");
}

BOOST_AUTO_TEST_CASE(that_a_program_always_ends_badly_is_told_once,
                     *boost::unit_test::label("FIX-31")) {
  for (const auto* program : {"p", "q", "p"})
    std::make_shared<trial::ErrorHolder>(program, Failure(trial::ProgramEndError("status 23")))
        ->run(reporter);
  for (int i = 0; i < 2; ++i)
    std::make_shared<trial::ErrorHolder>("p", Failure(trial::ProgramError("other")))->run(reporter);
  BOOST_TEST(original->errors.size() == 4U);
  BOOST_TEST(reporter.running() == 0U);
}

BOOST_AUTO_TEST_CASE(it_must_have_an_original) {
  BOOST_CHECK_THROW(dist::DistReporter(nullptr), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
