/// InterruptibleResult: the result of a run in this process that a signal ends.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <trial/casereport.hpp>
#include <trial/itrial.hpp>

namespace trial {

/// Passes everything on. After a signal (RunSignals) the result is to stop, so that no test begins.
/// It knows which tests were not begun, and says which one is waited for.
class InterruptibleResult final : public ResultReporter {
 public:
  /// `tests`: all of the run, in its order.
  InterruptibleResult(ReporterPtr original, std::vector<TestPtr> tests);
  ~InterruptibleResult() override;
  InterruptibleResult(const InterruptibleResult&) = delete;
  InterruptibleResult& operator=(const InterruptibleResult&) = delete;

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
  void started(const ITestCase* test);

  ReporterPtr original_;
  std::vector<TestPtr> tests_;  // null where one was started
  std::size_t next_ = 0;        // all before it were started
};

}  // namespace trial
