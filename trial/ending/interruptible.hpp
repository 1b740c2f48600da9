/// InterruptibleResult: the result of a run in this process that a signal ends.
#pragma once

#include <cstddef>
#include <vector>

#include <trial/itrial.hpp>
#include <trial/resultdecorator.hpp>

namespace trial {

/// After a signal (RunSignals) the result is to stop, so that no test begins. It knows which tests
/// were not begun, and says which one is waited for.
class InterruptibleResult final : public TestResultDecorator {
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
  [[nodiscard]] bool shouldStop() const override;

 private:
  void started(const ITestCase* test);

  std::vector<TestPtr> tests_;  // null where one was started
  std::size_t next_ = 0;        // all before it were started
};

}  // namespace trial
