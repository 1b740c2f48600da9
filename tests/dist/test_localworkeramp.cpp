#include <dist/localworkeramp.hpp>

#include <limits>
#include <memory>
#include <sstream>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include <dist/distreporter.hpp>
#include <dist/managercommands.hpp>
#include <dist/testing.hpp>
#include <protocols/error.hpp>
#include <protocols/testing.hpp>
#include <trial/programs/adapters.hpp>
#include <trial/programs/programcase.hpp>

#include "support.hpp"

namespace {

using boost::unit_test::label;
using dist::testing::namedCase;
using reactor::Failure;
using support::failureOf;
using support::outcomeOf;
using support::Texts;
namespace commands = dist::managercommands;

/// A manager's end and a worker's, connected; a plain reporter and a DistReporter around another.
struct Connected {
  dist::LocalWorkerAMP amp;
  dist::testing::ScriptedWorker worker;
  protocols::testing::ConnectedPair pair{amp, worker};
  std::shared_ptr<dist::testing::RecordingReporter> reporter =
      std::make_shared<dist::testing::RecordingReporter>();
  std::shared_ptr<dist::testing::RecordingReporter> original =
      std::make_shared<dist::testing::RecordingReporter>();
  std::shared_ptr<dist::DistReporter> distributed = std::make_shared<dist::DistReporter>(original);
  trial::TestPtr a = namedCase("t.A.a");
  trial::TestPtr b = namedCase("t.A.b");

  Connected() { amp.setNumber(3); }

  auto run(const trial::TestPtr& test, const trial::ReporterPtr& result) {
    const support::Watched running(amp.run(test, result));
    pair.flush();
    return running;
  }
  void lose() {
    pair.flush();
    pair.lose(Failure(std::runtime_error("process ended by signal 11.")));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(LocalWorkerAMPTests, Connected)

BOOST_AUTO_TEST_CASE(run_starts_the_test_and_asks_the_worker, *label("LW-01")) {
  const auto running = run(a, reporter);
  BOOST_TEST(reporter->events == (Texts{"startTest t.A.a"}));
  BOOST_TEST(worker.names() == (Texts{"t.A.a"}));
  worker.pass(0);
  pair.flush();
  (void)outcomeOf(running);
}

BOOST_AUTO_TEST_CASE(a_worker_is_told_once_what_is_known_of_a_program, *label("COST-05")) {
  const auto program = std::make_shared<trial::frameworks::Program>();
  program->name = "p";
  program->framework = trial::frameworks::frameworks().front();
  program->dialect = "d";
  const auto test = std::make_shared<trial::ProgramCase>(program, "a");
  // It was not listed here, so the worker knows as much.
  (void)run(test, reporter);
  BOOST_TEST(worker.programs.empty());
  auto& notes = program->known->notes.emplace();
  for (int i = 0; i < 2500; ++i) notes.emplace(std::to_string(i), "note");
  const auto other = std::make_shared<trial::ProgramCase>(program, "b");
  (void)run(other, reporter);
  (void)run(std::make_shared<trial::ProgramCase>(program, "c"), reporter);
  const auto framework = std::string(program->framework->name());
  BOOST_TEST(worker.programs ==
             (Texts{"p " + framework + " d 2000 notes", "p " + framework + " d 2000 notes",
                    "p " + framework + " d 1000 notes, complete"}));
  BOOST_TEST(worker.names() == (Texts{"p::a", "p::b", "p::c"}));
}

BOOST_AUTO_TEST_CASE(the_test_stops_when_the_worker_has_answered, *label("LW-03")) {
  const auto running = run(a, reporter);
  worker.begin(0);
  worker.addSuccess(0);
  pair.flush();
  BOOST_TEST(reporter->events.back() == "addSuccess t.A.a");
  worker.answer(0, true, 0.25);
  pair.flush();
  BOOST_TEST(reporter->events.back() == "stopTest t.A.a");
  const auto outcome = outcomeOf(running);
  BOOST_REQUIRE(outcome.has_value());
  BOOST_TEST(std::get<0>(*outcome).success);
  BOOST_TEST(std::get<0>(*outcome).duration.value() == 0.25);
}

BOOST_AUTO_TEST_CASE(the_test_stops_when_the_run_fails, *label("LW-03")) {
  const auto running = run(a, reporter);
  worker.asked[0].answer.errback(protocols::RemoteAmpError("NO", "cannot"));
  pair.flush();
  BOOST_TEST(reporter->events ==
             (Texts{"startTest t.A.a", "addError t.A.a: Code<UNKNOWN>: cannot", "stopTest t.A.a"}));
  BOOST_TEST(failureOf(running)->is<protocols::AmpError>());
}

BOOST_AUTO_TEST_CASE(the_test_stops_when_the_worker_is_lost, *label("LW-03")) {
  const auto running = run(a, reporter);
  worker.begin(0);
  lose();
  BOOST_TEST(reporter->events.back() == "stopTest t.A.a");
  BOOST_TEST(failureOf(running)->is<dist::WorkerLost>());
  // One that had not begun has its stop as well.
  dist::LocalWorkerAMP second;
  dist::testing::ScriptedWorker other;
  protocols::testing::ConnectedPair between(second, other);
  const support::Watched waiting(second.run(b, reporter));
  between.lose(Failure(std::runtime_error("gone")));
  BOOST_TEST(reporter->events.back() == "stopTest t.A.b");
  BOOST_TEST(failureOf(waiting)->is<dist::NotBegun>());
}

BOOST_AUTO_TEST_CASE(a_success_is_told_and_answered_with_success, *label("LW-04")) {
  const auto running = run(a, reporter);
  BOOST_TEST(amp.addSuccess("t.A.a", 1).success);
  BOOST_TEST(reporter->events.back() == "addSuccess t.A.a");
  BOOST_TEST(amp.addError("t.A.a", 1, "x", "E", {}).success);
  BOOST_TEST(amp.addFailure("t.A.a", 1, "x", "E", {}).success);
  BOOST_TEST(amp.addSkip("t.A.a", 1, "x").success);
  BOOST_TEST(amp.addExpectedFailure("t.A.a", 1, "x", "E", {}, {}, "later").success);
  BOOST_TEST(amp.addUnexpectedSuccess("t.A.a", 1, "later").success);
  BOOST_TEST(amp.addWarning("t.A.a", 1, "UserWarning", "a.cpp", 7, "careful").success);
  BOOST_TEST(amp.testWrite("x").success);
  BOOST_TEST(reporter->events.size() == 7U);
  worker.answer(0);
  pair.flush();
  (void)outcomeOf(running);
}

BOOST_AUTO_TEST_CASE(errors_and_failures_keep_the_name_of_their_class,
                     *label("LW-05") * label("FA-12")) {
  const auto running = run(a, reporter);
  const Texts parents{"other.Base", "std.exception"};
  worker.callRemote<commands::AddError>("t.A.a", std::int64_t{1}, "the text", "other.Unknown",
                                        Texts{}, parents);
  worker.callRemote<commands::AddFailure>("t.A.a", std::int64_t{1}, "two", "trial.FailTest",
                                          Texts{}, Texts{});
  worker.answer(0);
  pair.flush();
  BOOST_REQUIRE(reporter->errors.size() == 1U);
  const Failure& error = reporter->errors[0].second;
  BOOST_TEST(reporter->errors[0].first == a);
  BOOST_TEST(error.type() == "other.Unknown");
  BOOST_TEST(error.getErrorMessage() == "the text");
  BOOST_TEST(error.check({"other.Base"}).value() == "other.Base");
  BOOST_REQUIRE(error.is<dist::WorkerException>());
  BOOST_CHECK_EXCEPTION(error.raiseException(), dist::WorkerException,
                        [](const auto& e) { return std::string(e.what()) == "the text"; });
  BOOST_REQUIRE(reporter->failures.size() == 1U);
  BOOST_TEST(reporter->failures[0].second.type() == "trial.FailTest");
  (void)outcomeOf(running);
}

BOOST_AUTO_TEST_CASE(frames_are_three_texts_each, *label("LW-06")) {
  const auto running = run(a, reporter);
  const Texts frames{"outer", "a.cpp", "12", "inner", "b.hpp", "no number", "cut", "short"};
  worker.callRemote<commands::AddError>("t.A.a", std::int64_t{1}, "text", "E", frames, Texts{});
  worker.answer(0);
  pair.flush();
  const auto& built = reporter->errors.at(0).second.frames();
  BOOST_REQUIRE(built.size() == 2U);
  BOOST_TEST(built[0].function == "outer");
  BOOST_TEST(built[0].file == "a.cpp");
  BOOST_TEST(built[0].line == 12);
  BOOST_TEST(built[1].function == "inner");
  BOOST_TEST(built[1].line == 0);
  (void)outcomeOf(running);
}

BOOST_AUTO_TEST_CASE(a_skip_has_its_reason, *label("LW-07")) {
  const auto running = run(a, reporter);
  worker.callRemote<commands::AddSkip>("t.A.a", std::int64_t{1}, "no network");
  worker.answer(0);
  pair.flush();
  BOOST_TEST(reporter->skips.at(0).first == a);
  BOOST_TEST(reporter->skips.at(0).second == "no network");
  (void)outcomeOf(running);
}

BOOST_AUTO_TEST_CASE(an_expected_failure_has_its_todo, *label("LW-08")) {
  const auto running = run(a, reporter);
  const std::optional<std::string> none;
  worker.callRemote<commands::AddExpectedFailure>("t.A.a", std::int64_t{1}, "text", "E", Texts{},
                                                  Texts{}, "later");
  worker.callRemote<commands::AddExpectedFailure>("t.A.a", std::int64_t{1}, "text", "E", Texts{},
                                                  Texts{}, none);
  worker.answer(0);
  pair.flush();
  BOOST_REQUIRE(reporter->expectedFailures.size() == 2U);
  BOOST_TEST(std::get<1>(reporter->expectedFailures[0]).getErrorMessage() == "text");
  BOOST_TEST(std::get<2>(reporter->expectedFailures[0]).reason == "later");
  BOOST_TEST(std::get<2>(reporter->expectedFailures[1]).reason == "<unknown>");
  (void)outcomeOf(running);
}

BOOST_AUTO_TEST_CASE(an_unexpected_success_has_a_todo_with_its_errors,
                     *label("LW-09") * label("FIX-02") * label("FIX-15")) {
  const auto running = run(a, reporter);
  const Texts errors{"std.runtime_error"};
  worker.callRemote<commands::AddUnexpectedSuccess>("t.A.a", std::int64_t{1}, "later", errors);
  worker.answer(0);
  pair.flush();
  BOOST_REQUIRE(reporter->unexpectedSuccesses.size() == 1U);
  BOOST_TEST(reporter->unexpectedSuccesses[0].second.reason == "later");
  BOOST_TEST(reporter->unexpectedSuccesses[0].second.errors == errors);
  (void)outcomeOf(running);
}

BOOST_AUTO_TEST_CASE(a_warning_is_published_when_its_case_is_told, *label("FIX-28")) {
  const auto running = run(a, distributed);
  const support::LoggedTexts logged;
  const std::string text = "careful";
  dist::StreamSender streams;
  const auto id = streams.send(worker, text);
  worker.callRemote<commands::AddWarning>("t.A.a", std::int64_t{1}, "UserWarning", "axe.cpp",
                                          std::int64_t{7}, "", id);
  pair.flush();
  BOOST_TEST(!logged.has("careful"));
  worker.answer(0);
  pair.flush();
  BOOST_TEST(logged.has("axe.cpp:7: UserWarning: careful"));
  worker.callRemote<commands::AddWarning>("t.A.a", std::int64_t{1}, "UserWarning", "axe.cpp",
                                          std::int64_t{7}, "too late");
  pair.flush();
  BOOST_TEST(!logged.has("too late"));
  (void)outcomeOf(running);
}

BOOST_AUTO_TEST_CASE(a_log_line_is_written_and_flushed, *label("LW-10")) {
  struct Flushed final : std::stringbuf {
    int syncs = 0;
    int sync() override { return ++syncs, 0; }
  } buffer;
  std::ostream stream(&buffer);
  amp.setTestStream(stream);
  worker.callRemote<commands::TestWrite>("some words");
  pair.flush();
  BOOST_TEST(buffer.str() == "some words\n");
  BOOST_TEST(buffer.syncs == 1);
}

BOOST_AUTO_TEST_CASE(texts_come_in_the_command_or_as_a_stream, *label("LW-11")) {
  const auto running = run(a, reporter);
  const std::string large(200'000, 'x');
  worker.callRemote<commands::AddError>("t.A.a", std::int64_t{1}, large, "E", Texts{}, Texts{});
  dist::StreamSender streams;
  const std::string larger(3 << 20, 'y');
  const auto id = streams.send(worker, larger);
  worker.callRemote<commands::AddFailure>("t.A.a", std::int64_t{1}, "", "E", Texts{}, Texts{}, id);
  worker.answer(0);
  pair.flush();
  BOOST_TEST((reporter->errors.at(0).second.getErrorMessage() == large));
  BOOST_TEST((reporter->failures.at(0).second.getErrorMessage() == larger));
  (void)outcomeOf(running);
}

BOOST_AUTO_TEST_CASE(a_report_is_credited_to_the_run_that_it_names, *label("LW-12")) {
  const auto first = run(a, reporter);
  const auto second = run(b, reporter);
  worker.addError(1, "of b");  // while a runs
  worker.pass(0);
  worker.answer(1);
  pair.flush();
  BOOST_TEST(reporter->errors.at(0).first == b);
  BOOST_TEST(reporter->successes == 1);
  // What runs in the case's name may have another one.
  const auto third = run(a, reporter);
  amp.addSuccess("t.A.b", 3);
  BOOST_TEST(reporter->successes == 2);
  BOOST_TEST(reporter->events.back() == "addSuccess t.A.a");
  worker.answer(2);
  pair.flush();
  for (const auto& d : {first, second, third}) (void)outcomeOf(d);
}

BOOST_AUTO_TEST_CASE(a_report_for_a_run_that_never_was_is_an_error_of_the_runner, *label("LW-12")) {
  const auto running = run(a, distributed);
  worker.callRemote<commands::AddSuccess>("t.A.a", std::int64_t{7});
  worker.callRemote<commands::AddSuccess>("t.A.a", std::int64_t{-1});
  pair.flush();
  BOOST_REQUIRE(original->errors.size() == 2U);
  BOOST_TEST(original->errors[0].first->id() == "<runner>");
  BOOST_TEST(original->errors[0].second.getErrorMessage() ==
             "worker 3 reported a result for t.A.a, run 7, which it was not given");
  worker.pass(0);
  pair.flush();
  BOOST_TEST(original->successes == 1);
  BOOST_TEST(original->errors.size() == 2U);
  (void)outcomeOf(running);
}

BOOST_AUTO_TEST_CASE(a_late_report_is_logged_and_dropped, *label("LW-23")) {
  const auto running = run(a, reporter);
  worker.pass(0);
  pair.flush();
  const auto events = reporter->events;
  const auto next = run(b, reporter);
  const support::LoggedTexts logged;
  worker.addError(0, "too late");
  pair.flush();
  BOOST_TEST(reporter->errors.empty());
  BOOST_TEST(logged.has("worker 3: a result for t.A.a came when its run was over"));
  worker.pass(1);
  pair.flush();
  BOOST_TEST(reporter->successes == 2);
  (void)outcomeOf(running);
  (void)outcomeOf(next);
}

BOOST_AUTO_TEST_CASE(a_loss_is_the_error_of_the_case_that_had_begun, *label("FIX-01")) {
  const auto first = run(a, distributed);
  const auto second = run(b, distributed);
  worker.begin(0);
  worker.addSuccess(0);
  lose();
  BOOST_TEST(
      original->events ==
      (Texts{"startTest t.A.a",
             "addError t.A.a: worker 3 was lost while running t.A.a: process ended by signal "
             "11.",
             "stopTest t.A.a"}));
  BOOST_TEST(failureOf(first)->is<dist::WorkerLost>());
  const auto notBegun = failureOf(second);
  BOOST_TEST(notBegun->is<dist::NotBegun>());
  BOOST_TEST(notBegun->getErrorMessage() ==
             "t.A.b was given to worker 3 and did not begin: process ended by signal 11.");
  BOOST_TEST(distributed->running() == 0U);
  BOOST_TEST(amp.lost());
  BOOST_TEST(amp.everBegun());
}

BOOST_AUTO_TEST_CASE(a_case_given_to_a_lost_worker_does_not_begin) {
  lose();
  const support::Watched running(amp.run(a, distributed));
  BOOST_TEST(failureOf(running)->is<dist::NotBegun>());
  BOOST_TEST(original->events.empty());
  BOOST_TEST(!amp.everBegun());
}

BOOST_AUTO_TEST_CASE(a_lost_worker_after_its_last_answer_costs_nothing) {
  const auto running = run(a, distributed);
  worker.pass(0);
  lose();
  BOOST_TEST(outcomeOf(running)->index() == 0U);
  BOOST_TEST(original->errors.empty());
  BOOST_TEST(original->successes == 1);
}

BOOST_AUTO_TEST_CASE(cases_that_wait_can_be_asked_back) {
  const auto first = run(a, distributed);
  const auto second = run(b, distributed);
  const auto third = run(namedCase("t.A.c"), distributed);
  worker.begin(0);
  pair.flush();
  BOOST_TEST(amp.queued() == 2U);
  BOOST_TEST(amp.spare() == 2U);
  amp.askBack(1);
  pair.flush();
  BOOST_TEST(worker.withdrawn == (std::vector<std::int64_t>{3}));
  BOOST_TEST(amp.spare() == 1U);
  amp.askBack(100);
  pair.flush();
  BOOST_TEST(worker.withdrawn == (std::vector<std::int64_t>{3, 2}));
  // When the run ends the worker hears of all, also of the one that has begun.
  amp.askBack(std::numeric_limits<std::size_t>::max());
  pair.flush();
  BOOST_TEST(worker.withdrawn == (std::vector<std::int64_t>{3, 2, 3, 2, 1}));
  BOOST_TEST(amp.spare() == 0U);
  worker.answer(2, false);  // c comes back
  pair.flush();
  BOOST_TEST(failureOf(third)->is<dist::NotBegun>());
  worker.addSuccess(0);
  worker.answer(0);
  worker.pass(1);  // the worker was faster: b runs
  pair.flush();
  BOOST_TEST(outcomeOf(second)->index() == 0U);
  BOOST_TEST(original->successes == 2);
  BOOST_TEST(amp.queued() == 0U);
  (void)outcomeOf(first);
}

BOOST_AUTO_TEST_CASE(a_worker_that_does_not_run_a_case_unasked_costs_that_case) {
  const auto running = run(a, distributed);
  worker.answer(0, false);
  pair.flush();
  BOOST_TEST(
      original->events ==
      (Texts{"startTest t.A.a", "addError t.A.a: worker 3 did not run t.A.a", "stopTest t.A.a"}));
  BOOST_TEST(failureOf(running)->is<dist::NotRun>());
}

BOOST_AUTO_TEST_CASE(an_interrupt_in_a_worker_stops_the_result, *label("FIX-05")) {
  const auto first = run(a, distributed);
  const auto second = run(b, distributed);
  worker.begin(0);
  worker.addError(0, "", "trial.KeyboardInterrupt");
  worker.answer(0);
  worker.answer(1, false);  // the worker does not go on
  pair.flush();
  BOOST_TEST(original->shouldStop());
  BOOST_TEST(original->errors.size() == 1U);
  BOOST_TEST(failureOf(second)->is<dist::NotBegun>());
  (void)outcomeOf(first);
}

BOOST_AUTO_TEST_CASE(what_the_reporter_throws_fails_the_run) {
  original->onEvent = [](const std::string& event) {
    if (event.starts_with("addSuccess")) throw std::runtime_error("disk full");
  };
  const auto running = run(a, distributed);
  worker.pass(0);
  pair.flush();
  BOOST_TEST(failureOf(running)->getErrorMessage() == "disk full");
  BOOST_TEST(!pair.lost());
}

BOOST_AUTO_TEST_CASE(what_is_forgotten_is_not_told) {
  const auto running = run(a, distributed);
  worker.begin(0);
  pair.flush();
  amp.forget();
  worker.addSuccess(0);
  lose();
  BOOST_TEST(original->events.empty());
  BOOST_TEST(failureOf(running).has_value());
}

BOOST_AUTO_TEST_CASE(nonsense_from_the_worker_ends_the_connection, *label("FIX-26")) {
  const auto running = run(a, distributed);
  worker.begin(0);
  pair.flush();
  const support::LoggedTexts logged;
  amp.dataReceived("Hello, I am a test that prints to descriptor 4\n");
  BOOST_TEST(pair.clientTransport->disconnecting);
  BOOST_TEST(logged.errors > 0);
  lose();
  BOOST_TEST(original->errors.size() == 1U);
  BOOST_TEST(failureOf(running)->is<dist::WorkerLost>());
}

BOOST_AUTO_TEST_CASE(a_report_of_an_unknown_stream_ends_the_connection) {
  const auto running = run(a, distributed);
  const support::LoggedTexts logged;
  worker.callRemote<commands::AddSkip>("t.A.a", std::int64_t{1}, "", std::int64_t{9});
  pair.flush();
  BOOST_TEST(logged.has("no stream has the id 9"));
  BOOST_TEST(pair.lost());
  BOOST_TEST(failureOf(running).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
