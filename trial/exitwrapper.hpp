/// ExitWrapper: ends a run at its first error or failure. (twisted.trial.runner._ExitWrapper)
#pragma once

#include <reactor/api.hpp>
#include <trial/resultdecorator.hpp>

namespace trial {

/// Skips, expected failures and unexpected successes do not end it (RUN-04).
class TRIAL_DIST_API ExitWrapper final : public TestResultDecorator {
 public:
  using TestResultDecorator::TestResultDecorator;
  void addError(const TestPtr& test, const Failure& error) override;
  void addFailure(const TestPtr& test, const Failure& failure) override;
};

}  // namespace trial
