/// TrialRunner: runs a suite in this process. (twisted.trial.runner.TrialRunner)
#pragma once

#include <filesystem>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <reactor/api.hpp>
#include <trial/itrial.hpp>
#include <trial/reporter.hpp>
#include <trial/runevents.hpp>

namespace trial {

struct TrialRunnerOptions {
  enum class Mode {
    /// SIGTRAP at the first failure: for a process that runs under a debugger.
    debug,
    /// Every test is reported as passed, none is run (RUN-02).
    dryRun,
  };

  /// Required.
  ReporterFactory reporterFactory = {};
  std::optional<Mode> mode = std::nullopt;
  /// Inside the working folder if relative; `-` is stdout.
  std::string logfile = "test.log";
  /// None: stdout.
  std::ostream* stream = nullptr;
  bool profile = false;
  std::string tracebackFormat = "default";
  bool realTimeErrors = false;
  bool uncleanWarnings = false;
  std::filesystem::path workingDirectory = "_trial_temp";
  bool forceGarbageCollection = false;
  /// Of no use here: who wants one starts the program in it.
  std::optional<std::string> debugger = std::nullopt;
  bool exitFirst = false;
};

class TRIAL_DIST_API TrialRunner final {
 public:
  using Mode = TrialRunnerOptions::Mode;
  static constexpr Mode DEBUG = Mode::debug;
  static constexpr Mode DRY_RUN = Mode::dryRun;

  /// `std::invalid_argument` naming the member if there is no factory, or for what is not ported:
  /// `profile`.
  explicit TrialRunner(TrialRunnerOptions options);
  explicit TrialRunner(ReporterFactory reporterFactory, std::optional<Mode> mode = std::nullopt,
                       std::string logfile = "test.log", std::ostream* stream = nullptr,
                       bool profile = false, std::string tracebackFormat = "default",
                       bool realTimeErrors = false, bool uncleanWarnings = false,
                       std::filesystem::path workingDirectory = "_trial_temp",
                       bool forceGarbageCollection = false,
                       std::optional<std::string> debugger = std::nullopt, bool exitFirst = false);

  /// Takes the working folder, runs `test` in it, restores all, calls `done()` on the result and
  /// returns it (RUN-01). SIGINT and SIGTERM end the run (<trial/running/runsignals.hpp>). Throws
  /// what taking the folder throws, and what a reporter throws.
  ReporterPtr run(const TestPtr& test);
  /// Pass after pass, with a header and a result each, until one is not successful, runs nothing or
  /// is stopped (RUN-03).
  ReporterPtr runUntilFailure(const TestPtr& test);
  /// Is told of every run that begins from now on, beside the reporter.
  void addListener(RunListenerPtr listener) { listeners_.add(std::move(listener)); }

 private:
  [[nodiscard]] ReporterPtr _makeResult() const;
  ReporterPtr _runWithoutDecoration(const TestPtr& test, bool forceGarbageCollection = false);
  void runInTestDirectory(const TestPtr& suite, const ReporterPtr& result) const;
  [[nodiscard]] std::ostream& stream() const;

  TrialRunnerOptions options_;
  RunEvents listeners_;
};

}  // namespace trial
