/// Run events: what happens in a run, serial or distributed, as everybody who listens is told.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <reactor/api.hpp>
#include <trial/casereport.hpp>
#include <trial/itrial.hpp>

namespace trial {

/// Listens to a run. With several workers several cases are under way at the same time, and each
/// is told when it begins and when it is over. Results are told as the test reported them, before
/// wrappers such as that of `--unclean-warnings`. An exception that a listener throws ends the run.
class TRIAL_DIST_API IRunListener {
 public:
  virtual ~IRunListener() = default;
  /// The run begins; these are its cases, in the order of the suite, with what stands for tests
  /// that cannot be loaded. With `untilFailure` each pass is a run.
  virtual void runBegan(const std::vector<TestPtr>& /*cases*/) {}
  /// A case begins, in the worker of this number if there are workers.
  virtual void caseBegan(const TestPtr& /*test*/, std::optional<int> /*worker*/) {}
  /// A case is over, or something that is no case reported a result (what could not be loaded, an
  /// error of the runner).
  virtual void caseOver(const CaseReport& /*report*/) {}
  /// Starting a process of a test program took so long, in seconds. Only told with workers.
  virtual void programStarted(const std::string& /*program*/, double /*seconds*/) {}
  /// A worker ended before it was told to; `why` says how.
  virtual void workerLost(int /*worker*/, const std::string& /*why*/) {}
  /// Another process has taken the place of a worker that was lost.
  virtual void workerReplaced(int /*worker*/) {}
  /// The run ended before its last case, or failed; `runOver` follows.
  virtual void endedEarly(const EarlyEnd& /*end*/) {}
  /// The run is over: all that is known of its cases was told. Also told when the run fails.
  virtual void runOver() {}
};
using RunListenerPtr = std::shared_ptr<IRunListener>;

/// Passes every event on to all its listeners, in the order in which they were added.
class TRIAL_DIST_API RunEvents final : public IRunListener {
 public:
  RunEvents() = default;
  explicit RunEvents(std::vector<RunListenerPtr> listeners) : listeners_(std::move(listeners)) {}

  void add(RunListenerPtr listener) { listeners_.push_back(std::move(listener)); }
  [[nodiscard]] bool empty() const noexcept { return listeners_.empty(); }

  void runBegan(const std::vector<TestPtr>& cases) override;
  void caseBegan(const TestPtr& test, std::optional<int> worker) override;
  void caseOver(const CaseReport& report) override;
  void programStarted(const std::string& program, double seconds) override;
  void workerLost(int worker, const std::string& why) override;
  void workerReplaced(int worker) override;
  void endedEarly(const EarlyEnd& end) override;
  void runOver() override;

 private:
  std::vector<RunListenerPtr> listeners_;
};

/// In a serial run: passes everything on to the reporter as it comes, and tells a listener of the
/// cases too. What is reported of no running test is a case of its own to the listener.
class TRIAL_DIST_API ListeningReporter final : public ResultReporter {
 public:
  /// `listener` outlives the reporter.
  ListeningReporter(ReporterPtr original, IRunListener& listener);

  void startTest(const TestPtr& test) override;
  void stopTest(const TestPtr& test) override;
  void addDetails(const TestPtr& test, const CaseReport& details) override;
  void stageBegan(const TestPtr& test, std::optional<double> limit) override {
    original_->stageBegan(test, limit);
  }
  void endedEarly(const EarlyEnd& end) override;
  [[nodiscard]] bool wasSuccessful() const override { return original_->wasSuccessful(); }
  void done() override { original_->done(); }
  void stop() override { original_->stop(); }
  [[nodiscard]] bool shouldStop() const override { return original_->shouldStop(); }
  [[nodiscard]] int testsRun() const override { return original_->testsRun(); }

 protected:
  void addResult(const TestPtr& test, CaseResult result) override;

 private:
  ReporterPtr original_;
  IRunListener& listener_;
  CaseReport current_;  // of no test between two cases
};

}  // namespace trial
