#include <trial/runner.hpp>

#include <fstream>
#include <iostream>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <reactor/lockfile.hpp>
#include <reactor/log.hpp>
#include <trial/loading/names.hpp>
#include <trial/resultdecorator.hpp>
#include <trial/running/debugger.hpp>
#include <trial/running/runsignals.hpp>
#include <trial/suite.hpp>
#include <trial/util.hpp>
#include <trial/wrappers.hpp>

namespace trial {

namespace fs = std::filesystem;

namespace {

/// The working folder, taken and entered; left and let go by the destructor.
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
  ~TestDirectory() {
    try {
      fs::current_path(before_);
      lock_.unlock();
    } catch (const std::exception& error) {
      std::cerr << "the working folder is not let go: " << error.what() << '\n';
    }
  }
  TestDirectory(const TestDirectory&) = delete;
  TestDirectory& operator=(const TestDirectory&) = delete;

 private:
  fs::path before_;
  reactor::FilesystemLock lock_;
  fs::path folder_;
};

/// The log of a run, open while it lives.
class LogFile final {
 public:
  explicit LogFile(const std::string& name)
      : file_(name == "-" ? nullptr : openTestLog(name)), observer_(file_ ? *file_ : std::cout) {
    observer_.start();
    reactor::log::msg("Log opened.");
  }

 private:
  std::unique_ptr<std::ofstream> file_;
  reactor::log::FileLogObserver observer_;
};

/// What was reported is out before a test runs: the test may end the process.
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

}  // namespace

TrialRunner::TrialRunner(TrialRunnerOptions options) : options_(std::move(options)) {
  if (!options_.reporterFactory) throw std::invalid_argument("TrialRunner needs a reporterFactory");
  if (options_.profile) {
    throw std::invalid_argument(
        "TrialRunner: profile is not available; run the tests under a profiler of your choice");
  }
  (void)runFolder();  // before anybody leaves it
}

TrialRunner::TrialRunner(ReporterFactory reporterFactory, std::optional<Mode> mode,
                         std::string logfile, std::ostream* stream, bool profile,
                         std::string tracebackFormat, bool realTimeErrors, bool uncleanWarnings,
                         fs::path workingDirectory, bool forceGarbageCollection,
                         std::optional<std::string> debugger, bool exitFirst)
    : TrialRunner(TrialRunnerOptions{std::move(reporterFactory), mode, std::move(logfile), stream,
                                     profile, std::move(tracebackFormat), realTimeErrors,
                                     uncleanWarnings, std::move(workingDirectory),
                                     forceGarbageCollection, std::move(debugger), exitFirst}) {}

std::ostream& TrialRunner::stream() const {
  return options_.stream != nullptr ? *options_.stream : std::cout;
}

ReporterPtr TrialRunner::_makeResult() const {
  auto reporter = options_.reporterFactory(stream(), options_.tracebackFormat,
                                           options_.realTimeErrors, &theLogPublisher());
  if (options_.mode == DEBUG) reporter = std::make_shared<StopAtFailure>(std::move(reporter));
  if (options_.exitFirst) reporter = std::make_shared<ExitWrapper>(std::move(reporter));
  if (options_.uncleanWarnings) {
    reporter = std::make_shared<UncleanWarningsReporterWrapper>(std::move(reporter));
  }
  return reporter;
}

void TrialRunner::runInTestDirectory(const TestPtr& suite, const ReporterPtr& result) const {
  const TestDirectory directory(options_.workingDirectory);
  const LogFile log(options_.logfile);
  suite->run(*result);
}

ReporterPtr TrialRunner::_runWithoutDecoration(const TestPtr& test, bool forceGarbageCollection) {
  auto result = _makeResult();
  const auto suite =
      std::make_shared<TrialSuite>(std::vector<TestPtr>{test}, forceGarbageCollection);
  if (!listeners_.empty()) {
    listeners_.runBegan(_iterateTests(suite));
    result = std::make_shared<ListeningReporter>(std::move(result), listeners_);
  }
  if (options_.mode == DRY_RUN) {
    for (const auto& single : _iterateTests(suite)) {
      result->startTest(single);
      result->addSuccess(single);
      result->stopTest(single);
    }
  } else {
    result = std::make_shared<FlushBeforeTest>(std::move(result), stream());
    result = std::make_shared<StopAtSignal>(std::move(result));
    runInTestDirectory(suite, result);
  }
  listeners_.runOver();
  result->done();
  return result;
}

ReporterPtr TrialRunner::run(const TestPtr& test) {
  const RunSignals signals;
  return _runWithoutDecoration(test, options_.forceGarbageCollection);
}

ReporterPtr TrialRunner::runUntilFailure(const TestPtr& test) {
  const RunSignals signals;
  for (int pass = 1;; ++pass) {
    if (!options_.reporterFactory.ownsStream()) stream() << fmt::format("Test Pass {}\n", pass);
    auto result = _runWithoutDecoration(test, pass == 1 && options_.forceGarbageCollection);
    if (result->testsRun() == 0 || !result->wasSuccessful() || result->shouldStop() ||
        RunSignals::received()) {
      return result;
    }
  }
}

}  // namespace trial
