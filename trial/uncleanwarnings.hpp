/// UncleanWarningsReporterWrapper: what a test left in the reactor is a warning, not an error
/// (REP-24). (twisted.trial.reporter)
#pragma once

#include <reactor/api.hpp>
#include <trial/resultdecorator.hpp>

namespace trial {

class TRIAL_DIST_API UncleanWarningsReporterWrapper final : public TestResultDecorator {
 public:
  using TestResultDecorator::TestResultDecorator;
  /// A DirtyReactorAggregateError is logged as a warning with its text; all else is handed on.
  void addError(const TestPtr& test, const Failure& error) override;
};

}  // namespace trial
