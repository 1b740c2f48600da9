#include <dist/workerprotocol.hpp>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <dist/localworkeramp.hpp>
#include <dist/testing.hpp>
#include <protocols/testing.hpp>
#include <reactor/libevent.hpp>
#include <trial/loading/runfolder.hpp>

#include "support.hpp"

namespace {

namespace fs = std::filesystem;
using boost::unit_test::label;
using dist::testing::namedCase;
using reactor::Failure;
using support::failureOf;
using support::outcomeOf;
using support::Texts;

/// A worker in this process, its manager's end, and a pipe that nothing comes from.
struct InThisProcess {
  support::TemporaryFolder folder;
  fs::path folderBefore = fs::current_path();
  fs::path runFolderBefore = trial::runFolder();
  dist::LocalWorkerAMP manager;
  dist::WorkerProtocol worker{reactor::defaultReactor()};
  protocols::testing::ConnectedPair pair{manager, worker};
  std::shared_ptr<dist::testing::RecordingReporter> told =
      std::make_shared<dist::testing::RecordingReporter>();
  int commands[2] = {-1, -1};

  InThisProcess() {
    BOOST_REQUIRE(::pipe(commands) == 0);
    const auto started = manager.callRemote<dist::workercommands::Start>(
        folder.path.string(), std::string(TRIAL_TEST_MODULES));
    pair.flush();
    BOOST_TEST(std::get<0>(*outcomeOf(started)).success);
  }
  ~InThisProcess() {
    pair.lose(Failure(std::runtime_error("over")));
    ::close(commands[0]);
    if (commands[1] >= 0) ::close(commands[1]);
    fs::current_path(folderBefore);
    trial::setRunFolder(runFolderBefore);
  }

  auto ask(const std::string& id) {
    const support::Watched running(manager.run(namedCase(id), told));
    pair.flush();
    return running;
  }
  /// Works as long as there is work; false if the manager went away.
  bool work() {
    bool going = true;
    while (worker.hasWork() && going) {
      going = worker.work(commands[0]);
      pair.flush();
    }
    return going;
  }
};

const std::string outcomes = "test_outcomes.OutcomeTests.";
const std::string program = TRIAL_TEST_PROGRAMS "/boost_outcomes";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(WorkerProtocolTests, InThisProcess)

BOOST_AUTO_TEST_CASE(start_changes_the_folder, *label("WP-05")) {
  BOOST_TEST(fs::equivalent(fs::current_path(), folder.path));
  BOOST_TEST(trial::runFolder() == fs::path(TRIAL_TEST_MODULES));
}

BOOST_AUTO_TEST_CASE(start_in_a_folder_that_is_not_there_fails, *label("FIX-08")) {
  const support::LoggedTexts logged;
  const auto started = manager.callRemote<dist::workercommands::Start>("/no/such/folder");
  pair.flush();
  BOOST_TEST(failureOf(started).has_value());
}

BOOST_AUTO_TEST_CASE(a_case_is_loaded_run_reported_and_answered, *label("WP-06")) {
  const auto running = ask(outcomes + "test_a_success");
  BOOST_TEST(worker.hasWork());
  BOOST_TEST(!running.called());
  BOOST_TEST(work());
  BOOST_TEST(told->events == (Texts{"startTest " + outcomes + "test_a_success",
                                    "addSuccess " + outcomes + "test_a_success",
                                    "stopTest " + outcomes + "test_a_success"}));
  const auto answer = std::get<0>(*outcomeOf(running));
  BOOST_TEST(answer.success);
  BOOST_TEST(answer.duration.value() >= 0);
}

BOOST_AUTO_TEST_CASE(a_case_that_fails_is_answered_with_success, *label("WP-06")) {
  const auto running = ask(outcomes + "test_b_failure");
  (void)work();
  BOOST_TEST(told->failures.size() == 1U);
  BOOST_TEST(std::get<0>(*outcomeOf(running)).success);
}

BOOST_AUTO_TEST_CASE(every_outcome_comes_as_what_it_is) {
  std::vector<support::Watched<dist::workercommands::Run::Response>> all;
  for (const char* name : {"test_a_success", "test_b_failure", "test_c_error", "test_d_skip",
                           "test_e_todo", "test_f_surprise", "test_g_deferred"}) {
    all.push_back(ask(outcomes + name));
  }
  (void)work();
  BOOST_TEST(told->successes == 1);
  BOOST_TEST(told->failures.size() == 1U);
  BOOST_REQUIRE(told->errors.size() == 2U);
  BOOST_TEST(told->errors[0].second.type() == "std.runtime_error");
  BOOST_TEST(told->errors[0].second.getErrorMessage() == "boom in test");
  BOOST_TEST(told->skips.at(0).second == "not today");
  BOOST_TEST(std::get<2>(told->expectedFailures.at(0)).reason == "not written yet");
  BOOST_TEST(told->unexpectedSuccesses.at(0).second.reason == "thought to be broken");
  for (const auto& one : all) BOOST_TEST(std::get<0>(*outcomeOf(one)).success);
}

BOOST_AUTO_TEST_CASE(a_name_that_cannot_be_loaded_is_an_error_under_that_name,
                     *label("WP-07") * label("FIX-29")) {
  for (const std::string name : {"test_nothing.A.b", "test_outcomes.OutcomeTests.test_no",
                                 TRIAL_TEST_PROGRAMS "/no_such_program::case"}) {
    const auto running = ask(name);
    (void)work();
    BOOST_TEST(told->errors.back().first->id() == name);
    BOOST_TEST(std::get<0>(*outcomeOf(running)).success);
  }
  BOOST_TEST(told->errors.size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_class_or_a_module_runs_whole_in_the_name_of_one_case, *label("WP-08")) {
  for (const std::string name : {"test_outcomes.OutcomeTests", "test_outcomes"}) {
    const auto before = told->events.size();
    const auto running = ask(name);
    (void)work();
    BOOST_TEST(told->events.at(before) == "startTest " + name);
    BOOST_TEST(told->events.back() == "stopTest " + name);
    BOOST_TEST(std::get<0>(*outcomeOf(running)).success);
  }
  BOOST_TEST(told->testsRun() == 2);
  BOOST_TEST(told->successes == 2);
  BOOST_TEST(told->failures.size() == 2U);
  BOOST_TEST(told->errors.size() == 4U);
  BOOST_TEST(told->skips.size() == 2U);
  BOOST_TEST(told->errors[0].first->id() == "test_outcomes.OutcomeTests");
}

BOOST_AUTO_TEST_CASE(a_failure_costs_one_message_and_no_answer, *label("FIX-23")) {
  const auto running = ask(outcomes + "test_b_failure");
  BOOST_TEST(worker.work(commands[0]));
  worker.flush();
  const auto sent = support::messagesIn(pair.serverTransport->written);
  // It begins, the first one of a worker once more with its own limit; it fails, it is over.
  BOOST_REQUIRE(sent.size() == 4U);
  BOOST_TEST(sent[0].find("\"Started\"") != std::string::npos, sent[0]);
  BOOST_TEST(sent[1].find("\"Started\"") != std::string::npos, sent[1]);
  BOOST_TEST(sent[2].find("\"AddFailure\"") != std::string::npos, sent[2]);
  BOOST_TEST(sent[2].find("\"_ask\"") == std::string::npos, sent[2]);
  BOOST_TEST(sent[3].find("\"_answer\"") != std::string::npos, sent[3]);
  pair.flush();
  BOOST_TEST(pair.clientTransport->written.empty());
  BOOST_TEST(told->failures.size() == 1U);
  (void)outcomeOf(running);
}

BOOST_AUTO_TEST_CASE(a_short_limit_is_not_for_the_module_of_the_next_case, *label("FIX-25")) {
  const auto first = ask("test_blocks.ShortTests.test_short");
  const auto second = ask("test_blocks.ShortTests.test_next");
  BOOST_TEST(worker.work(commands[0]));
  worker.flush();
  const auto limits = [this] {
    Texts started;
    for (const auto& message : support::messagesIn(pair.serverTransport->written)) {
      if (message.find("\"Started\"") != std::string::npos) started.push_back(message);
    }
    return started;
  };
  BOOST_TEST(limits().back().find("0.5") != std::string::npos, limits().back());
  pair.flush();
  BOOST_TEST(worker.work(commands[0]));
  worker.flush();
  BOOST_REQUIRE(!limits().empty());
  BOOST_TEST(limits().front().find("120") != std::string::npos, limits().front());
  pair.flush();
  BOOST_TEST(told->successes == 2);
  (void)outcomeOf(first);
  (void)outcomeOf(second);
}

BOOST_AUTO_TEST_CASE(where_a_case_goes_the_next_does_not_start, *label("WP-19")) {
  const auto running = ask("test_worker.WorkerTests.test_changes_folder");
  (void)work();
  BOOST_TEST(told->successes == 1);
  BOOST_TEST(fs::equivalent(fs::current_path(), folder.path));
  (void)outcomeOf(running);
}

BOOST_AUTO_TEST_CASE(a_case_that_waits_can_be_taken_back) {
  const auto first = ask(outcomes + "test_a_success");
  const auto second = ask(outcomes + "test_d_skip");
  manager.askBack(1);
  manager.callRemote<dist::workercommands::Withdraw>(std::int64_t{77}, false);  // unknown: ignored
  pair.flush();
  BOOST_TEST(failureOf(second)->is<dist::NotBegun>());
  (void)work();
  manager.callRemote<dist::workercommands::Withdraw>(std::int64_t{1}, false);  // over: ignored
  pair.flush();
  BOOST_TEST(told->successes == 1);
  BOOST_TEST(told->skips.empty());
  (void)outcomeOf(first);
}

BOOST_AUTO_TEST_CASE(after_an_interrupt_nothing_runs, *label("FIX-05")) {
  const auto first = ask("test_worker.InterruptTests.test_2_interrupts");
  const auto second = ask("test_worker.InterruptTests.test_3_passes");
  (void)work();
  BOOST_TEST(told->errors.size() == 1U);
  BOOST_TEST(told->shouldStop());
  BOOST_TEST(told->successes == 0);
  BOOST_TEST(failureOf(second)->is<dist::NotBegun>());
  (void)outcomeOf(first);
}

BOOST_AUTO_TEST_CASE(cases_of_a_program_run_in_one_batch) {
  const auto first = ask(program + "::passes");
  const auto second = ask(program + "::checks_nothing");
  const auto third = ask(outcomes + "test_a_success");
  BOOST_TEST(worker.work(commands[0]));
  pair.flush();
  BOOST_TEST(told->successes == 2);
  BOOST_TEST(worker.hasWork());  // the native one
  (void)work();
  BOOST_TEST(told->successes == 3);
  const auto overheadOf = [](const auto& one) { return std::get<0>(*outcomeOf(one)).overhead; };
  BOOST_TEST(!overheadOf(first));
  BOOST_TEST(overheadOf(second).value() > 0);  // the whole batch's
  BOOST_TEST(!overheadOf(third));
}

BOOST_AUTO_TEST_CASE(a_case_of_a_program_that_never_begins_is_reported_and_answered,
                     *label("WP-06")) {
  const auto first = ask(TRIAL_TEST_PROGRAMS "/boost_fixtures::DiesAtStart/first");
  const auto second = ask(TRIAL_TEST_PROGRAMS "/boost_fixtures::between");
  (void)work();
  BOOST_TEST(told->errors.size() == 1U);
  BOOST_TEST(told->successes == 1);
  // A start that failed says nothing of what starts cost.
  for (const auto& one : {first, second}) {
    const auto answer = std::get<0>(*outcomeOf(one));
    BOOST_TEST(answer.success);
    BOOST_TEST(!answer.overhead);
  }
}

BOOST_AUTO_TEST_CASE(a_batch_that_is_taken_back_ends_behind_the_case_that_is_running) {
  const std::string crash = TRIAL_TEST_PROGRAMS "/boost_crash::Crash/";
  const auto first = ask(crash + "a0");
  const auto second = ask(crash + "a1");
  const auto third = ask(crash + "a2");
  manager.askBack(2);  // comes when the batch is under way
  (void)reactor::defaultReactor().callLater(0, [this] { pair.flush(); });
  (void)work();
  BOOST_TEST(std::get<0>(*outcomeOf(first)).success);
  BOOST_TEST(failureOf(second)->is<dist::NotBegun>());
  BOOST_TEST(failureOf(third)->is<dist::NotBegun>());
}

BOOST_AUTO_TEST_CASE(a_case_that_is_asked_for_twice_runs_twice, *label("FIX-11")) {
  const auto first = ask(program + "::passes");
  const auto second = ask(program + "::passes");
  (void)work();
  BOOST_TEST(told->successes == 2);
  (void)outcomeOf(first);
  (void)outcomeOf(second);
}

BOOST_AUTO_TEST_CASE(a_manager_that_goes_while_a_program_runs_ends_the_work, *label("WP-18")) {
  const auto running = ask(TRIAL_TEST_PROGRAMS "/boost_hangs::for_ever");
  ::close(std::exchange(commands[1], -1));
  BOOST_TEST(!worker.work(commands[0]));
  BOOST_TEST(!running.called());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ForcedWorkerProtocolTests)

BOOST_AUTO_TEST_CASE(an_error_that_is_logged_outside_of_the_test_is_its_error, *label("WP-12")) {
  const auto folder = fs::current_path();
  const auto runFolder = trial::runFolder();
  dist::LocalWorkerAMP manager;
  dist::WorkerProtocol worker(true);  // makes the calls that are ready when the test is over
  protocols::testing::ConnectedPair pair(manager, worker);
  const auto told = std::make_shared<dist::testing::RecordingReporter>();
  (void)worker.start(TRIAL_TEST_MODULES);
  const auto test = namedCase("test_inworker.SynchronousTests.test_logs_an_error_later");
  const support::Watched running(manager.run(test, told));
  pair.flush();
  BOOST_TEST(worker.work(-1));
  pair.flush();
  BOOST_TEST(told->successes == 1);
  BOOST_REQUIRE(told->errors.size() == 1U);
  BOOST_TEST(told->errors[0].first == test);
  BOOST_TEST(told->errors[0].second.getErrorMessage() == "afterwards");
  BOOST_TEST(running.called());
  fs::current_path(folder);
  trial::setRunFolder(runFolder);
}

BOOST_AUTO_TEST_SUITE_END()
