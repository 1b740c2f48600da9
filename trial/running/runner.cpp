#include <trial/runner.hpp>

#include <iostream>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <reactor/lockfile.hpp>
#include <reactor/log.hpp>
#include <trial/detail/workingdirectory.hpp>
#include <trial/ending/casewatch.hpp>
#include <trial/ending/interruptible.hpp>
#include <trial/ending/notrun.hpp>
#include <trial/ending/runsignals.hpp>
#include <trial/files/testlog.hpp>
#include <trial/limits/runlimits.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/resultdecorator.hpp>
#include <trial/running/leftbehind.hpp>
#include <trial/suite.hpp>
#include <trial/wrappers.hpp>

namespace trial {

namespace fs = std::filesystem;

namespace {

/// Locks the working folder and enters it. The destructor leaves it and unlocks it.
class TestDirectory final {
 public:
  explicit TestDirectory(const fs::path& base)
      : before_(fs::current_path()), lock_(fs::path()), folder_(base) {
    std::tie(folder_, lock_) = _unusedTestDirectory(base);
    std::error_code error;
    fs::current_path(folder_, error);
    if (!error) return;
    lock_.unlock();
    throw std::system_error(error, "cannot enter " + folder_.string());
  }
  ~TestDirectory() { letGo(); }
  TestDirectory(const TestDirectory&) = delete;
  TestDirectory& operator=(const TestDirectory&) = delete;
  void letGo() noexcept {
    if (std::exchange(gone_, true)) return;
    try {
      fs::current_path(before_);
      lock_.unlock();
    } catch (const std::exception& error) {
      std::cerr << "the working folder is not let go: " << error.what() << '\n';
    }
  }

 private:
  fs::path before_;
  reactor::FilesystemLock lock_;
  fs::path folder_;
  bool gone_ = false;
};

/// The log of a run. It is open as long as this object exists.
class LogFile final {
 public:
  explicit LogFile(const std::string& name)
      : file_(name == "-" ? nullptr : openTestLog({}, name)),
        observer_(file_ ? *file_ : std::cout) {
    observer_.start();
    reactor::log::msg("Log opened.");
  }

 private:
  std::unique_ptr<RunLog> file_;
  reactor::log::FileLogObserver observer_;
};

/// Flushes the stream before each test, because the test may end the process.
class FlushBeforeTest final : public TestResultDecorator {
 public:
  FlushBeforeTest(ReporterPtr original, std::ostream& stream)
      : TestResultDecorator(std::move(original)), stream_(stream) {}
  void startTest(const TestPtr& test) override {
    TestResultDecorator::startTest(test);
    stream_.flush();
  }

 private:
  std::ostream& stream_;
};

RunSettings settingsOf(TrialRunnerOptions options) {
  if (options.profile) {
    throw std::invalid_argument(
        "TrialRunner: profile is not available; run the tests under a profiler of your choice");
  }
  RunSettings settings;
  settings.reporterFactories = {std::move(options.reporterFactory)};
  settings.mode = options.mode;
  settings.logfile = std::move(options.logfile);
  settings.stream = options.stream;
  settings.tbformat = std::move(options.tracebackFormat);
  settings.rterrors = options.realTimeErrors;
  settings.uncleanWarnings = options.uncleanWarnings;
  settings.tempDirectory = options.workingDirectory.string();
  settings.forceGarbageCollection = options.forceGarbageCollection;
  settings.exitFirst = options.exitFirst;
  return settings;
}

}  // namespace

TrialRunner::TrialRunner(RunSettings settings) : settings_(std::move(settings)) {
  if (!settings_.reporterFactory()) {
    throw std::invalid_argument("TrialRunner needs a reporterFactory");
  }
  (void)runFolder();  // remembers the current folder before a test can leave it
}

TrialRunner::TrialRunner(TrialRunnerOptions options)
    : TrialRunner(settingsOf(std::move(options))) {}

TrialRunner::TrialRunner(ReporterFactory reporterFactory, std::optional<Mode> mode,
                         std::string logfile, std::ostream* stream, bool profile,
                         std::string tracebackFormat, bool realTimeErrors, bool uncleanWarnings,
                         fs::path workingDirectory, bool forceGarbageCollection,
                         std::optional<std::string> debugger, bool exitFirst)
    : TrialRunner(TrialRunnerOptions{.reporterFactory = std::move(reporterFactory),
                                     .mode = mode,
                                     .logfile = std::move(logfile),
                                     .stream = stream,
                                     .profile = profile,
                                     .tracebackFormat = std::move(tracebackFormat),
                                     .realTimeErrors = realTimeErrors,
                                     .uncleanWarnings = uncleanWarnings,
                                     .workingDirectory = std::move(workingDirectory),
                                     .forceGarbageCollection = forceGarbageCollection,
                                     .debugger = std::move(debugger),
                                     .exitFirst = exitFirst}) {}

std::ostream& TrialRunner::stream() const {
  return settings_.stream != nullptr ? *settings_.stream : std::cout;
}

ReporterPtr TrialRunner::_makeResult() const {
  return inWrappers(settings_.reporterFactory()(stream(), settings_.tbformat, settings_.rterrors,
                                                &theLogPublisher()),
                    settings_);
}

void TrialRunner::runInTestDirectory(const TestPtr& suite, InterruptibleResult& result,
                                     LeftBehind& leftBehind) {
  TestDirectory directory(settings_.tempDirectory);
  {
    const LogFile log(settings_.logfile);
    if (settings_.mode == DEBUG) {  // who debugs a case takes their time
      suite->run(result);
    } else {
      CaseWatch watch(result,
                      [this, &directory, &result](const TestPtr& test, const Failure& error) {
                        result.addError(test, error);
                        result.stopTest(test);
                        finishEarly(result, RunSignals::received().has_value());
                        directory.letGo();
                        std::cout.flush();
                      });
      suite->run(watch);
    }
    leftBehind.endAll();
  }
  if (auto error = takeLogError()) {
    std::make_shared<ErrorHolder>("<runner>", *std::move(error))->run(result);
  }
}

void TrialRunner::finishEarly(InterruptibleResult& result, bool interrupted) {
  const auto notRun = result.notRun();
  auto& out = settings_.reporterFactory().ownsStream() ? std::cerr : stream();
  writeNotRun(out, notRun);
  result.endedEarly({.interrupted = interrupted,
                     .notRun = notRun.size(),
                     .signal = RunSignals::received().value_or(0)});
  finish(result);
  stream().flush();
}

void TrialRunner::finish(IReporter& result) {
  listeners_.runOver();
  result.done();
}

ReporterPtr TrialRunner::_runWithoutDecoration(const TestPtr& test, bool forceGarbageCollection) {
  const limits::RunLimitsInForce limits({settings_.testTimeout, settings_.grace});
  auto result = _makeResult();
  std::shared_ptr<InterruptibleResult> interruptible;
  if (!listeners_.empty()) {
    listeners_.runBegan(_iterateTests(test));
    result = std::make_shared<ListeningReporter>(std::move(result), listeners_);
  }
  try {
    if (settings_.mode == DRY_RUN) {
      for (const auto& single : _iterateTests(test)) {
        result->startTest(single);
        result->addSuccess(single);
        result->stopTest(single);
      }
    } else {
      auto tests = _iterateTests(test);
      const auto suite =
          std::make_shared<TrialSuite>(std::vector<TestPtr>{test}, forceGarbageCollection);
      result = std::make_shared<FlushBeforeTest>(std::move(result), stream());
      const auto leftBehind = std::make_shared<LeftBehind>(std::move(result));
      result = leftBehind;
      interruptible = std::make_shared<InterruptibleResult>(std::move(result), std::move(tests));
      result = interruptible;
      runInTestDirectory(suite, *interruptible, *leftBehind);
    }
  } catch (...) {
    listeners_.endedEarly({.notRun = interruptible ? interruptible->notRun().size() : 0});
    listeners_.runOver();
    throw;
  }
  const bool interrupted = RunSignals::received().has_value();
  // With --exitfirst it is what the user has asked for.
  const bool stopped = result->shouldStop() && !settings_.exitFirst;
  if (interruptible && (interrupted || (stopped && !interruptible->notRun().empty()))) {
    finishEarly(*interruptible, interrupted);
  } else {
    finish(*result);
  }
  return result;
}

ReporterPtr TrialRunner::run(const TestPtr& test) {
  const RunSignals signals(settings_.grace);
  return _runWithoutDecoration(test, settings_.forceGarbageCollection);
}

ReporterPtr TrialRunner::runUntilFailure(const TestPtr& test) {
  const RunSignals signals(settings_.grace);
  for (int pass = 1;; ++pass) {
    if (!settings_.reporterFactory().ownsStream()) stream() << fmt::format("Test Pass {}\n", pass);
    auto result = _runWithoutDecoration(test, pass == 1 && settings_.forceGarbageCollection);
    if (result->testsRun() == 0 || !result->wasSuccessful() || result->shouldStop() ||
        RunSignals::received()) {
      return result;
    }
  }
}

}  // namespace trial
