/// Wrappers of a reporter: what ends a run at its first error, and what makes dirty reactors
/// warnings.
#pragma once

#include <reactor/api.hpp>
#include <trial/resultdecorator.hpp>

namespace trial {

/// After the first error or failure the run stops (RUN-04). (twisted.trial.runner._ExitWrapper)
class TRIAL_DIST_API ExitWrapper final : public TestResultDecorator {
 public:
  using TestResultDecorator::TestResultDecorator;
  void addError(const TestPtr& test, const Failure& error) override;
  void addFailure(const TestPtr& test, const Failure& failure) override;
};

/// A DirtyReactorAggregateError is logged as a warning (REP-24).
class TRIAL_DIST_API UncleanWarningsReporterWrapper final : public TestResultDecorator {
 public:
  using TestResultDecorator::TestResultDecorator;
  void addError(const TestPtr& test, const Failure& error) override;
};

}  // namespace trial
