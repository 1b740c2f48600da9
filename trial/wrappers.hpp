/// ExitWrapper and UncleanWarningsReporterWrapper: what a runner puts around a reporter.
/// (twisted.trial.runner._ExitWrapper, twisted.trial.reporter)
#pragma once

#include <reactor/api.hpp>
#include <trial/resultdecorator.hpp>

namespace trial {

/// Ends a run at its first error or failure. Skips, expected failures and unexpected successes do
/// not end it (RUN-04).
class TRIAL_DIST_API ExitWrapper final : public TestResultDecorator {
 public:
  using TestResultDecorator::TestResultDecorator;
  void addError(const TestPtr& test, const Failure& error) override;
  void addFailure(const TestPtr& test, const Failure& failure) override;
};

/// Makes a warning of what a test left in the reactor (REP-24).
class TRIAL_DIST_API UncleanWarningsReporterWrapper final : public TestResultDecorator {
 public:
  using TestResultDecorator::TestResultDecorator;
  /// A DirtyReactorAggregateError is logged as a warning with its text; all else is handed on.
  void addError(const TestPtr& test, const Failure& error) override;
};

}  // namespace trial
