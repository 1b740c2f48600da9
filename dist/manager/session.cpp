#include <dist/manager/session.hpp>

#include <stdexcept>
#include <system_error>
#include <unordered_set>
#include <utility>

#include <reactor/coroutine.hpp>
#include <reactor/loop/cancelcall.hpp>
#include <trial/ending/runsignals.hpp>
#include <trial/files/runlog.hpp>
#include <trial/runevents.hpp>
#include <trial/suite.hpp>

namespace dist {

namespace {

using reactor::Deferred;

// Work of so many seconds is worth a start of all workers; what is not known to be that much has to
// go on for a while first.
constexpr double worthAll = 0.5;
constexpr double pauseBeforeAll = 0.05;

void tellLogError(DistReporter& result, std::optional<TestDirectory>& directory) {
  if (directory) directory->writeOutLog();
  if (const auto error = trial::takeLogError()) result.addRunError("<runner>", *error);
}

}  // namespace

Session::Session(SessionOptions options, reactor::IReactor& reactor)
    : options_(std::move(options)),
      reactor_(reactor),
      // Seconds between two turns. Messages to workers are written between them.
      cooperator_(reactor::Cooperator::timerFactory(0.002),
                  reactor::Cooperator::schedulerOn(reactor)),
      pool_(
          reactor,
          [this](const std::vector<int>& numbers, const WorkerPool::Made& made) {
            options_.startWorkers(*directory_, numbers, made);
          },
          options_.grace, options_.limits) {
  if (!options_.cooperate) {
    options_.cooperate = [this](reactor::WorkIterator iterator) {
      return cooperator_.cooperate(std::move(iterator));
    };
  }
}

Session::~Session() {
  reactor::cancelCall(graceOver_);
  kill();
}

void Session::open(int count) {
  directory_.emplace(options_.workingDirectory, options_.logFile);
  directory_->gatherLog(reactor_);
  pool_.start(count, options_.atFirst.value_or(count));
}

Deferred<void> Session::start(int count) {
  if (!options_.workerPoolFactory) {
    open(count);
    co_return;
  }
  const WorkerPoolConfig config{.numWorkers = count,
                                .workingDirectory = options_.workingDirectory,
                                .workerArguments = options_.workerArguments,
                                .logFile = options_.logFile};
  made_ = options_.workerPoolFactory(config);
  if (made_ == nullptr) throw std::runtime_error("workerPoolFactory has made no pool");
  auto starting = made_->start(reactor_);
  started_ = co_await std::move(starting);
  if (started_ == nullptr) throw std::runtime_error("the pool of workers has started none");
}

Deferred<void> Session::runTests(trial::TestPtr suite, std::shared_ptr<DistReporter> result) {
  std::vector<trial::TestPtr> all;
  std::vector<trial::TestPtr> holdersBefore;
  std::vector<trial::TestPtr> holdersBehind;
  std::vector<trial::TestPtr> cases;
  std::unordered_set<const trial::ITestCase*> seen;
  for (auto& test : trial::_iterateTests(suite)) {
    // A TestHolder stands for something that could not be loaded: it has nothing to run in a
    // worker. The loader puts names that it does not find behind all cases.
    const bool holder = dynamic_cast<trial::TestHolder*>(test.get()) != nullptr;
    // The reporter tells cases apart as objects.
    if (!seen.insert(test.get()).second)
      test = std::make_shared<trial::TestDecorator>(std::move(test));
    (!holder ? cases : cases.empty() ? holdersBefore : holdersBehind).push_back(test);
    all.push_back(std::move(test));
  }
  spread_ = std::make_shared<SpreadPrograms>(reactor_);
  result->listeners.add(spread_);
  result->listeners.runBegan(all);
  trial::ListeningReporter direct(result->original, result->listeners);
  for (const auto& holder : holdersBefore) holder->run(direct);
  cases_ = cases;
  testCases_.emplace(std::move(cases), options_.schedule);
  if (options_.oneByOne) testCases_->oneByOne();
  if (interrupted_) testCases_->close();
  result_ = result;
  std::optional<reactor::Failure> failure;
  try {
    auto ran = runPool(result);
    co_await std::move(ran);
  } catch (...) {
    failure.emplace();
  }
  running_.reset();
  reactor::cancelCall(graceOver_);
  if (cutOff_) {
    giveUpCases(*result, reactor::Failure(trial::interruption()));
  } else if (failure) {
    poolFailed(*failure);
  }
  if (interrupted_ && started_ != nullptr) {
    // This may be inside of the call that interrupts the run, which outlives it so.
    auto turn = reactor::deferLater(reactor_, 0);
    co_await std::move(turn);
  }
  // A pool that is made may end with cases that no worker has taken.
  const bool stopped = result->shouldStop() || testCases_->closed() || !testCases_->empty();
  if (stopped) testCases_->close();
  for (const auto& holder : holdersBehind) {
    if (stopped) {
      testCases_->giveBack(holder);  // was not run, as it would not be without workers
    } else {
      holder->run(direct);
    }
  }
  tellLogError(*result, directory_);
}

void Session::poolFailed(const reactor::Failure& failure) {
  testCases_->close();
  giveBackUntold(*result_);
  const bool processes = failure.is<WorkerUnusable>() || failure.is<std::system_error>();
  if ((processes && started_ == nullptr) || failure.is<reactor::CancelledError>() ||
      result_->thrown()) {
    failure.raiseException();
  }
  result_->addRunError("<runTests>", failure);
}

Deferred<void> Session::runPool(std::shared_ptr<DistReporter> result) {
  WorkerAction action = [this, result](const std::shared_ptr<IWorker>& worker) {
    return options_.driveWorker(worker, result, *testCases_, options_.cooperate);
  };
  if (started_ != nullptr) return running_.emplace(started_->run(std::move(action)));
  return pool_.run(std::move(action),
                   WorkerPoolRun{
                       .failed = [this] { interrupt(); },
                       .needed = [this] { return !testCases_->empty(); },
                       .listener = &result->listeners,
                       .cutOff = [result] { result->cutOff(); },
                       .pause = testCases_->secondsKnown() < worthAll ? pauseBeforeAll : 0,
                   });
}

Deferred<void> Session::join(DistReporter& result) {
  auto joined =
      joinPool([&result](int number, const reactor::Failure& reason, const WorkerTraces& traces) {
        result.addRunError("<runner>", reactor::Failure(WorkerEndedBadly(number, reason, traces)));
      });
  co_await std::move(joined);
  tellLogError(result, directory_);
}

Deferred<void> Session::lookAtFailures() {
  if (interrupted_ || spread_ == nullptr) co_return;
  auto looked = spread_->look();
  co_await std::move(looked);
}

void Session::leave(const trial::TestPtr& suite, DistReporter& result) {
  const reactor::Failure why(std::runtime_error("the reactor was left before the run was over"));
  if (!testCases_) testCases_.emplace(trial::_iterateTests(suite));
  giveUpCases(result, why);
  result.addRunError("<runner>", why);
}

/// Ends the workers at once. What they have begun gets `why` as its error, all else was not run.
void Session::giveUpCases(DistReporter& result, const reactor::Failure& why) {
  kill();
  testCases_->close();
  const auto notBegun = result.leave(why);
  for (auto at = notBegun.rbegin(); at != notBegun.rend(); ++at) testCases_->giveBack(*at);
  giveBackUntold(result);
}

/// Cases that a worker was given and nothing was told of were not run: `run` of a worker that a
/// test wrote may start them when it likes.
void Session::giveBackUntold(const DistReporter& result) {
  const auto listed = notRun();
  const std::unordered_set<trial::TestPtr> known(listed.begin(), listed.end());
  for (auto at = cases_.rbegin(); at != cases_.rend(); ++at) {
    if (!known.contains(*at) && !result.hasStarted(*at)) testCases_->giveBack(*at);
  }
}

void Session::interrupt() {
  const bool first = !std::exchange(interrupted_, true);
  if (testCases_) testCases_->close();
  pool_.interrupt();
  if (spread_) spread_->giveUp();
  if (started_ == nullptr || !first) return;
  graceOver_ = reactor_.callLater(options_.grace, [this] { cutOffMade(); });
  started_->interrupt();
}

void Session::kill() {
  pool_.kill();
  if (!joined_) killMade();
}

void Session::killMade() {
  if (started_ != nullptr && !std::exchange(killed_, true)) started_->kill();
}

/// Ends what a made pool still runs: its grace is over.
void Session::cutOffMade() {
  if (!running_ || std::exchange(cutOff_, true)) return;
  killMade();
  const auto running = running_;  // may have ended by that
  if (running) running->cancel();
}

void Session::endNow() {
  interrupted_ = true;
  if (testCases_) testCases_->close();
  pool_.endNow();
  if (spread_) spread_->giveUp();
  killMade();
  cutOffMade();
}

std::vector<trial::TestPtr> Session::begun() const {
  return result_ ? result_->begun() : std::vector<trial::TestPtr>();
}

std::vector<trial::TestPtr> Session::notRun() const {
  if (!testCases_) return {};
  const auto& notRun = testCases_->notRun();
  return {notRun.begin(), notRun.end()};
}

Deferred<void> Session::joinPool(WorkerFailed failed) {
  if (started_ != nullptr) {
    if (killed_ || std::exchange(joined_, true)) co_return;
    auto ended = started_->join();
    co_await std::move(ended);
    co_return;
  }
  // This may be inside of a turn of the cooperator, which is not to go before it is over.
  auto turn = reactor::deferLater(reactor_, 0);
  co_await std::move(turn);
  auto joined = pool_.join(failed);
  co_await std::move(joined);
}

Deferred<void> Session::close() {
  auto joined = joinPool({});
  co_await std::move(joined);
  directory_.reset();
}

}  // namespace dist
