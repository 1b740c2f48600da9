/// TestResultDecorator: a reporter that passes every call on to another; the base of wrappers.
/// (twisted.trial.reporter)
#pragma once

#include <utility>

#include <reactor/api.hpp>
#include <trial/itrial.hpp>

namespace trial {

class TRIAL_DIST_API TestResultDecorator : public IReporter {
 public:
  explicit TestResultDecorator(ReporterPtr original) : _originalReporter(std::move(original)) {}

  void startTest(const TestPtr& test) override { _originalReporter->startTest(test); }
  void stopTest(const TestPtr& test) override { _originalReporter->stopTest(test); }
  void addSuccess(const TestPtr& test) override { _originalReporter->addSuccess(test); }
  void addError(const TestPtr& test, const Failure& error) override {
    _originalReporter->addError(test, error);
  }
  void addFailure(const TestPtr& test, const Failure& failure) override {
    _originalReporter->addFailure(test, failure);
  }
  void addExpectedFailure(const TestPtr& test, const Failure& failure,
                          const std::optional<Todo>& todo = std::nullopt) override {
    _originalReporter->addExpectedFailure(test, failure, todo);
  }
  void addUnexpectedSuccess(const TestPtr& test,
                            const std::optional<Todo>& todo = std::nullopt) override {
    _originalReporter->addUnexpectedSuccess(test, todo);
  }
  void addSkip(const TestPtr& test, const std::string& reason) override {
    _originalReporter->addSkip(test, reason);
  }
  void addDetails(const TestPtr& test, const CaseReport& details) override {
    _originalReporter->addDetails(test, details);
  }
  void stageBegan(const TestPtr& test, std::optional<double> limit) override {
    _originalReporter->stageBegan(test, limit);
  }
  void testBegan(const TestPtr& test, int worker) override {
    _originalReporter->testBegan(test, worker);
  }
  void withdrawTest(const TestPtr& test) override { _originalReporter->withdrawTest(test); }
  // testLost is not passed on: it calls addError, which a wrapper may be there to hear.
  void endedEarly(const EarlyEnd& end) override { _originalReporter->endedEarly(end); }
  [[nodiscard]] bool wasSuccessful() const override { return _originalReporter->wasSuccessful(); }
  void done() override { _originalReporter->done(); }
  void stop() override { _originalReporter->stop(); }
  [[nodiscard]] bool shouldStop() const override { return _originalReporter->shouldStop(); }
  [[nodiscard]] int testsRun() const override { return _originalReporter->testsRun(); }

 protected:
  ReporterPtr _originalReporter;
};

}  // namespace trial
