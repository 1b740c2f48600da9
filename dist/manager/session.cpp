#include <dist/manager/session.hpp>

#include <stdexcept>
#include <system_error>
#include <unordered_set>
#include <utility>

#include <reactor/coroutine.hpp>
#include <trial/files/runlog.hpp>
#include <trial/runevents.hpp>
#include <trial/suite.hpp>

namespace dist {

namespace {

using reactor::Deferred;

void tellLogError(DistReporter& result) {
  if (const auto error = trial::takeLogError()) result.addRunError("<runner>", *error);
}

}  // namespace

Session::Session(SessionOptions options, reactor::IReactor& reactor)
    : options_(std::move(options)),
      reactor_(reactor),
      cooperator_(reactor::Cooperator::timerFactory(0.01),
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

Session::~Session() { kill(); }

void Session::open(int count) {
  directory_.emplace(options_.workingDirectory, options_.logFile);
  pool_.start(count);
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
    // The reporter tells cases apart as objects.
    if (!seen.insert(test.get()).second)
      test = std::make_shared<trial::TestDecorator>(std::move(test));
    // A TestHolder stands for something that could not be loaded: it has nothing to run in a
    // worker. The loader puts names that it does not find behind all cases.
    const bool holder = dynamic_cast<trial::TestHolder*>(test.get()) != nullptr;
    (!holder ? cases : cases.empty() ? holdersBefore : holdersBehind).push_back(test);
    all.push_back(std::move(test));
  }
  result->listeners.runBegan(all);
  trial::ListeningReporter direct(result->original, result->listeners);
  for (const auto& holder : holdersBefore) holder->run(direct);
  testCases_.emplace(std::move(cases));
  if (options_.oneByOne) testCases_->oneByOne();
  result_ = result;
  std::optional<reactor::Failure> failure;
  try {
    auto ran = runPool(result);
    co_await std::move(ran);
  } catch (...) {
    failure.emplace();
  }
  if (failure) poolFailed(*failure);
  const bool stopped = result->shouldStop() || testCases_->closed();
  if (stopped) testCases_->close();
  for (const auto& holder : holdersBehind) {
    if (stopped) {
      testCases_->giveBack(holder);  // was not run, as it would not be without workers
    } else {
      holder->run(direct);
    }
  }
  tellLogError(*result);
}

void Session::poolFailed(const reactor::Failure& failure) {
  testCases_->close();
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
  if (started_ != nullptr) return started_->run(std::move(action));
  return pool_.run(std::move(action), WorkerPoolRun{
                                          .failed = [this] { interrupt(); },
                                          .needed = [this] { return !testCases_->empty(); },
                                          .listener = &result->listeners,
                                          .cutOff = [result] { result->cutOff(); },
                                      });
}

Deferred<void> Session::join(DistReporter& result) {
  auto joined = joinPool([&result](int number, const reactor::Failure& reason,
                                   const std::string& lastErrors) {
    result.addRunError("<runner>", reactor::Failure(WorkerEndedBadly(number, reason, lastErrors)));
  });
  co_await std::move(joined);
  tellLogError(result);
}

void Session::leave(const trial::TestPtr& suite, DistReporter& result) {
  const reactor::Failure why(std::runtime_error("the reactor was left before the run was over"));
  kill();
  if (!testCases_) testCases_.emplace(trial::_iterateTests(suite));
  testCases_->close();
  const auto notBegun = result.leave(why);
  for (auto at = notBegun.rbegin(); at != notBegun.rend(); ++at) testCases_->giveBack(*at);
  result.addRunError("<runner>", why);
}

void Session::interrupt() {
  if (testCases_) testCases_->close();
  pool_.interrupt();
  if (started_ != nullptr) started_->interrupt();
}

void Session::kill() {
  pool_.kill();
  if (started_ != nullptr && !joined_) started_->kill();
}

void Session::endNow() {
  if (testCases_) testCases_->close();
  pool_.endNow();
  if (started_ != nullptr) started_->kill();
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
    if (std::exchange(joined_, true)) co_return;
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
