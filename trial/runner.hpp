/// TrialRunner: runs a suite in this process. (twisted.trial.runner.TrialRunner)
#pragma once

#include <filesystem>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <reactor/api.hpp>
#include <trial/detail/runsettings.hpp>
#include <trial/itrial.hpp>
#include <trial/reporter.hpp>
#include <trial/runevents.hpp>

namespace trial {

class InterruptibleResult;
class LeftBehind;

/// The arguments of the constructor by name.
struct TrialRunnerOptions {
  using Mode = RunSettings::Mode;

  /// Required.
  ReporterFactory reporterFactory = {};
  std::optional<Mode> mode = std::nullopt;
  /// Inside the working folder if relative; `-` is stdout.
  std::string logfile = "test.log";
  /// Null: stdout. It must outlive the runner.
  std::ostream* stream = nullptr;
  bool profile = false;
  std::string tracebackFormat = "default";
  bool realTimeErrors = false;
  bool uncleanWarnings = false;
  std::filesystem::path workingDirectory = "_trial_temp";
  bool forceGarbageCollection = false;
  /// Ignored: the debugger has to start the program, as --debug does.
  std::optional<std::string> debugger = std::nullopt;
  bool exitFirst = false;
};

class TRIAL_DIST_API TrialRunner final {
 public:
  using Mode = TrialRunnerOptions::Mode;
  static constexpr Mode DEBUG = Mode::debug;
  static constexpr Mode DRY_RUN = Mode::dryRun;

  /// Throws `std::invalid_argument`, which names the member, if there is no factory, or for
  /// `profile`, which is not ported.
  explicit TrialRunner(TrialRunnerOptions options);
  explicit TrialRunner(RunSettings settings);
  explicit TrialRunner(ReporterFactory reporterFactory, std::optional<Mode> mode = std::nullopt,
                       std::string logfile = "test.log", std::ostream* stream = nullptr,
                       bool profile = false, std::string tracebackFormat = "default",
                       bool realTimeErrors = false, bool uncleanWarnings = false,
                       std::filesystem::path workingDirectory = "_trial_temp",
                       bool forceGarbageCollection = false,
                       std::optional<std::string> debugger = std::nullopt, bool exitFirst = false);

  /// Locks the working folder, runs `test` in it, returns to the folder from before, unlocks, calls
  /// `done()` on the result and returns it (RUN-01). SIGINT, SIGTERM and SIGHUP end the run: no
  /// test begins, and the one that runs has the grace of the settings to end; if it does not, the
  /// report is finished and the process ended with the status 128 and the signal. A native test
  /// that takes longer than its time limit and blocks ends the process with status 1, after the
  /// report and a list of what was not run; a thread watches for that while a test with a limit
  /// runs (FIX-25). Passes on the exceptions of `_unusedTestDirectory` and of the reporter.
  ReporterPtr run(const TestPtr& test);
  /// Repeats the run until a pass is not successful, runs no test or is stopped (RUN-03). Each pass
  /// has a header and a result of its own.
  ReporterPtr runUntilFailure(const TestPtr& test);
  /// Is told of every run that begins from now on, beside the reporter.
  void addListener(RunListenerPtr listener) { listeners_.add(std::move(listener)); }

 private:
  [[nodiscard]] ReporterPtr _makeResult() const;
  ReporterPtr _runWithoutDecoration(const TestPtr& test, bool forceGarbageCollection = false);
  void runInTestDirectory(const TestPtr& suite, InterruptibleResult& result,
                          LeftBehind& leftBehind);
  void finishEarly(InterruptibleResult& result, bool interrupted);
  void finish(IReporter& result);
  [[nodiscard]] std::ostream& stream() const;

  RunSettings settings_;
  RunEvents listeners_;
};

}  // namespace trial
