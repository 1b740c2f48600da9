/// InterruptibleResult: ends a run in this process after a signal, with the report of what ran.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include <trial/casereport.hpp>
#include <trial/ending/runsignals.hpp>
#include <trial/itrial.hpp>

namespace trial {

/// Passes everything on. After a signal (RunSignals) the result is to stop, so that no test begins;
/// and a native test that does not come to its end then gets the interruption as its error, on the
/// stack of the test, in the signal's handler.
class InterruptibleResult final : public ResultReporter, private IOverdueRun {
 public:
  /// `tests`: all of the run, in its order.
  InterruptibleResult(ReporterPtr original, std::vector<TestPtr> tests);
  ~InterruptibleResult() override;
  InterruptibleResult(const InterruptibleResult&) = delete;
  InterruptibleResult& operator=(const InterruptibleResult&) = delete;

  /// `finish` finishes the report of the run and lets go what it holds; this process is ended then,
  /// with all that it started.
  /// Without it nothing is done about a test that does not come to its end.
  void whenOverdue(std::function<void()> finish) { finish_ = std::move(finish); }
  /// The tests that have not been started.
  [[nodiscard]] std::vector<TestPtr> notRun() const;

  void startTest(const TestPtr& test) override;
  void stopTest(const TestPtr& test) override;
  void addDetails(const TestPtr& test, const CaseReport& details) override;
  void stageBegan(const TestPtr& test, std::optional<double> limit) override;
  void endedEarly(const EarlyEnd& end) override { original_->endedEarly(end); }
  [[nodiscard]] bool wasSuccessful() const override { return original_->wasSuccessful(); }
  void done() override { original_->done(); }
  void stop() override { original_->stop(); }
  [[nodiscard]] bool shouldStop() const override;
  [[nodiscard]] int testsRun() const override { return original_->testsRun(); }

 protected:
  void addResult(const TestPtr& test, CaseResult result) override;

 private:
  class Writing;
  void started(const ITestCase* test);
  void overdue() noexcept override;

  ReporterPtr original_;
  std::vector<TestPtr> tests_;  // null where one was started
  std::size_t next_ = 0;        // all before it were started
  TestPtr current_;
  std::function<void()> finish_;
};

}  // namespace trial
