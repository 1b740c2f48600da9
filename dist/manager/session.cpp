#include <dist/manager/session.hpp>

#include <iostream>
#include <unordered_set>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include <reactor/coroutine.hpp>
#include <trial/suite.hpp>
#include <trial/util.hpp>

namespace dist {

namespace {

using reactor::Deferred;
using reactor::Failure;

}  // namespace

Session::Session(DistTrialRunner& runner, reactor::IReactor& reactor, reactor::Cooperate cooperate)
    : runner_(runner),
      reactor_(reactor),
      cooperator_(reactor::Cooperator::timerFactory(0.01),
                  reactor::Cooperator::schedulerOn(reactor)),
      cooperate_(std::move(cooperate)),
      pool_(
          reactor,
          [this](std::shared_ptr<LocalWorkerAMP> amp, int number) {
            return startWorker(std::move(amp), number);
          },
          runner.settings_.grace) {
  if (!cooperate_) {
    cooperate_ = [this](reactor::WorkIterator iterator) {
      return cooperator_.cooperate(std::move(iterator));
    };
  }
}

Session::~Session() {
  pool_.kill();
  release();
}

void Session::open(int count) {
  auto [directory, lock] = trial::_unusedTestDirectory(runner_.settings_.tempDirectory);
  testDir_ = std::move(directory);
  testDirLock_ = std::move(lock);
  if (runner_.settings_.logfile == "-") {  // stdout, which is not this one's to close (FIX-30)
    runner_.testLog_ = {&std::cout, [](std::ostream*) {}};
  } else {
    runner_.testLog_ = trial::openTestLog(testDir_ / runner_.settings_.logfile);
  }
  observer_.emplace(*runner_.testLog_);
  observer_->start();
  std::vector<std::shared_ptr<LocalWorkerAMP>> ampWorkers;
  for (int i = 0; i < count; ++i) ampWorkers.push_back(std::make_shared<LocalWorkerAMP>());
  const auto workers = runner_.createLocalWorkers(ampWorkers, testDir_);
  pool_.add(workers);
  launch(workers);
}

void Session::launch(const std::vector<std::shared_ptr<LocalWorker>>& workers) {
  const std::vector<std::shared_ptr<reactor::ProcessProtocol>> protocols(workers.begin(),
                                                                         workers.end());
  runner_.launchWorkerProcesses(
      [this](auto&&... arguments) {
        return reactor_.spawnProcess(std::forward<decltype(arguments)>(arguments)...);
      },
      protocols, *runner_.settings_.workerArguments);
}

std::shared_ptr<LocalWorker> Session::startWorker(std::shared_ptr<LocalWorkerAMP> amp, int number) {
  amp->setNumber(number);
  auto worker = std::make_shared<LocalWorker>(std::move(amp), testDir_ / std::to_string(number),
                                              runner_.testLog_);
  launch({worker});
  return worker;
}

Deferred<void> Session::runTests(const trial::TestPtr& suite,
                                 const std::shared_ptr<DistReporter>& result) {
  std::vector<trial::TestPtr> cases;
  std::unordered_set<const trial::ITestCase*> seen;
  for (auto& test : trial::_iterateTests(suite)) {
    // What stands for something that could not be loaded runs nothing: no worker could do it
    // better.
    if (dynamic_cast<trial::TestHolder*>(test.get()) != nullptr) {
      test->run(*result->original);
    } else if (seen.insert(test.get()).second) {
      cases.push_back(std::move(test));
    } else {
      // The reporter tells cases apart as objects.
      cases.push_back(std::make_shared<trial::TestDecorator>(std::move(test)));
    }
  }
  testCases_.emplace(std::move(cases));
  return pool_.run(
      [this, result](const std::shared_ptr<LocalWorkerAMP>& worker) {
        return drive(worker, result);
      },
      [this] { interrupt(); });
}

Deferred<void> Session::drive(const std::shared_ptr<LocalWorkerAMP>& worker,
                              const std::shared_ptr<DistReporter>& result) {
  return runner_._driveWorker(worker, result, *testCases_, cooperate_)
      .addErrback([this](Failure failure) -> reactor::Result<void> {
        // A worker that was lost with the last case need not be replaced.
        if (failure.is<WorkerLost>() && testCases_->empty()) return std::monostate();
        return failure;
      });
}

void Session::interrupt() {
  if (testCases_) testCases_->close();
  pool_.interrupt();
}

void Session::writeNotRun(std::ostream& stream) const {
  if (!testCases_ || testCases_->notRun().empty()) return;
  const auto& notRun = testCases_->notRun();
  stream << fmt::format("\nNot run, because the run ended early: {} tests\n", notRun.size());
  for (const auto& test : notRun) stream << "  " << test->id() << '\n';
}

Deferred<void> Session::close() {
  // This may be inside of a turn of the cooperator, which is not to go before it is over.
  auto turn = reactor::deferLater(reactor_, 0);
  co_await std::move(turn);
  auto joined = pool_.join();
  co_await std::move(joined);
  release();
}

void Session::release() noexcept {
  observer_.reset();
  runner_.testLog_.reset();
  runner_.session_ = nullptr;
  if (!testDirLock_) return;
  auto lock = *std::exchange(testDirLock_, std::nullopt);
  try {
    lock.unlock();
  } catch (...) {
    reactor::log::err(Failure(), "The lock of the working directory is not as it was left");
  }
}

}  // namespace dist
