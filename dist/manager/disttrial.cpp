#include <dist/disttrial.hpp>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <utility>

#include <fmt/format.h>

#include <dist/dist.hpp>
#include <dist/manager/session.hpp>
#include <reactor/coroutine.hpp>
#include <reactor/error.hpp>
#include <reactor/libevent.hpp>
#include <reactor/log.hpp>
#include <trial/modules.hpp>
#include <trial/programs/program.hpp>
#include <trial/suite.hpp>
#include <trial/wrappers.hpp>

namespace dist {

namespace {

using reactor::Deferred;
using reactor::Failure;
using ResultPtr = std::shared_ptr<DistReporter>;

constexpr const char* guard = "TRIAL_DIST_WORKER";

template <class T>
const T& required(const std::optional<T>& member, const char* name) {
  if (!member) throw std::invalid_argument(fmt::format("DistTrialRunner: {} is missing", name));
  return *member;
}

reactor::Environment workerEnvironment() {
  auto environment = trial::frameworks::currentEnvironment();
  environment[guard] = "1";
  environment["TRIAL_PATH"] = trial::workerModulePath();
  return environment;
}

trial::RunSettings settingsOf(DistTrialRunnerOptions options) {
  trial::RunSettings settings;
  settings.reporterFactories = {std::move(options.reporterFactory)};
  settings.jobs = options.workerNumber;
  settings.workerArguments = std::move(options.workerArguments);
  settings.stream = options.stream;
  settings.tbformat = std::move(options.tracebackFormat);
  settings.rterrors = options.realTimeErrors;
  settings.uncleanWarnings = options.uncleanWarnings;
  settings.logfile = std::move(options.logfile);
  settings.tempDirectory = options.workingDirectory.string();
  settings.grace = options.grace;
  settings.exitFirst = options.exitFirst;
  return settings;
}

/// Runs a reactor until one run is over. Whatever way it is left, nothing of the run stays in it.
class BlockingRun final {
 public:
  BlockingRun(DistTrialRunner& runner, reactor::IReactor& loop) : runner_(runner), loop_(loop) {}
  BlockingRun(const BlockingRun&) = delete;
  BlockingRun& operator=(const BlockingRun&) = delete;
  ~BlockingRun() {
    if (running_ && !outcome_) running_.cancel();
    for (const auto id : triggers_) {
      try {
        loop_.removeSystemEventTrigger(id);
      } catch (const std::invalid_argument&) {
        // It was called.
      }
    }
  }

  ResultPtr run(const std::function<Deferred<ResultPtr>()>& start) {
    if (loop_.running()) throw reactor::ReactorAlreadyRunning();
    if (const auto id = loop_.callWhenRunning([this, &start] { begin(start); })) {
      triggers_.push_back(*id);
    }
    // Somebody else stops the reactor, a signal for instance: the run ends first (DR-18).
    triggers_.push_back(
        loop_.addSystemEventTrigger(reactor::Phase::before, "shutdown", [this] { return end(); }));
    loop_.run();
    if (!outcome_) throw std::runtime_error("the reactor was left before the run was over");
    if (auto* failure = std::get_if<1>(&*outcome_)) failure->raiseException();
    return std::get<0>(*std::move(outcome_));
  }

 private:
  void begin(const std::function<Deferred<ResultPtr>()>& start) {
    running_ = start();
    running_.addBoth([this](reactor::Result<ResultPtr> result) {
      outcome_ = std::move(result);
      if (shutdown_) return shutdown_->callback();
      try {
        loop_.stop();
      } catch (const reactor::ReactorNotRunning&) {
        // Somebody else has stopped it in this turn, or has left it.
      }
    });
  }
  Deferred<void> end() {
    if (outcome_ || !running_) return reactor::succeed();
    shutdown_.emplace();
    runner_.interrupt();
    return *shutdown_;
  }

  DistTrialRunner& runner_;
  reactor::IReactor& loop_;
  std::vector<reactor::TriggerID> triggers_;
  Deferred<ResultPtr> running_{nullptr};
  std::optional<Deferred<void>> shutdown_;
  std::optional<reactor::Result<ResultPtr>> outcome_;
};

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
    : DistTrialRunner(settingsOf(std::move(options))) {}

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
  // Under --unclean-warnings the report shows the warnings of the wrapper. Otherwise the reporter
  // hears no warnings (DR-04).
  auto* publisher = settings_.uncleanWarnings ? &trial::theLogPublisher() : nullptr;
  return std::make_shared<DistReporter>(trial::inWrappers(
      _reporterFactory(*_stream, settings_.tbformat, settings_.rterrors, publisher), settings_));
}

void DistTrialRunner::writeResults(trial::IReporter& result) { result.done(); }

std::vector<std::shared_ptr<LocalWorker>> DistTrialRunner::createLocalWorkers(
    const std::vector<std::shared_ptr<LocalWorkerAMP>>& protocols,
    const std::filesystem::path& workingDirectory) {
  std::vector<std::shared_ptr<LocalWorker>> workers;
  for (const auto& protocol : protocols) {
    const auto index = static_cast<int>(workers.size());
    protocol->setNumber(index);
    workers.push_back(std::make_shared<LocalWorker>(
        protocol, workingDirectory / std::to_string(index), testLog_));
  }
  return workers;
}

void DistTrialRunner::launchWorkerProcesses(
    const Spawner& spawner, const std::vector<std::shared_ptr<reactor::ProcessProtocol>>& protocols,
    const std::vector<std::string>& arguments) {
  const auto executable =
      (workerExecutable.empty() ? dist::workerExecutable() : workerExecutable).string();
  std::vector<std::string> args{executable, "--worker"};
  args.insert(args.end(), arguments.begin(), arguments.end());
  const auto environment = workerEnvironment();
  const reactor::ChildFDs childFDs{
      {0, 'w'}, {1, 'r'}, {2, 'r'}, {workerAmpStdin, 'w'}, {workerAmpStdout, 'r'}};
  const reactor::SpawnOptions options{.ownGroup = true, .parentDeathSignal = SIGKILL};
  for (const auto& protocol : protocols) {
    spawner(protocol, executable, args, environment, std::nullopt, std::nullopt, std::nullopt,
            false, childFDs, options);
  }
}

Deferred<void> DistTrialRunner::_driveWorker(const std::shared_ptr<LocalWorkerAMP>& worker,
                                             const ResultPtr& result, SharedTestQueue& testCases,
                                             const reactor::Cooperate& cooperate) {
  const auto drive = std::make_shared<Drive>(worker, result, testCases);
  return cooperate([drive] { return drive->next(); })->whenDone();
}

Deferred<ResultPtr> DistTrialRunner::runAsync(trial::TestPtr suite, reactor::IReactor& reactor,
                                              reactor::Cooperate cooperate, bool untilFailure) {
  const int count = suite->countTestCases();
  if (count == 0) co_return runWithoutTests(*suite);
  if (session_ != nullptr) throw std::logic_error("DistTrialRunner: a run is under way");
  auto result = _makeResult();
  writeLine(fmt::format("Running {} tests.", count));
  Session session(*this, reactor, std::move(cooperate));
  session_ = &session;
  interrupted_ = false;
  std::optional<Failure> failure;
  bool toWrite = false;
  try {
    session.open(std::min(count, _workerNumber));
    for (int pass = 1;; ++pass) {
      if (pass > 1) result = _makeResult();
      if (untilFailure) writeLine(fmt::format("Test Pass {}", pass));
      toWrite = true;
      auto finished = session.runTests(suite, result);
      co_await std::move(finished);
      toWrite = false;
      finish(*result);
      if (!untilFailure || interrupted_ || result->shouldStop() || !result->wasSuccessful()) break;
    }
  } catch (...) {
    failure.emplace();
  }
  session_ = nullptr;
  const bool cancelled = failure && failure->is<reactor::CancelledError>();
  if (cancelled || (failure && !toWrite)) session.kill();
  if (toWrite) {
    try {
      finish(*result);
    } catch (...) {
      reactor::log::err(Failure(), "While the results of a run that failed were written");
    }
  }
  // A reporter has no words for them.
  auto& notRunStream = _reporterFactory.ownsStream() ? std::cerr : *_stream;
  if (!settings_.exitFirst || interrupted_) session.writeNotRun(notRunStream);
  if (!cancelled) {
    auto closed = session.close();
    co_await std::move(closed);
  }
  if (failure) failure->raiseException();
  co_return result;
}

void DistTrialRunner::writeLine(std::string_view line) {
  if (!_reporterFactory.ownsStream()) *_stream << line << '\n';
}

void DistTrialRunner::finish(DistReporter& result) {
  result.flush();
  writeResults(result);
}

std::shared_ptr<DistReporter> DistTrialRunner::runWithoutTests(trial::ITestCase& suite) {
  auto result = _makeResult();
  writeLine("Running 0 tests.");
  suite.run(*result->original);
  writeResults(*result);
  return result;
}

void DistTrialRunner::interrupt() {
  if (session_ == nullptr) return;
  interrupted_ = true;
  session_->interrupt();
}

std::shared_ptr<DistReporter> DistTrialRunner::run(const trial::TestPtr& suite,
                                                   reactor::IReactor* reactor,
                                                   reactor::Cooperate cooperate,
                                                   bool untilFailure) {
  if (std::getenv(guard) != nullptr) {
    throw std::runtime_error(
        "this process was started as a worker of trial-dist and runs tests itself: its main does "
        "not know --worker, set DistTrialRunner::workerExecutable");
  }
  if (suite->countTestCases() == 0) return runWithoutTests(*suite);  // and without a reactor
  reactor::IReactor& loop = reactor != nullptr ? *reactor : reactor::defaultReactor();
  BlockingRun blocking(*this, loop);
  return blocking.run([&] { return runAsync(suite, loop, std::move(cooperate), untilFailure); });
}

std::shared_ptr<DistReporter> DistTrialRunner::runUntilFailure(const trial::TestPtr& suite) {
  return run(suite, nullptr, {}, true);
}

}  // namespace dist
