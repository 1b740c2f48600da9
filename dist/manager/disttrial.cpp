#include <dist/disttrial.hpp>

#include <algorithm>
#include <cstring>
#include <iostream>
#include <utility>

#include <fmt/format.h>

#include <dist/manager/blockingrun.hpp>
#include <dist/manager/drive.hpp>
#include <dist/manager/flushlater.hpp>
#include <dist/manager/meanwhile.hpp>
#include <dist/manager/session.hpp>
#include <reactor/coroutine.hpp>
#include <reactor/libevent.hpp>
#include <reactor/log.hpp>
#include <trial/ending/notrun.hpp>
#include <trial/ending/runsignals.hpp>
#include <trial/ending/signalreader.hpp>
#include <trial/limits/processstate.hpp>
#include <trial/limits/stacks.hpp>
#include <trial/reporters/textline.hpp>
#include <trial/suite.hpp>
#include <trial/wrappers.hpp>

namespace dist {

namespace {

using reactor::Deferred;
using reactor::Failure;
using ResultPtr = std::shared_ptr<DistReporter>;

template <class T>
const T& required(const std::optional<T>& member, const char* name) {
  if (!member) throw std::invalid_argument(fmt::format("DistTrialRunner: {} is missing", name));
  return *member;
}

WorkerLimits workerLimits(const trial::RunSettings& settings, reactor::IReactor& reactor) {
  namespace of = trial::limits;
  // A worker may take a while to start.
  constexpr double leastSilence = 5;
  WorkerLimits limits;
  limits.every = of::lookEvery(settings.testTimeout);
  if (settings.testTimeout) limits.silence = std::max(leastSilence, *settings.testTimeout);
  limits.delays = [](pid_t pid) { return of::runDelaysOf(pid); };
  limits.stopped = [](pid_t pid) { return of::isStopped(pid); };
  limits.stacks = [&reactor](pid_t pid) { return of::stacksOf(reactor, reactor, pid); };
  return limits;
}

trial::RunSettings settingsOf(const DistTrialRunnerOptions& options) {
  trial::RunSettings settings;
  settings.reporterFactories = {options.reporterFactory};
  settings.jobs = options.workerNumber;
  settings.workerArguments = options.workerArguments;
  settings.stream = options.stream;
  settings.tbformat = options.tracebackFormat;
  settings.rterrors = options.realTimeErrors;
  settings.uncleanWarnings = options.uncleanWarnings;
  settings.logfile = options.logfile;
  settings.tempDirectory = options.workingDirectory.string();
  settings.grace = options.grace;
  settings.exitFirst = options.exitFirst;
  return settings;
}

/// Takes its items as they come, without the turns of a cooperator.
class TaskAtOnce final : public reactor::CooperativeTask {
 public:
  explicit TaskAtOnce(reactor::WorkIterator iterator) : iterator_(std::move(iterator)) {}
  /// Takes the first item; called once.
  [[nodiscard]] Deferred<void> whenDone() override { return takeAll(std::move(iterator_)); }

 private:
  static Deferred<void> takeAll(reactor::WorkIterator iterator) {
    while (const auto item = iterator()) {
      auto waiting = *item;
      if (waiting) co_await std::move(waiting);
    }
  }

  reactor::WorkIterator iterator_;
};

/// Says after a signal which cases are waited for.
std::string waitingLine(const std::vector<trial::TestPtr>& cases, double grace) {
  constexpr std::size_t most = 3;
  auto line = fmt::format("{}: waiting up to {} s for ", trial::interruption().what(), grace);
  if (cases.empty()) line += "the workers";
  for (std::size_t i = 0; i < std::min(cases.size(), most); ++i) {
    line += (i > 0 ? ", " : "") + trial::idInOneLine(cases[i]->id());
  }
  if (cases.size() > most) line += fmt::format(" and {} more", cases.size() - most);
  return line + fmt::format(" (a second signal ends {} now)\n", cases.size() == 1 ? "it" : "them");
}

}  // namespace

DistTrialRunner::DistTrialRunner(trial::RunSettings settings)
    : _workerNumber(required(settings.jobs, "workerNumber")),
      _stream(settings.stream != nullptr ? settings.stream : &std::cout),
      _reporterFactory(settings.reporterFactory()),
      settings_(std::move(settings)) {
  (void)required(settings_.workerArguments, "workerArguments");
  if (!_reporterFactory) throw std::invalid_argument("DistTrialRunner: reporterFactory is missing");
  if (_workerNumber < 1) {
    throw std::invalid_argument(
        fmt::format("DistTrialRunner: workerNumber must be at least 1, not {}", _workerNumber));
  }
  settings_.mode.reset();  // only a run in one process has a mode
}

DistTrialRunner::DistTrialRunner(DistTrialRunnerOptions options)
    : DistTrialRunner(settingsOf(options)) {
  workerPoolFactory = std::move(options.workerPoolFactory);
}

DistTrialRunner::DistTrialRunner(trial::ReporterFactory reporterFactory, int workerNumber,
                                 std::vector<std::string> workerArguments, std::ostream* stream,
                                 std::string tracebackFormat, bool realTimeErrors,
                                 bool uncleanWarnings, std::string logfile,
                                 std::filesystem::path workingDirectory)
    : DistTrialRunner(DistTrialRunnerOptions{.reporterFactory = std::move(reporterFactory),
                                             .workerNumber = workerNumber,
                                             .workerArguments = std::move(workerArguments),
                                             .stream = stream,
                                             .tracebackFormat = std::move(tracebackFormat),
                                             .realTimeErrors = realTimeErrors,
                                             .uncleanWarnings = uncleanWarnings,
                                             .logfile = std::move(logfile),
                                             .workingDirectory = std::move(workingDirectory)}) {}

std::shared_ptr<DistReporter> DistTrialRunner::_makeResult() {
  // Warnings of cases are published here again, for the reporter to show (FIX-28).
  const auto result = std::make_shared<DistReporter>(trial::inWrappers(
      _reporterFactory(*_stream, settings_.tbformat, settings_.rterrors, &trial::theLogPublisher()),
      settings_));
  for (const auto& listener : listeners_) result->listeners.add(listener);
  return result;
}

void DistTrialRunner::writeResults(trial::IReporter& result) { result.done(); }

Session DistTrialRunner::makeSession(reactor::IReactor& reactor, reactor::Cooperate cooperate) {
  // All calls but the first are for a worker that replaces another.
  auto start = [this, &reactor, replacement = false](const TestDirectory& directory,
                                                     const std::vector<int>& numbers,
                                                     const WorkerPool::Made& made) mutable {
    startWorkers(reactor, directory, numbers, made, std::exchange(replacement, true));
  };
  return Session(
      SessionOptions{
          .workingDirectory = settings_.tempDirectory,
          .logFile = settings_.logfile,
          .grace = settings_.grace,
          .oneByOne = settings_.exitFirst,
          .schedule = scheduleOptions(settings_),
          .atFirst = settings_.jobsAtFirst,
          .limits = workerLimits(settings_, reactor),
          .startWorkers = std::move(start),
          .driveWorker =
              [this, atOnce = workerPoolFactory && !cooperate](
                  const std::shared_ptr<IWorker>& worker, const ResultPtr& result,
                  SharedTestQueue& testCases, const reactor::Cooperate& with) {
                return atOnce ? _driveWorker(result, testCases, worker)
                              : _driveWorker(worker, result, testCases, with);
              },
          .cooperate = std::move(cooperate),
          .workerPoolFactory = workerPoolFactory,
          .workerArguments = *settings_.workerArguments,
      },
      reactor);
}

Deferred<void> DistTrialRunner::_driveWorker(const std::shared_ptr<IWorker>& worker,
                                             const ResultPtr& result, SharedTestQueue& testCases,
                                             const reactor::Cooperate& cooperate) {
  const auto drive = std::make_shared<Drive>(worker, result, testCases);
  return cooperate([drive] { return drive->next(); })->whenDone();
}

Deferred<void> DistTrialRunner::_driveWorker(ResultPtr result, SharedTestQueue& testCases,
                                             std::shared_ptr<IWorker> worker) {
  // This coroutine keeps the arguments as long as the other form needs them.
  const reactor::Cooperate atOnce = [](reactor::WorkIterator iterator) {
    return std::make_shared<TaskAtOnce>(std::move(iterator));
  };
  auto driven = _driveWorker(worker, result, testCases, atOnce);
  co_await std::move(driven);
}

Deferred<ResultPtr> DistTrialRunner::runAsync(trial::TestPtr suite, reactor::IReactor& reactor,
                                              reactor::Cooperate cooperate, bool untilFailure) {
  const int count = suite->countTestCases();
  if (count == 0) co_return runWithoutTests(suite);
  if (session_ != nullptr) throw std::logic_error("DistTrialRunner: a run is under way");
  auto result = _makeResult();
  writeLine(fmt::format("Running {} tests.", count));
  Session session = makeSession(reactor, std::move(cooperate));
  std::optional<Meanwhile<Session*>> current(std::in_place, session_, &session);
  interrupted_ = left_ = false;
  const auto flushing = std::make_shared<FlushLater>(*_stream, reactor);
  std::optional<Failure> failure;
  bool toWrite = false;
  try {
    const int workers = std::min(count, _workerNumber);
    workersOfRun_ = workers;
    auto started = session.start(workers);
    co_await std::move(started);
    for (int pass = 1;; ++pass) {
      if (pass > 1) result = _makeResult();
      if (untilFailure) writeLine(fmt::format("Test Pass {}", pass));
      toWrite = true;
      result->listeners.add(flushing);
      auto finished = session.runTests(suite, result);
      co_await std::move(finished);
      result->flush();
      const bool last =
          !untilFailure || interrupted_ || result->shouldStop() || !result->wasSuccessful();
      if (last) {
        auto joined = session.join(*result);
        co_await std::move(joined);
        if (left_) throw reactor::CancelledError();
        if (!settings_.exitFirst) {
          auto looked = session.lookAtFailures();
          co_await std::move(looked);
        }
      }
      toWrite = false;
      finish(*result, session, false);
      if (last) break;
    }
  } catch (...) {
    failure.emplace();
  }
  const bool cancelled = failure && failure->is<reactor::CancelledError>();
  const bool left = cancelled && left_;
  if (cancelled || (failure && !toWrite)) session.kill();
  if (toWrite || left) {
    try {
      if (left) session.leave(suite, *result);
      finish(*result, session, true);
    } catch (...) {
      reactor::log::err(Failure(), "While the results of a run that failed were written");
    }
  }
  if (!cancelled) {
    auto closed = close(session);
    co_await std::move(closed);
  }
  current.reset();  // whoever waits for the result may begin another run
  if (failure && !left) failure->raiseException();
  co_return result;
}

/// Lets the workers and the folder go; when the reactor is left meanwhile they go at once.
Deferred<void> DistTrialRunner::close(Session& session) {
  try {
    auto closed = session.close();
    co_await std::move(closed);
  } catch (const reactor::CancelledError&) {
    if (!left_) throw;
  }
}

void DistTrialRunner::writeLine(std::string_view line) {
  if (!_reporterFactory.ownsStream()) *_stream << line << '\n';
}

void DistTrialRunner::finish(DistReporter& result, const Session& session, bool failed) {
  result.flush();
  const auto notRun = session.notRun();
  // No method of a reporter is for cases that were not run.
  auto& notRunStream = _reporterFactory.ownsStream() ? std::cerr : *_stream;
  // With `exitFirst` an error is what ends the run, and the reporter shows it.
  const bool exitFirst = settings_.exitFirst && !interrupted_ && !failed;
  if (!exitFirst) trial::writeNotRun(notRunStream, notRun);
  if (interrupted_ || failed || (!exitFirst && !notRun.empty())) {
    result.endedEarly({.interrupted = interrupted_,
                       .notRun = notRun.size(),
                       .signal = trial::RunSignals::received().value_or(0)});
  }
  result.listeners.runOver();
  writeResults(result);
}

std::shared_ptr<DistReporter> DistTrialRunner::runWithoutTests(const trial::TestPtr& suite) {
  auto result = _makeResult();
  writeLine("Running 0 tests.");
  result->listeners.runBegan(trial::_iterateTests(suite));
  trial::ListeningReporter direct(result->original, result->listeners);
  suite->run(direct);
  result->listeners.runOver();
  writeResults(*result);
  return result;
}

void DistTrialRunner::interrupt() {
  if (session_ == nullptr) return;
  interrupted_ = true;
  session_->interrupt();
}

void DistTrialRunner::endNow() {
  if (session_ == nullptr) return;
  interrupted_ = true;
  session_->endNow();
}

void DistTrialRunner::signalled(int number) {
  reactor::log::msg(fmt::format("Received SIG{}, shutting down.", ::sigabbrev_np(number)));
  if (trial::RunSignals::urgent()) return endNow();
  if (session_ != nullptr) {
    std::cerr << waitingLine(session_->begun(), settings_.grace) << std::flush;
  }
  interrupt();
}

std::shared_ptr<DistReporter> DistTrialRunner::run(const trial::TestPtr& suite,
                                                   reactor::IReactor* reactor,
                                                   reactor::Cooperate cooperate,
                                                   bool untilFailure) {
  if (startedAsWorker()) {
    throw std::runtime_error(
        "this process was started as a worker of trial-dist and runs tests itself: its main does "
        "not know --worker, set DistTrialRunner::workerExecutable");
  }
  if (suite->countTestCases() == 0) return runWithoutTests(suite);  // needs no reactor
  reactor::IReactor& loop = reactor != nullptr ? *reactor : reactor::defaultReactor();
  const trial::RunSignals signals(settings_.grace);
  const trial::SignalReader reader(loop, [this](int number) { signalled(number); });
  BlockingRun blocking(
      loop, [this] { interrupt(); }, [this] { left_ = true; });
  return blocking.run([&] { return runAsync(suite, loop, std::move(cooperate), untilFailure); });
}

std::shared_ptr<DistReporter> DistTrialRunner::runUntilFailure(const trial::TestPtr& suite) {
  return run(suite, nullptr, {}, true);
}

}  // namespace dist
