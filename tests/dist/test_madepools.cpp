// Runs on pools that a test makes: `workerPoolFactory`.
#include <dist/workerpoolfactory.hpp>

#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <dist/disttrial.hpp>
#include <dist/testing.hpp>
#include <reactor/testing.hpp>
#include <trial/suite.hpp>

#include "support.hpp"

namespace {

using boost::unit_test::label;
using dist::DistTrialRunner;
using reactor::Deferred;
using support::Texts;
using Response = dist::workercommands::Run::Response;

/// A worker of which only `run` is written.
class OnlyRuns final : public dist::IWorker {
 public:
  Deferred<Response> run(const trial::TestPtr& test, const trial::ReporterPtr& result) override {
    return onRun(test, result);
  }
  std::function<Deferred<Response>(const trial::TestPtr&, const trial::ReporterPtr&)> onRun =
      [](const trial::TestPtr& test, const trial::ReporterPtr& result) {
        test->run(*result);
        return reactor::succeed(Response{true});
      };
};

/// A pool of one worker, which notes what is asked of it. It is started when `start` fires.
struct OneWorker final : dist::IWorkerPool, dist::IStartedWorkerPool {
  Deferred<std::shared_ptr<dist::IStartedWorkerPool>> start(reactor::IReactorProcess&) override {
    return started;
  }
  Deferred<void> run(dist::WorkerAction action) override { return action(worker); }
  Deferred<void> join() override {
    asked.emplace_back("join");
    return reactor::succeed();
  }
  void interrupt() override { asked.emplace_back("interrupt"); }
  void kill() override { asked.emplace_back("kill"); }

  Deferred<std::shared_ptr<dist::IStartedWorkerPool>> started;
  std::shared_ptr<OnlyRuns> worker = std::make_shared<OnlyRuns>();
  Texts asked;
};

/// Notes which of the documented methods are called.
struct NotingRunner final : DistTrialRunner {
  using DistTrialRunner::DistTrialRunner;
  Deferred<void> _driveWorker(const std::shared_ptr<dist::IWorker>& worker,
                              const std::shared_ptr<dist::DistReporter>& result,
                              dist::SharedTestQueue& testCases,
                              const reactor::Cooperate& cooperate) override {
    drives.emplace_back("20.3.0");
    return DistTrialRunner::_driveWorker(worker, result, testCases, cooperate);
  }
  Deferred<void> _driveWorker(std::shared_ptr<dist::DistReporter> result,
                              dist::SharedTestQueue& testCases,
                              std::shared_ptr<dist::IWorker> worker) override {
    drives.emplace_back("24.x");
    return DistTrialRunner::_driveWorker(std::move(result), testCases, std::move(worker));
  }
  Texts drives;
};

struct MadePool {
  support::TemporaryFolder folder;
  reactor::MemoryReactor reactor;
  std::ostringstream stream;
  std::shared_ptr<OneWorker> pool = std::make_shared<OneWorker>();
  std::shared_ptr<dist::testing::RecordingReporter> reporter =
      std::make_shared<dist::testing::RecordingReporter>();
  NotingRunner runner{dist::DistTrialRunnerOptions{
      .reporterFactory = [this](std::ostream&, const std::string&, bool) { return reporter; },
      .workerNumber = 1,
      .workerArguments = {},
      .stream = &stream,
      .workingDirectory = folder.path / "_trial_temp",
      .workerPoolFactory = [this](const dist::WorkerPoolConfig&) { return pool; }}};

  void started() {
    pool->started.callback(std::static_pointer_cast<dist::IStartedWorkerPool>(pool));
  }
  static trial::TestPtr suite(std::size_t count) {
    return std::make_shared<trial::TestSuite>(dist::testing::namedCases("t.", count));
  }
  support::Watched<std::shared_ptr<dist::DistReporter>> runAsync(std::size_t count,
                                                                 reactor::Cooperate with = {}) {
    return support::Watched(runner.runAsync(suite(count), reactor, std::move(with)));
  }
  [[nodiscard]] bool said(const std::string& text) const {
    return stream.str().find(text) != std::string::npos;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(MadePoolTests, MadePool)

BOOST_AUTO_TEST_CASE(both_forms_of_drive_worker_can_be_overridden, *label("DR-13")) {
  started();
  BOOST_TEST(runAsync(2).called());  // it waits for nothing
  BOOST_TEST(runner.drives == (Texts{"24.x", "20.3.0"}));
  BOOST_TEST(reporter->successes == 2);
}

BOOST_AUTO_TEST_CASE(with_a_cooperate_only_the_older_form_is_called, *label("DR-13")) {
  started();
  reactor::Cooperator cooperator(reactor::Cooperator::timerFactory(1),
                                 reactor::Cooperator::schedulerOn(reactor));
  const auto running = runAsync(
      2, [&](reactor::WorkIterator iterator) { return cooperator.cooperate(std::move(iterator)); });
  reactor.advance(1);
  BOOST_TEST(running.called());
  BOOST_TEST(runner.drives == Texts{"20.3.0"});
  BOOST_TEST(reporter->successes == 2);
}

BOOST_AUTO_TEST_CASE(an_interrupt_while_the_pool_starts_is_kept, *label("FIX-07")) {
  const auto running = runAsync(3);
  runner.interrupt();
  started();
  reactor.advance(0.1);
  BOOST_TEST(running.called());
  BOOST_TEST(reporter->successes == 0);
  BOOST_TEST(said("Not run, because the run ended early: 3 tests\n"));
}

BOOST_AUTO_TEST_CASE(a_worker_that_begins_nothing_and_is_not_lost_ends_the_run, *label("FIX-01")) {
  started();
  pool->worker->onRun = [](const trial::TestPtr& test, const trial::ReporterPtr&) {
    return reactor::fail<Response>(dist::NotBegun(0, test->id(), "gone"));
  };
  BOOST_TEST(runAsync(2).called());
  BOOST_TEST(reporter->events == (Texts{"startTest <runTests>",
                                        "addError <runTests>: t.0 was given to worker 0 and did "
                                        "not begin: gone",
                                        "stopTest <runTests>", "done"}));
  BOOST_TEST(said("Not run, because the run ended early: 2 tests\n  t.0\n  t.1\n"));
}

BOOST_AUTO_TEST_CASE(a_case_of_which_nothing_was_told_is_listed_when_the_reactor_is_left,
                     *label("DR-30")) {
  started();
  pool->worker->onRun = [](const trial::TestPtr&, const trial::ReporterPtr&) {
    return Deferred<Response>();
  };
  reactor.callLater(1, [this] { reactor.crash(); });
  const auto result = runner.run(suite(3), &reactor);
  BOOST_TEST(!result->wasSuccessful());
  BOOST_TEST(said("Not run, because the run ended early: 3 tests\n  t.0\n  t.1\n  t.2\n"));
  BOOST_TEST(pool->asked == Texts{"kill"});
}

BOOST_AUTO_TEST_CASE(a_pool_that_fails_in_a_case_lists_it, *label("DR-16")) {
  class Failing final : public dist::IWorkerPool, public dist::IStartedWorkerPool {
   public:
    explicit Failing(std::shared_ptr<OneWorker> pool) : pool_(std::move(pool)) {}
    Deferred<std::shared_ptr<dist::IStartedWorkerPool>> start(reactor::IReactorProcess&) override {
      return reactor::succeed(std::shared_ptr<dist::IStartedWorkerPool>(pool_, this));
    }
    Deferred<void> run(dist::WorkerAction action) override {
      waiting_ = action(pool_->worker);
      return reactor::fail<void>(std::runtime_error("no more memory"));
    }
    Deferred<void> join() override { return reactor::succeed(); }
    /// Nothing else ends what waits for the worker.
    void forget() {
      waiting_.addErrback([](const reactor::Failure&) {});
      waiting_.cancel();
    }

   private:
    std::shared_ptr<OneWorker> pool_;
    Deferred<void> waiting_{nullptr};
  };
  const auto failing = std::make_shared<Failing>(pool);
  runner.workerPoolFactory = [failing](const dist::WorkerPoolConfig&) { return failing; };
  pool->worker->onRun = [](const trial::TestPtr&, const trial::ReporterPtr&) {
    return Deferred<Response>();
  };
  BOOST_TEST(runAsync(2).called());
  BOOST_TEST(reporter->errors.size() == 1U);
  BOOST_TEST(said("Not run, because the run ended early: 2 tests\n  t.0\n  t.1\n"));
  failing->forget();
}

BOOST_AUTO_TEST_CASE(a_case_that_runs_on_after_the_grace_is_cut_off, *label("FIX-07")) {
  started();
  pool->worker->onRun = [](const trial::TestPtr& test, const trial::ReporterPtr& result) {
    result->startTest(test);
    result->testBegan(test, 0);
    return Deferred<Response>();
  };
  const auto running = runAsync(3);
  runner.interrupt();
  reactor.advance(4.9);
  BOOST_TEST(!running.called());
  BOOST_TEST(pool->asked == Texts{"interrupt"});
  reactor.advance(0.2);
  reactor.advance(0);
  BOOST_TEST(running.called());
  BOOST_TEST(pool->asked == (Texts{"interrupt", "kill"}));
  BOOST_TEST(reporter->events ==
             (Texts{"startTest t.0", "addError t.0: interrupted", "stopTest t.0", "done"}));
  BOOST_TEST(said("Not run, because the run ended early: 2 tests\n  t.1\n  t.2\n"));
  BOOST_TEST(reactor.getDelayedCalls().empty());
}

BOOST_AUTO_TEST_CASE(what_a_pool_runs_can_be_ended_at_once, *label("FIX-07")) {
  started();
  pool->worker->onRun = [](const trial::TestPtr&, const trial::ReporterPtr&) {
    return Deferred<Response>();
  };
  const auto running = runAsync(3);
  runner.endNow();
  reactor.advance(0);
  BOOST_TEST(running.called());
  BOOST_TEST(pool->asked == Texts{"kill"});
  BOOST_TEST(said("Not run, because the run ended early: 3 tests\n"));
}

BOOST_AUTO_TEST_SUITE_END()
