// When a worker is ended because its case is overdue, or because it does not answer.
#include <dist/manager/workerwatch.hpp>

#include <csignal>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <dist/localworker.hpp>
#include <dist/testing.hpp>
#include <dist/workerlaunch.hpp>
#include <dist/workerpool.hpp>
#include <reactor/error.hpp>
#include <reactor/libevent.hpp>
#include <reactor/testing.hpp>

#include "support.hpp"

namespace {

using boost::unit_test::label;
using dist::testing::namedCase;
using reactor::Deferred;
using support::failureOf;
using support::Texts;
using Running = support::Watched<dist::workercommands::Run::Response>;

/// A worker in a fake process that is looked at once a second. Its cases begin, say what limit they
/// have, and do not end.
struct WatchFixture {
  support::TemporaryFolder folder;
  reactor::MemoryReactor reactor;
  dist::testing::FakeWorkers fakes{reactor};
  std::map<pid_t, double> delays;
  bool stopped = false;
  std::optional<double> limit = 5;
  std::vector<Deferred<std::string>> taking;
  dist::WorkerLimits limits{.every = 1,
                            .silence = 30,
                            .delays = [this](pid_t) { return delays; },
                            .stopped = [this](pid_t) { return stopped; },
                            .stacks =
                                [this](pid_t) {
                                  taking.emplace_back();
                                  return taking.back();
                                }};
  std::shared_ptr<dist::LocalWorkerAMP> amp = std::make_shared<dist::LocalWorkerAMP>();
  std::shared_ptr<dist::LocalWorker> worker =
      std::make_shared<dist::LocalWorker>(amp, folder.path / "0", nullptr);
  std::shared_ptr<dist::testing::RecordingReporter> result =
      std::make_shared<dist::testing::RecordingReporter>();
  std::shared_ptr<dist::WorkerWatch> watch =
      std::make_shared<dist::WorkerWatch>(reactor, limits, 5, worker);

  WatchFixture() {
    worker->endDeferred.addErrback([](const reactor::Failure&) {});
    fakes.onRun = [this](dist::testing::FakeWorker& fake, std::size_t index) {
      if (limit) fake.worker.begin(index, limit);
    };
    reactor.spawnProcess(worker, "/worker", {"/worker"}, std::nullopt, std::nullopt, std::nullopt,
                         std::nullopt, false, {{0, 'w'}, {1, 'r'}, {2, 'r'}, {3, 'w'}, {4, 'r'}});
    settle();
  }
  ~WatchFixture() {
    worker->signal("KILL");
    settle();
  }
  [[nodiscard]] reactor::FakeProcess& process() { return *reactor.spawned().at(0); }
  [[nodiscard]] dist::testing::ScriptedWorker& scripted() { return fakes.workers.at(0)->worker; }
  void settle() {
    for (bool any = true; any;) {
      any = fakes.pump();
      for (const auto& one : std::vector(reactor.spawned())) any = one->turn() || any;
    }
  }
  Running run(const std::string& id) { return Running(amp->run(namedCase(id), result)); }
  /// Looks until stacks are taken; after how many seconds, or -1 if not within two hundred.
  int secondsUntilStacks() {
    const auto before = taking.size();
    for (int second = 0; second < 200; ++second) {
      settle();
      watch->look();
      if (taking.size() > before) return second;
      reactor.advance(1);
    }
    return -1;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(WorkerWatchTests, WatchFixture)

BOOST_AUTO_TEST_CASE(an_overdue_case_gets_an_error_with_its_limit_and_the_stacks,
                     *label("FIX-25")) {
  const auto running = run("t.a");
  // The worker's own error, of a test that waits, has a second to come first.
  BOOST_TEST(secondsUntilStacks() == 6);
  BOOST_TEST(process().signals().empty());
  process().childData(2, "looping\n");
  const auto pid = std::to_string(process().pid().value());
  taking[0].callback("The stacks of its threads, from gdb:\n#0 loop");
  BOOST_TEST(process().signals() == std::vector<int>{SIGTERM});
  settle();
  const auto failure = failureOf(running).value();
  BOOST_TEST(failure.is<dist::WorkerTimedOut>());
  BOOST_TEST(failure.is<dist::WorkerLost>(), "so it is replaced");
  const std::string text =
      "worker 0 (pid " + pid +
      ") was ended while running t.a: its time limit of 5 s was over.\n"
      "The stacks of its threads, from gdb:\n#0 loop\n"
      "A process has ended with a probable error condition: process ended by signal 15.\n"
      "The last that it wrote to stderr:\nlooping";
  BOOST_TEST(failure.getErrorMessage() == text);
  BOOST_TEST(result->events == (Texts{"startTest t.a", "addError t.a: " + text, "stopTest t.a"}));
}

BOOST_AUTO_TEST_CASE(one_that_does_not_obey_is_killed_after_the_grace, *label("FIX-25")) {
  fakes.obedient = false;
  const auto running = run("t.a");
  BOOST_TEST(secondsUntilStacks() == 6);
  taking[0].callback("");
  reactor.advance(4.9);
  settle();
  BOOST_TEST(!running.called());
  reactor.advance(0.2);
  BOOST_TEST(process().signals() == (std::vector<int>{SIGTERM, SIGKILL}));
  settle();
  BOOST_TEST(failureOf(running).has_value());
}

BOOST_AUTO_TEST_CASE(cases_behind_it_have_not_begun) {
  const auto running = run("t.a");
  const auto next = run("t.b");
  BOOST_TEST(secondsUntilStacks() == 6);
  taking[0].callback("");
  // It says so with its last breath, and is not heard.
  scripted().answer(0);
  scripted().begin(1);
  fakes.obedient = false;
  settle();
  process().endBySignal(SIGKILL);
  settle();
  BOOST_TEST(failureOf(running)->is<dist::WorkerTimedOut>());
  BOOST_TEST(failureOf(next)->is<dist::NotBegun>());
}

BOOST_AUTO_TEST_CASE(a_case_that_ends_while_its_stacks_are_taken_has_its_own_result) {
  const auto running = run("t.a");
  BOOST_TEST(secondsUntilStacks() == 6);
  scripted().addSuccess(0);
  scripted().answer(0);
  settle();
  const auto next = run("t.b");
  settle();
  taking[0].callback("");
  BOOST_TEST(process().signals().empty());
  BOOST_TEST(running.outcome()->index() == 0U);
  BOOST_TEST(secondsUntilStacks() == 6, "the next one has a limit, too");
}

BOOST_AUTO_TEST_CASE(a_stage_that_begins_has_its_own_time, *label("TC-21")) {
  const auto running = run("t.a");
  settle();
  for (int stage = 0; stage < 3; ++stage) {
    for (int second = 0; second < 5; ++second) {
      watch->look();
      reactor.advance(1);
    }
    scripted().begin(0, 5);
    settle();
  }
  BOOST_TEST(taking.empty());
  BOOST_TEST(secondsUntilStacks() == 6);
}

BOOST_AUTO_TEST_CASE(time_without_a_processor_does_not_count, *label("FIX-25")) {
  delays = {{1, 0}};
  const auto running = run("t.a");
  settle();
  int seconds = 0;
  for (; taking.empty() && seconds < 100; ++seconds) {
    watch->look();
    reactor.advance(1);
    delays[1] += 0.5;
  }
  BOOST_TEST(seconds == 13);
}

BOOST_AUTO_TEST_CASE(a_worker_that_begins_nothing_is_ended, *label("FIX-25")) {
  reactor.advance(1);
  const auto running = Running(amp->run(namedCase("t.a"), result));  // and is not moved on
  for (int second = 0; second < 30; ++second) {
    watch->look();
    BOOST_TEST(taking.empty());
    reactor.advance(1);
  }
  watch->look();
  BOOST_REQUIRE(taking.size() == 1U);
  taking[0].callback("");
  BOOST_TEST(process().signals() == std::vector<int>{SIGTERM});
  process().endBySignal(SIGTERM);
  const auto failure = failureOf(running).value();
  BOOST_TEST(failure.is<dist::NotBegun>());
  BOOST_TEST(failure.getErrorMessage() ==
             "t.a was given to worker 0 and did not begin: it did not answer for 30 s.\n");
  BOOST_TEST(result->events == (Texts{"startTest t.a", "stopTest t.a"}));
}

BOOST_AUTO_TEST_CASE(a_case_without_a_limit_may_take_its_time_unless_it_is_stopped,
                     *label("FIX-25")) {
  limit.reset();
  const auto running = run("t.a");
  BOOST_TEST(secondsUntilStacks() == -1);
  stopped = true;
  watch->look();
  BOOST_REQUIRE(taking.size() == 1U);
  taking[0].callback("");
  settle();
  BOOST_TEST(failureOf(running)->getErrorMessage().find(
                 "was ended while running t.a: it was stopped by a signal and did not answer for "
                 "30 s.\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_program_may_take_its_time_before_its_first_case) {
  const auto running = Running(amp->run(namedCase("prog::a"), result));
  for (int second = 0; second < 100; ++second) {
    watch->look();
    reactor.advance(1);
  }
  BOOST_TEST(taking.empty());
}

BOOST_AUTO_TEST_CASE(one_without_cases_need_not_answer) {
  BOOST_TEST(secondsUntilStacks() == -1);
  limit = 5;
  const auto running = run("t.a");
  BOOST_TEST(secondsUntilStacks() == 6, "its silence from before does not count");
}

BOOST_AUTO_TEST_CASE(it_may_go_while_stacks_are_taken) {
  const auto running = run("t.a");
  BOOST_TEST(secondsUntilStacks() == 6);
  watch.reset();
  BOOST_TEST(taking[0].called(), "they are not wanted any more");
  BOOST_TEST(process().signals().empty());
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// A pool of one fake worker.
struct LimitedPool : WatchFixture {
  std::vector<std::shared_ptr<dist::IWorker>> given;
  std::vector<Deferred<void>> answers;
  dist::WorkerPool pool{reactor,
                        [this](const std::vector<int>&, const dist::WorkerPool::Made& made) {
                          if (worker->isRunning()) return made(0, worker);
                          amp = std::make_shared<dist::LocalWorkerAMP>();
                          made(0, std::make_shared<dist::LocalWorker>(amp, folder.path, nullptr));
                        },
                        5, limits};
  Deferred<void> start() {
    pool.start(1);
    return pool.run([this](const std::shared_ptr<dist::IWorker>& one) {
      given.push_back(one);
      answers.emplace_back();
      return answers.back();
    });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(LimitedPoolTests, LimitedPool)

BOOST_AUTO_TEST_CASE(a_pool_looks_once_a_second_and_replaces_who_was_ended, *label("FIX-25")) {
  const support::Watched over(start());
  const auto running = run("t.a");
  for (int second = 0; second < 8; ++second) {
    settle();
    reactor.advance(1);
  }
  BOOST_REQUIRE(taking.size() == 1U);
  taking[0].callback("");
  settle();
  answers[0].errback(*failureOf(running));
  BOOST_TEST(given.size() == 2U);
  answers[1].callback();
  BOOST_TEST(over.called());
  BOOST_TEST(reactor.getDelayedCalls().empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(StoppedWorkerTests)

BOOST_AUTO_TEST_CASE(a_real_worker_that_is_stopped_between_cases_is_ended,
                     *label("FIX-25") * boost::unit_test::timeout(120)) {
  const support::TemporaryFolder folder;
  reactor::LibeventReactor loop;
  const auto amp = std::make_shared<dist::LocalWorkerAMP>();
  const auto worker = std::make_shared<dist::LocalWorker>(amp, folder.path / "0", nullptr);
  dist::WorkerLaunch::ofProgram(TRIAL_DIST_PROGRAM, {})
      .start([&loop](auto&&... arguments) { return loop.spawnProcess(arguments...); }, worker);
  BOOST_REQUIRE(worker->pid().has_value());
  BOOST_REQUIRE(::kill(*worker->pid(), SIGSTOP) == 0);
  const auto result = std::make_shared<dist::testing::RecordingReporter>();
  const Running running(amp->run(namedCase("test_alpha.none"), result));
  const support::Watched ended(worker->ended());
  const dist::WorkerLimits limits{.every = 0.05, .silence = 0.3};
  const auto watch = std::make_shared<dist::WorkerWatch>(loop, limits, 0.2, worker);
  while (!ended.called()) {
    watch->look();
    loop.iterate(0.05);
  }
  BOOST_TEST(failureOf(running)->is<dist::NotBegun>());
  const auto end = failureOf(ended).value();
  BOOST_TEST(end.as<reactor::ProcessTerminated>()->signal.value() == SIGKILL,
             "a stopped process does not act on TERM");
}

BOOST_AUTO_TEST_SUITE_END()
