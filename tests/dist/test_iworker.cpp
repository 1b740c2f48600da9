// The pool and the driver with workers that have neither process nor connection here.
#include <dist/iworker.hpp>

#include <deque>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <dist/distreporter.hpp>
#include <dist/localworker.hpp>
#include <dist/manager/drive.hpp>
#include <dist/testing.hpp>
#include <dist/workerpool.hpp>
#include <reactor/task.hpp>
#include <reactor/testing.hpp>

#include "support.hpp"

namespace {

using boost::unit_test::label;
using dist::SharedTestQueue;
using dist::testing::namedCase;
using dist::testing::namedCases;
using reactor::Deferred;
using reactor::Failure;
using support::outcomeOf;
using support::Texts;
using Response = dist::workercommands::Run::Response;

/// Keeps the cases that it is given until the test lets it run one, or loses it.
class FarWorker final : public dist::IWorker {
 public:
  explicit FarWorker(int number) : number_(number) {}

  Deferred<Response> run(const trial::TestPtr& testCase,
                         const trial::ReporterPtr& result) override {
    given_.push_back({testCase, result, {}});
    return given_.back().answer;
  }
  std::size_t queued() const noexcept { return given_.empty() ? 0 : given_.size() - 1; }
  std::size_t spare() const noexcept override { return queued(); }
  void askBack(std::size_t count) override {
    for (; count > 0 && queued() > 0; --count) {
      const auto last = given_.back();
      given_.pop_back();
      last.answer.errback(dist::NotBegun(number_, last.testCase->id(), "it was given back"));
    }
  }
  void forget() override { given_.clear(); }
  bool lost() const noexcept override { return lost_; }
  bool everBegun() const noexcept override { return begun_; }
  std::shared_ptr<void> gatherWrites() override {
    ++gathered;
    return std::make_shared<int>();
  }

  /// The first case passes. False if there is none.
  bool pass() {
    if (given_.empty()) return false;
    const auto first = takeFirst();
    ran.push_back(first.testCase->id());
    first.result->addSuccess(first.testCase);
    first.result->stopTest(first.testCase);
    first.answer.callback({true, 0.5});
    return true;
  }
  /// It is gone, in the middle of its first case or before it began.
  void lose(bool inCase = true) {
    lost_ = true;
    if (inCase && !given_.empty()) {
      const auto first = takeFirst();
      const auto id = first.testCase->id();
      const Failure loss(dist::WorkerLost(number_, id, Failure(std::runtime_error("no route"))));
      first.result->addError(first.testCase, loss);
      first.result->stopTest(first.testCase);
      first.answer.errback(loss);
    }
    for (const auto& one : std::exchange(given_, {}))
      one.answer.errback(dist::NotBegun(number_, one.testCase->id(), "no route"));
  }

  Texts ran;
  int gathered = 0;

 private:
  struct Given {
    trial::TestPtr testCase;
    trial::ReporterPtr result;
    Deferred<Response> answer;
  };
  Given takeFirst() {
    auto first = given_.front();
    given_.pop_front();
    begun_ = true;
    first.result->startTest(first.testCase);
    return first;
  }

  int number_;
  std::deque<Given> given_;
  bool lost_ = false;
  bool begun_ = false;
};

/// Ends when the test says so.
struct FarProcess final : dist::IWorkerProcess {
  explicit FarProcess(int number) : far(std::make_shared<FarWorker>(number)) {}

  std::shared_ptr<dist::IWorker> worker() const override { return far; }
  bool isRunning() const noexcept override { return running; }
  Deferred<void> exit() override {
    ++exits;
    return exited;
  }
  void signal(std::string_view name) override { signals.emplace_back(name); }
  Deferred<void> ended() const override { return end; }
  std::optional<Failure> startError() const override { return error; }

  std::shared_ptr<FarWorker> far;
  bool running = true;
  int exits = 0;
  Texts signals;
  Deferred<void> exited;
  Deferred<void> end;
  std::optional<Failure> error;
};

/// Lets the drive give cases until it waits for something; none when it is at its end.
std::optional<Deferred<void>> untilItWaits(dist::Drive& drive) {
  for (;;) {
    auto item = drive.next();
    if (!item || *item) return item;
  }
}

struct FarWorkers {
  std::shared_ptr<dist::testing::RecordingReporter> original =
      std::make_shared<dist::testing::RecordingReporter>();
  std::shared_ptr<dist::DistReporter> result = std::make_shared<dist::DistReporter>(original);
  reactor::Clock clock;
  std::vector<std::shared_ptr<FarProcess>> processes;
  std::vector<std::vector<int>> asked;
  std::optional<std::size_t> refused;  // when so many are there
  std::optional<Failure> startError;   // of those that are made
  dist::WorkerPool pool{clock,
                        [this](const std::vector<int>& numbers,
                               const dist::WorkerPool::Made& made) { start(numbers, made); },
                        5};
  reactor::Cooperator cooperator{reactor::Cooperator::timerFactory(1),
                                 reactor::Cooperator::schedulerOn(clock)};

  void start(const std::vector<int>& numbers, const dist::WorkerPool::Made& made) {
    asked.push_back(numbers);
    for (const int number : numbers) {
      processes.push_back(std::make_shared<FarProcess>(number));
      processes.back()->error = startError;
      made(number, processes.back());
      if (processes.size() == refused) {
        processes.back()->running = false;
        throw std::runtime_error("no host is free");
      }
    }
  }
  dist::WorkerAction driving(SharedTestQueue& queue) {
    return [this, &queue](std::shared_ptr<dist::IWorker> worker) {
      const auto drive = std::make_shared<dist::Drive>(worker, result, queue);
      return cooperator.cooperate([drive] { return drive->next(); })->whenDone();
    };
  }
  /// Every worker passes what it has, and gets more, until nothing is left to do.
  void passAll() {
    for (bool any = true; any;) {
      clock.advance(0.1);
      any = false;
      for (std::size_t i = 0; i < processes.size(); ++i) any = processes[i]->far->pass() || any;
    }
  }
  /// The process is gone and with it its worker.
  void lose(std::size_t index, bool inCase = true) {
    processes.at(index)->running = false;
    processes.at(index)->far->lose(inCase);
    clock.advance(0.1);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(WorkerInterfaceTests, FarWorkers)

BOOST_AUTO_TEST_CASE(any_worker_is_driven_over_the_queue, *label("DR-12") * label("DR-13")) {
  SharedTestQueue queue(namedCases("t.", 6));
  const auto far = std::make_shared<FarWorker>(0);
  dist::Drive drive(far, result, queue);
  for (auto waits = untilItWaits(drive); waits; waits = untilItWaits(drive)) {
    BOOST_REQUIRE(far->pass());
    while (!waits->called()) BOOST_REQUIRE(far->pass());
  }
  BOOST_TEST(far->ran == (Texts{"t.0", "t.1", "t.2", "t.3", "t.4", "t.5"}));
  BOOST_TEST(far->gathered > 0);
  BOOST_TEST(original->successes == 6);
}

BOOST_AUTO_TEST_CASE(a_pool_of_any_workers_runs_all_cases, *label("POOL-05") * label("POOL-06")) {
  pool.start(3);
  BOOST_TEST(pool.size() == 3U);
  BOOST_TEST(asked.at(0) == (std::vector<int>{0, 1, 2}));
  SharedTestQueue queue(namedCases("t.", 30));
  const auto running = pool.run(driving(queue));
  passAll();
  BOOST_TEST(outcomeOf(running)->index() == 0U);
  BOOST_TEST(original->successes == 30);
  for (const auto& process : processes) BOOST_TEST(!process->far->ran.empty());

  const auto joined = pool.join();
  for (const auto& process : processes) {
    BOOST_TEST(!joined.called());
    BOOST_TEST(process->exits == 1);
    process->exited.callback();
  }
  BOOST_TEST(outcomeOf(joined)->index() == 0U);
}

BOOST_AUTO_TEST_CASE(any_worker_that_is_lost_costs_one_case_and_is_replaced, *label("FIX-01")) {
  pool.start(2);
  SharedTestQueue queue(namedCases("t.", 20));
  const auto running = pool.run(driving(queue));
  clock.advance(0.1);
  lose(1);
  BOOST_REQUIRE(processes.size() == 3U);
  BOOST_TEST(asked.at(1) == std::vector<int>{1});
  passAll();
  BOOST_TEST(outcomeOf(running)->index() == 0U);
  BOOST_TEST(original->successes == 19);
  BOOST_TEST(original->errors.size() == 1U);
}

BOOST_AUTO_TEST_CASE(why_a_worker_did_not_become_ready_is_said, *label("FIX-08")) {
  startError = Failure(std::runtime_error("the folder is not there"));
  pool.start(1);
  SharedTestQueue queue(namedCases("t.", 4));
  const support::Watched running(pool.run(driving(queue)));
  for (std::size_t i = 0; i < 3; ++i) {
    clock.advance(0.1);
    lose(i, false);
  }
  BOOST_TEST(processes.size() == 3U);
  const auto failure = support::failureOf(running);
  BOOST_REQUIRE(failure.has_value());
  BOOST_TEST(failure->is<dist::WorkerUnusable>());
  BOOST_TEST(failure->getErrorMessage().find("the folder is not there") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(workers_made_before_one_could_not_be_started_are_ended, *label("POOL-10")) {
  refused = 2;
  BOOST_CHECK_THROW(pool.start(3), std::runtime_error);
  BOOST_TEST(pool.size() == 2U);
  pool.kill();
  BOOST_TEST(processes.at(0)->signals == Texts{"KILL"});
  const auto joined = pool.join();
  BOOST_TEST(!joined.called());  // the first is still there
  processes.at(0)->exited.callback();
  BOOST_TEST(outcomeOf(joined)->index() == 0U);
}

BOOST_AUTO_TEST_CASE(term_and_kill_reach_any_worker_after_the_grace,
                     *label("POOL-09") * label("FIX-07")) {
  pool.start(1);
  const auto& signals = processes.at(0)->signals;
  pool.interrupt();
  clock.advance(4.9);
  BOOST_TEST(signals.empty());
  clock.advance(0.2);
  BOOST_TEST(signals == Texts{"TERM"});
  const auto joined = pool.join();  // the grace begins anew
  clock.advance(4.8);
  BOOST_TEST(signals == Texts{"TERM"});
  clock.advance(0.3);
  BOOST_TEST(signals == (Texts{"TERM", "TERM"}));
  processes.at(0)->exited.callback();
  BOOST_TEST(outcomeOf(joined)->index() == 0U);
  clock.advance(60);
  BOOST_TEST(signals == (Texts{"TERM", "TERM"}));
  BOOST_TEST(clock.getDelayedCalls().empty());
}

BOOST_AUTO_TEST_CASE(a_local_worker_is_seen_through_the_interface) {
  const auto amp = std::make_shared<dist::LocalWorkerAMP>();
  const auto local = std::make_shared<dist::LocalWorker>(amp, "folder", nullptr);
  const dist::IWorkerProcess& process = *local;
  BOOST_TEST((process.worker() == amp));
  BOOST_TEST(!process.isRunning());
  BOOST_TEST(!process.startError().has_value());
  local->startFailure = Failure(std::runtime_error("no folder"));
  BOOST_TEST(process.startError()->getErrorMessage() == "no folder");
  const support::Watched ended(process.ended());
  local->endDeferred.errback(std::runtime_error("over"));
  BOOST_TEST(support::failureOf(ended)->getErrorMessage() == "over");
}

BOOST_AUTO_TEST_SUITE_END()
