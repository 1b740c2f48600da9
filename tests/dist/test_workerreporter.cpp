#include <dist/workerreporter.hpp>

#include <memory>
#include <sstream>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include <dist/distreporter.hpp>
#include <dist/localworkeramp.hpp>
#include <dist/testing.hpp>
#include <protocols/testing.hpp>
#include <trial/asserts.hpp>

#include "support.hpp"

namespace {

using boost::unit_test::label;
using dist::testing::namedCase;
using reactor::Failure;
using support::outcomeOf;
using support::Texts;

/// A worker's reporter connected to the manager's end, which tells a recording reporter.
struct ReportingFixture {
  std::shared_ptr<dist::LocalWorkerAMP> manager = std::make_shared<dist::LocalWorkerAMP>();
  dist::testing::ScriptedWorker worker;
  protocols::testing::ConnectedPair pair{*manager, worker};
  dist::WorkerReporter reporter{worker};
  std::shared_ptr<dist::testing::RecordingReporter> told =
      std::make_shared<dist::testing::RecordingReporter>();
  trial::TestPtr test = namedCase("t.A.a");
  support::Watched<dist::LocalWorkerAMP::Run::Response> running{manager->run(test, told)};

  ReportingFixture() {
    pair.flush();
    reporter.begin("t.A.a", 1);
  }
  ~ReportingFixture() {
    pair.lose(Failure(std::runtime_error("over")));
    (void)outcomeOf(running);
  }
};

Failure thrown() {
  try {
    throw std::domain_error("the text");
  } catch (...) {
    return Failure().withFrames({{"outer", "a.cpp", 1}, {"inner", "b.cpp", 22}});
  }
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(WorkerReporterTests, ReportingFixture)

BOOST_AUTO_TEST_CASE(a_stop_reaches_the_manager) {
  reporter.stop();
  BOOST_TEST(reporter.shouldStop());
  pair.flush();
  BOOST_TEST(told->shouldStop());
}

BOOST_AUTO_TEST_CASE(a_result_is_recorded_and_sent, *label("WR-01")) {
  reporter.addSuccess(test);
  reporter.addError(test, thrown());
  reporter.addFailure(test, thrown());
  reporter.addSkip(test, "why");
  BOOST_TEST(reporter.successes == 1);
  BOOST_TEST(reporter.errors.size() == 1U);
  BOOST_TEST(reporter.failures.size() == 1U);
  BOOST_TEST(reporter.skips.size() == 1U);
  pair.flush();
  BOOST_TEST(told->events ==
             (Texts{"startTest t.A.a", "addSuccess t.A.a", "addError t.A.a: the text",
                    "addFailure t.A.a: the text", "addSkip t.A.a: why"}));
}

BOOST_AUTO_TEST_CASE(what_runs_in_the_name_of_a_case_is_the_case_s, *label("WR-01")) {
  reporter.addSuccess(namedCase("another name"));
  pair.flush();
  BOOST_TEST(told->successes == 1);
}

BOOST_AUTO_TEST_CASE(every_report_names_the_test_that_made_it, *label("WR-01")) {
  protocols::AMP amp;
  Texts sent;
  amp.fakeCallRemote([&sent](std::string_view command, const protocols::Box& arguments) {
    sent.push_back(std::string(command) + " " + arguments.get<std::string>("testName"));
    return std::nullopt;
  });
  dist::WorkerReporter alone(amp);  // nothing was begun
  const auto other = namedCase("t.A.other");
  alone.addSuccess(other);
  alone.addError(other, thrown());
  alone.addFailure(other, thrown());
  alone.addSkip(other, "why");
  alone.begin("t.A.a", 7);
  alone.addExpectedFailure(test, thrown());
  alone.addUnexpectedSuccess(test);
  BOOST_TEST(sent == (Texts{"AddSuccess t.A.other", "AddError t.A.other", "AddFailure t.A.other",
                            "AddSkip t.A.other", "AddExpectedFailure t.A.a",
                            "AddUnexpectedSuccess t.A.a"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_failure_is_its_text_class_and_frames, *label("WR-03")) {
  reporter.addError(test, thrown());
  pair.flush();
  const Failure& error = told->errors.at(0).second;
  BOOST_TEST(error.type() == "std.domain_error");
  BOOST_TEST(error.getErrorMessage() == "the text");
  BOOST_TEST(error.check({"std.logic_error"}).has_value());
  BOOST_REQUIRE(error.frames().size() == 2U);
  BOOST_TEST(error.frames()[1].function == "inner");
  BOOST_TEST(error.frames()[1].file == "b.cpp");
  BOOST_TEST(error.frames()[1].line == 22);
}

BOOST_AUTO_TEST_CASE(a_skip_is_sent_as_its_reason, *label("WR-04")) {
  reporter.addSkip(test, "no network");
  pair.flush();
  BOOST_TEST(told->skips.at(0).second == "no network");
}

BOOST_AUTO_TEST_CASE(a_todo_is_sent_as_its_reason_or_the_default, *label("WR-05")) {
  reporter.addExpectedFailure(test, thrown(), trial::makeTodo("later"));
  reporter.addExpectedFailure(test, thrown());
  reporter.addUnexpectedSuccess(test, trial::makeTodo({"std.runtime_error"}, "sooner"));
  reporter.addUnexpectedSuccess(test);
  pair.flush();
  BOOST_TEST(std::get<2>(told->expectedFailures.at(0)).reason == "later");
  BOOST_TEST(std::get<2>(told->expectedFailures.at(1)).reason == "Test expected to fail");
  BOOST_TEST(told->unexpectedSuccesses.at(0).second.reason == "sooner");
  BOOST_TEST(told->unexpectedSuccesses[0].second.errors == (Texts{"std.runtime_error"}));
  BOOST_TEST(told->unexpectedSuccesses.at(1).second.reason == "Test expected to fail");
}

BOOST_AUTO_TEST_CASE(large_texts_of_failures_arrive, *label("WR-08") * label("FIX-03")) {
  for (const std::size_t size : {std::size_t{65'536}, std::size_t{1} << 20, std::size_t{5} << 20}) {
    std::string text;
    while (text.size() <= size) text += "\xe2\x82\xac\xe2\x82\xac ";
    const Failure failure{std::runtime_error(text)};
    reporter.addError(test, failure);
    reporter.addFailure(test, failure);
    reporter.addExpectedFailure(test, failure);
    pair.flush();
    BOOST_REQUIRE(!told->errors.empty());
    BOOST_TEST((told->errors.back().second.getErrorMessage() == text));
    BOOST_TEST((told->failures.back().second.getErrorMessage() == text));
    BOOST_TEST((std::get<1>(told->expectedFailures.back()).getErrorMessage() == text));
  }
  BOOST_TEST(!pair.lost());
}

BOOST_AUTO_TEST_CASE(large_reasons_and_log_lines_arrive, *label("WR-09") * label("FIX-04")) {
  std::ostringstream log;
  manager->setTestStream(log);
  const std::string text(3 << 20, 'x');
  reporter.addSkip(test, text);
  reporter.addUnexpectedSuccess(test, trial::makeTodo(text));
  reporter.testWrite(text);
  pair.flush();
  BOOST_TEST((told->skips.at(0).second == text));
  BOOST_TEST((told->unexpectedSuccesses.at(0).second.reason == text));
  BOOST_TEST((log.str() == text + "\n"));
}

BOOST_AUTO_TEST_CASE(a_warning_belongs_to_the_test_that_runs, *label("FIX-28")) {
  const reactor::log::Warning warning{"some.UserWarning", "axe.cpp", 7};
  BOOST_TEST(!reporter.addWarning(warning, "before it"));
  const auto distributed = std::make_shared<dist::DistReporter>(told);
  const support::Watched second(manager->run(test, distributed));
  pair.flush();
  reporter.begin("t.A.a", 2);
  reporter.startTest(test);
  const std::string text(3 << 20, 'x');
  BOOST_TEST(reporter.addWarning(warning, text));
  reporter.stopTest(test);
  BOOST_TEST(!reporter.addWarning(warning, "behind it"));
  const support::LoggedTexts logged;
  worker.answer(1);
  pair.flush();
  BOOST_TEST(logged.has("axe.cpp:7: some.UserWarning: " + text));
  BOOST_TEST(!logged.has("before it"));
  BOOST_TEST(!logged.has("behind it"));
  (void)outcomeOf(second);
}

BOOST_AUTO_TEST_CASE(the_manager_sees_reports_in_their_order, *label("WR-10")) {
  reporter.addError(test, thrown());
  reporter.addSuccess(test);
  worker.answer(0);
  pair.flush();
  BOOST_TEST(told->events == (Texts{"startTest t.A.a", "addError t.A.a: the text",
                                    "addSuccess t.A.a", "stopTest t.A.a"}));
}

BOOST_AUTO_TEST_CASE(the_limit_is_told_when_it_is_not_known, *label("FIX-25")) {
  const auto limit = [this] {
    pair.flush();
    return manager->progress().limit;
  };
  reporter.started(std::nullopt);
  BOOST_TEST(!limit().has_value());
  reporter.stageBegan(test, 120);
  BOOST_TEST(limit().value() == 120);
  const auto part = manager->progress().part;
  reporter.stageBegan(test, 120);
  BOOST_TEST(limit().value() == 120);
  BOOST_TEST(manager->progress().part == part, "it has been told a moment ago");
  reporter.stageBegan(test, std::nullopt);
  BOOST_TEST(!limit().has_value());
}

BOOST_AUTO_TEST_CASE(the_end_says_nothing, *label("WR-06")) {
  reporter.addError(test, thrown());
  pair.flush();
  reporter.done();
  BOOST_TEST(pair.serverTransport->written.empty());
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf_8_arrives_as_it_is) {
  const std::string text = "caf\xe9 \xff";
  reporter.addError(test, Failure(std::runtime_error(text)));
  pair.flush();
  BOOST_TEST(told->errors.at(0).second.getErrorMessage() == text);
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// Both ends have a limit of 4 KiB a message.
struct SmallMessages {
  protocols::Limits limits = [] {
    protocols::Limits small;
    small.messageSize = 4096;
    return small;
  }();
  std::shared_ptr<dist::LocalWorkerAMP> manager = std::make_shared<dist::LocalWorkerAMP>(limits);
  protocols::AMP worker{limits};
  reactor::Deferred<dist::workercommands::Run::Response> answer;
  protocols::testing::ConnectedPair pair{*manager, worker};
  dist::WorkerReporter reporter{worker, limits};
  std::shared_ptr<dist::testing::RecordingReporter> told =
      std::make_shared<dist::testing::RecordingReporter>();
  trial::TestPtr test = namedCase("t.a");

  SmallMessages() {
    worker.responder<dist::workercommands::Run>(
        [this](const std::string&, std::int64_t) { return answer; });
  }
  ~SmallMessages() { pair.lose(Failure(std::runtime_error("over"))); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(SmallMessageTests, SmallMessages, *label("MP-06"))

BOOST_AUTO_TEST_CASE(a_text_goes_in_pieces_that_fit) {
  const support::Watched running(manager->run(test, told));
  pair.flush();
  reporter.begin("t.a", 1);
  const std::string text(100'000, 'x');
  reporter.addError(test, Failure(std::runtime_error(text)));
  pair.flush();
  BOOST_TEST((told->errors.at(0).second.getErrorMessage() == text));
}

BOOST_AUTO_TEST_CASE(a_report_that_does_not_fit_is_an_error_and_the_worker_goes_on) {
  const support::Watched running(manager->run(test, told));
  pair.flush();
  reporter.begin("t.a", 1);
  std::vector<reactor::Frame> frames(1000, {"a_function_with_a_name", "a_file.cpp", 1});
  reporter.addError(test, Failure(std::runtime_error("the text")).withFrames(std::move(frames)));
  reporter.addSuccess(test);
  pair.flush();
  BOOST_TEST(told->errors.at(0).second.getErrorMessage().starts_with(
      "its report does not go into a message, see --max-message: "));
  BOOST_TEST(told->successes == 1);
}

BOOST_AUTO_TEST_CASE(a_text_that_was_sent_in_pieces_stands_before_why_the_rest_is_missing) {
  const support::Watched running(manager->run(test, told));
  pair.flush();
  reporter.begin("t.a", 1);
  const std::string text(10'000, 'x');
  std::vector<reactor::Frame> frames(1000, {"a_function_with_a_name", "a_file.cpp", 1});
  reporter.addError(test, Failure(std::runtime_error(text)).withFrames(std::move(frames)));
  pair.flush();
  BOOST_TEST(told->errors.at(0).second.getErrorMessage().starts_with(
      text + "\nits report does not go into a message, see --max-message: "));
}

BOOST_AUTO_TEST_CASE(a_case_whose_name_does_not_fit_is_in_error) {
  const auto longNamed = namedCase(std::string(5000, 'x'));
  const support::Watched running(manager->run(longNamed, told));
  BOOST_TEST(told->errors.size() == 1U);
  BOOST_TEST(running.called());
}

BOOST_AUTO_TEST_SUITE_END()
