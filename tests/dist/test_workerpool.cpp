#include <dist/workerpool.hpp>

#include <csignal>
#include <memory>
#include <optional>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include <dist/localworker.hpp>
#include <dist/testing.hpp>
#include <reactor/error.hpp>
#include <reactor/testing.hpp>

#include "support.hpp"

namespace {

using boost::unit_test::label;
using dist::testing::namedCase;
using reactor::Deferred;
using reactor::Failure;
using support::failureOf;
using support::outcomeOf;
using support::Texts;

/// A pool of two workers in fake processes.
struct PoolFixture {
  support::TemporaryFolder folder;
  reactor::MemoryReactor reactor;
  dist::testing::FakeWorkers fakes{reactor};
  int started = 0;
  std::optional<std::string> refusal;
  dist::WorkerPool pool{
      reactor,
      [this](const std::vector<int>& numbers, const dist::WorkerPool::Made& made) {
        for (const int number : numbers) made(number, start(number));
      },
      5};
  std::vector<std::shared_ptr<dist::LocalWorkerAMP>> given;
  std::vector<Deferred<void>> answers;
  dist::WorkerAction action = [this](std::shared_ptr<dist::IWorker> worker) {
    given.push_back(std::dynamic_pointer_cast<dist::LocalWorkerAMP>(worker));
    answers.emplace_back();
    return answers.back();
  };

  PoolFixture() {
    pool.start(2);
    settle();
  }
  ~PoolFixture() { pool.kill(); }
  std::shared_ptr<dist::LocalWorker> start(int number) {
    if (refusal) throw std::runtime_error(*refusal);
    ++started;
    const auto amp = std::make_shared<dist::LocalWorkerAMP>();
    amp->setNumber(number);
    auto worker =
        std::make_shared<dist::LocalWorker>(amp, folder.path / std::to_string(number), nullptr);
    reactor.spawnProcess(worker, "/worker", {"/worker"}, std::nullopt, std::nullopt, std::nullopt,
                         std::nullopt, false, {{0, 'w'}, {1, 'r'}, {2, 'r'}, {3, 'w'}, {4, 'r'}});
    return worker;
  }
  [[nodiscard]] reactor::FakeProcess& process(std::size_t index) {
    return *reactor.spawned().at(index);
  }
  void settle() {
    for (bool any = true; any;) {
      any = fakes.pump();
      for (const auto& one : std::vector(reactor.spawned())) any = one->turn() || any;
    }
  }
  /// Loses a worker while a case runs, or before one began, and returns the case's failure.
  Failure lossOf(std::size_t index, bool begun = true) {
    const auto amp = given.at(index);
    const support::Watched running(
        amp->run(namedCase("t.a"), std::make_shared<dist::testing::RecordingReporter>()));
    if (begun) amp->started(1);
    for (auto& worker : fakes.workers) {
      if (worker->process->isOver() || !isOf(*worker, amp)) continue;
      worker->process->endBySignal(SIGSEGV);
      break;
    }
    return *failureOf(running);
  }
  static bool isOf(const dist::testing::FakeWorker& fake,
                   const std::shared_ptr<dist::LocalWorkerAMP>& amp) {
    const auto worker = std::dynamic_pointer_cast<dist::LocalWorker>(fake.process->call().protocol);
    return worker != nullptr && worker->amp() == amp;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(WorkerPoolTests, PoolFixture)

BOOST_AUTO_TEST_CASE(the_action_is_done_with_all_workers_at_once, *label("POOL-05")) {
  std::optional<reactor::Result<void>> result;
  pool.run(action).addBoth([&](reactor::Result<void> r) { result = r; });
  BOOST_TEST(given.size() == 2U);
  BOOST_TEST(given[0] != given[1]);
  answers[1].callback();
  BOOST_TEST(!result.has_value());
  answers[0].callback();
  BOOST_REQUIRE(result.has_value());
  BOOST_TEST(result->index() == 0U);
}

BOOST_AUTO_TEST_CASE(the_first_failure_fails_it_when_all_are_done, *label("POOL-05")) {
  std::optional<reactor::Result<void>> result;
  int told = 0;
  pool.run(action, {.failed = [&] { ++told; }}).addBoth([&](reactor::Result<void> r) {
    result = r;
  });
  answers[1].errback(std::runtime_error("first"));
  BOOST_TEST(told == 1);
  BOOST_TEST(!result.has_value());
  answers[0].errback(std::runtime_error("second"));
  BOOST_TEST(told == 1);
  BOOST_TEST(std::get<1>(result.value()).getErrorMessage() == "first");
}

BOOST_AUTO_TEST_CASE(a_lost_worker_is_replaced_and_keeps_its_number,
                     *label("FIX-01") * label("DR-29")) {
  const support::LoggedTexts logged;
  const auto running = pool.run(action);
  const auto loss = lossOf(0);
  answers[0].errback(loss);
  BOOST_TEST(started == 3);
  BOOST_REQUIRE(given.size() == 3U);
  BOOST_TEST(given[2]->number() == 0);
  BOOST_TEST(given[2] != given[0]);
  BOOST_TEST(logged.has("worker 0 is replaced: worker 0 (pid "));
  answers[1].callback();
  answers[2].callback();
  BOOST_TEST(outcomeOf(running)->index() == 0U);
}

BOOST_AUTO_TEST_CASE(one_that_never_begins_a_case_is_given_up, *label("FIX-01")) {
  const auto running = pool.run(action);
  answers[1].callback();
  for (const std::size_t attempt : {0U, 2U, 3U}) {
    settle();
    answers[attempt].errback(lossOf(attempt, false));
  }
  BOOST_TEST(started == 4);
  const auto failure = failureOf(running);
  BOOST_REQUIRE(failure.has_value());
  BOOST_TEST(failure->is<dist::WorkerUnusable>());
  BOOST_TEST(failure->getErrorMessage().find("process ended by signal 11") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(why_a_worker_could_not_start_is_said, *label("FIX-08")) {
  const support::LoggedTexts logged;
  const auto running = pool.run(action);
  answers[1].callback();
  for (const std::size_t attempt : {0U, 2U, 3U}) {
    for (auto& one : fakes.workers) one->worker.refusal = "no";
    const auto amp = given[attempt];
    const support::Watched lost(
        amp->run(namedCase("t.a"), std::make_shared<dist::testing::RecordingReporter>()));
    if (attempt == 0) {
      for (auto& one : fakes.workers) {
        if (isOf(*one, amp)) one->process->end(1);
      }
    }
    settle();
    answers[attempt].errback(*failureOf(lost));
  }
  const auto failure = failureOf(running);
  BOOST_TEST(failure->is<dist::WorkerUnusable>());
  BOOST_TEST(failure->getErrorMessage().find("Unknown Error") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_begun_case_starts_the_count_again, *label("FIX-01")) {
  const auto running = pool.run(action);
  answers[1].callback();
  std::size_t current = 0;
  for (const bool begun : {false, false, true, false, false}) {
    settle();
    const auto loss = lossOf(current, begun);
    const auto next = given.size();
    answers[current].errback(loss);
    current = next;
  }
  settle();
  answers[current].callback();
  BOOST_TEST(outcomeOf(running)->index() == 0U);
  BOOST_TEST(started == 7);
}

BOOST_AUTO_TEST_CASE(a_replacement_that_cannot_be_started_fails_the_run) {
  const auto running = pool.run(action);
  answers[1].callback();
  const auto loss = lossOf(0);
  refusal = "no more processes";
  answers[0].errback(loss);
  BOOST_TEST(failureOf(running)->getErrorMessage() == "no more processes");
  BOOST_TEST(outcomeOf(pool.join()).has_value() == false);
  settle();
}

BOOST_AUTO_TEST_CASE(the_others_go_on_without_one_that_cannot_be_replaced) {
  const support::LoggedTexts logged;
  int failed = 0;
  const support::Watched running(pool.run(action, {.failed = [&] { ++failed; }}));
  const auto loss = lossOf(0);
  refusal = "no more processes";
  answers[0].errback(loss);
  BOOST_TEST(!running.called());
  BOOST_TEST(failed == 0);
  BOOST_TEST(logged.has("WorkerWarning: the run goes on without worker 0: no more processes"));
  answers[1].callback();
  BOOST_TEST(running.outcome()->index() == 0U);
}

BOOST_AUTO_TEST_CASE(the_last_one_that_cannot_be_replaced_ends_the_run) {
  const support::LoggedTexts logged;
  int failed = 0;
  const support::Watched running(pool.run(action, {.failed = [&] { ++failed; }}));
  const auto first = lossOf(0);
  const auto second = lossOf(1);
  refusal = "no more processes";
  answers[0].errback(first);
  answers[1].errback(second);
  BOOST_TEST(failed == 1);
  BOOST_TEST(failureOf(running)->getErrorMessage() == "no more processes");
}

BOOST_AUTO_TEST_CASE(join_asks_all_to_exit_and_waits, *label("POOL-06")) {
  fakes.obedient = false;
  std::optional<reactor::Result<void>> result;
  pool.join().addBoth([&](reactor::Result<void> r) { result = r; });
  BOOST_TEST(process(0).isClosed(3));
  BOOST_TEST(process(1).isClosed(3));
  process(0).end(0);
  BOOST_TEST(!result.has_value());
  process(1).end(0);
  BOOST_TEST(result.has_value());
  BOOST_TEST(reactor.getDelayedCalls().empty());
}

BOOST_AUTO_TEST_CASE(join_logs_who_did_not_end_well, *label("POOL-06")) {
  const support::LoggedTexts logged;
  std::vector<int> failed;
  const auto joined =
      pool.join([&failed](int worker, const reactor::Failure& reason, const dist::WorkerTraces&) {
        failed.push_back(worker);
        BOOST_TEST(reason.is<reactor::ProcessTerminated>());
      });
  process(0).end(0);
  process(1).end(3);
  BOOST_TEST(failed == std::vector<int>{1});
  BOOST_TEST(logged.errors == 1);
  BOOST_TEST(logged.has("joining disttrial worker #1 failed"));
  BOOST_TEST(outcomeOf(joined)->index() == 0U);
}

BOOST_AUTO_TEST_CASE(join_ends_workers_that_do_not_exit, *label("POOL-09")) {
  fakes.obedient = false;
  const support::LoggedTexts logged;
  const auto pid = process(0).pid();
  std::vector<dist::WorkerTraces> failed;
  const auto joined =
      pool.join([&failed](int, const reactor::Failure&, const dist::WorkerTraces& traces) {
        failed.push_back(traces);
      });
  settle();
  reactor.advance(4.9);
  BOOST_TEST(process(0).signals().empty());
  reactor.advance(0.2);
  BOOST_TEST(process(0).signals() == std::vector<int>{SIGTERM});
  reactor.advance(5);
  BOOST_TEST(process(0).signals() == (std::vector<int>{SIGTERM, SIGKILL}));
  settle();
  BOOST_TEST(outcomeOf(joined)->index() == 0U);
  BOOST_TEST(logged.has("joining disttrial worker #0 failed"));
  BOOST_TEST(logged.has("joining disttrial worker #1 failed"));
  BOOST_TEST_REQUIRE(failed.size() == 2U);
  BOOST_CHECK(failed[0].pid == pid);
  BOOST_TEST(failed[0].endedBecause == "it was asked to end and had not ended 5 s later");
}

BOOST_AUTO_TEST_CASE(a_worker_that_has_ended_is_joined_and_its_end_logged) {
  process(0).end(1);
  const support::LoggedTexts logged;
  std::vector<int> failed;
  const auto joined = pool.join([&failed](int worker, const reactor::Failure&,
                                          const dist::WorkerTraces&) { failed.push_back(worker); });
  settle();
  BOOST_TEST(outcomeOf(joined)->index() == 0U);
  BOOST_TEST(logged.errors == 1);
  BOOST_TEST(failed == std::vector<int>{0});
  BOOST_TEST(logged.has("worker #0 ended before it was told to"));
}

BOOST_AUTO_TEST_CASE(after_an_interrupt_nobody_is_replaced_and_the_grace_counts, *label("FIX-07")) {
  fakes.obedient = false;
  const auto running = pool.run(action);
  pool.interrupt();
  pool.interrupt();
  answers[0].errback(lossOf(0));
  BOOST_TEST(started == 2);
  reactor.advance(5.1);
  BOOST_TEST(process(1).signals() == std::vector<int>{SIGTERM});
  reactor.advance(5);
  BOOST_TEST(process(1).signals() == (std::vector<int>{SIGTERM, SIGKILL}));
  answers[1].callback();
  BOOST_TEST(outcomeOf(running)->index() == 0U);
  settle();
}

BOOST_AUTO_TEST_CASE(an_interrupt_while_workers_end_gives_them_no_new_grace, *label("FIX-07")) {
  fakes.obedient = false;
  const auto joined = pool.join();
  reactor.advance(3);
  pool.interrupt();
  reactor.advance(2.1);
  BOOST_TEST(process(0).signals() == std::vector<int>{SIGTERM});
  reactor.advance(5);
  settle();
  BOOST_TEST(outcomeOf(joined)->index() == 0U);
}

BOOST_AUTO_TEST_CASE(all_can_be_ended_at_once, *label("FIX-07")) {
  fakes.obedient = false;
  int cutOff = 0;
  const auto running = pool.run(action, {.cutOff = [&] { ++cutOff; }});
  pool.interrupt();
  BOOST_TEST(cutOff == 0);
  pool.endNow();
  BOOST_TEST(cutOff > 0);
  BOOST_TEST(process(0).signals() == std::vector<int>{SIGKILL});
  BOOST_TEST(process(1).signals() == std::vector<int>{SIGKILL});
  for (auto& answer : answers) answer.callback();
  BOOST_TEST(outcomeOf(running)->index() == 0U);
  settle();
}

BOOST_AUTO_TEST_CASE(what_is_killed_is_told_of_no_more) {
  const auto result = std::make_shared<dist::testing::RecordingReporter>();
  const auto amp = std::dynamic_pointer_cast<dist::LocalWorker>(process(0).call().protocol)->amp();
  const support::Watched running(amp->run(namedCase("t.a"), result));
  amp->started(1);
  pool.kill();
  BOOST_TEST(process(0).signals() == std::vector<int>{SIGKILL});
  settle();
  BOOST_TEST(result->events == (Texts{"startTest t.a"}));
  BOOST_TEST(failureOf(running).has_value());
}

/// A pool that starts two of its four workers at first.
struct LaterFixture : PoolFixture {
  bool needed = true;
  std::optional<int> unstartable;  // a worker's number: neither it nor those behind it are started
  dist::WorkerPool later{
      reactor,
      [this](const std::vector<int>& numbers, const dist::WorkerPool::Made& made) {
        for (const int number : numbers) {
          const bool starts = !unstartable || number < *unstartable;
          made(number, starts
                           ? start(number)
                           : std::make_shared<dist::LocalWorker>(
                                 std::make_shared<dist::LocalWorkerAMP>(), folder.path, nullptr));
        }
        if (unstartable && numbers.back() >= *unstartable) throw std::runtime_error("no room");
      },
      5};
  Deferred<void> running{nullptr};

  LaterFixture() {
    later.start(4, 2);
    settle();
    running = later.run(action, {.needed = [this] { return needed; }, .pause = 0.05});
  }
  ~LaterFixture() { later.kill(); }
  [[nodiscard]] std::vector<int> numbers() const {
    std::vector<int> all;
    for (const auto& amp : given) all.push_back(amp->number());
    return all;
  }
};

BOOST_FIXTURE_TEST_CASE(workers_are_left_for_later, LaterFixture, *label("COST-02")) {
  BOOST_TEST(later.size() == 2U);
  reactor.advance(0.04);
  BOOST_TEST(later.size() == 2U);
  reactor.advance(0.02);
  BOOST_TEST(later.size() == 4U);
  BOOST_TEST((numbers() == std::vector{0, 1, 2, 3}));
  for (std::size_t i = 0; i < 3; ++i) answers[i].callback();
  BOOST_TEST(!running.called());
  answers[3].callback();
  BOOST_TEST(running.called());
}

BOOST_FIXTURE_TEST_CASE(workers_that_cannot_be_started_later_get_nothing, LaterFixture,
                        *label("COST-02")) {
  unstartable = 3;
  const support::LoggedTexts logged;
  reactor.advance(0.06);
  BOOST_TEST(logged.has("workers could not be started"));
  BOOST_TEST(later.size() == 3U);
  BOOST_TEST((numbers() == std::vector{0, 1, 2}));
  BOOST_TEST_REQUIRE(answers.size() == 3U);
  for (auto& answer : answers) answer.callback();
  BOOST_TEST(running.called());
}

BOOST_FIXTURE_TEST_CASE(no_more_workers_are_started_than_there_is_work_for, LaterFixture,
                        *label("COST-02")) {
  needed = false;
  reactor.advance(1);
  BOOST_TEST(later.size() == 2U);
  answers[0].callback();
  answers[1].callback();
  BOOST_TEST(running.called());
}

BOOST_FIXTURE_TEST_CASE(a_short_run_does_not_wait_for_workers_of_later, LaterFixture,
                        *label("COST-02")) {
  answers[0].callback();
  BOOST_TEST(!running.called());
  answers[1].callback();
  BOOST_TEST(running.called());
  reactor.advance(1);
  BOOST_TEST(later.size() == 2U);
  // The next pass may need them.
  const auto second = later.run(action, {.pause = 0});
  reactor.advance(0);
  BOOST_TEST(later.size() == 4U);
}

BOOST_AUTO_TEST_SUITE_END()
