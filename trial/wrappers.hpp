/// ExitWrapper and UncleanWarningsReporterWrapper, and the chain that runners put around a
/// reporter. (twisted.trial.runner._ExitWrapper, twisted.trial.reporter)
#pragma once

#include <reactor/api.hpp>
#include <trial/detail/runsettings.hpp>
#include <trial/resultdecorator.hpp>

namespace trial {

/// Ends a run at its first error or failure. Skips, expected failures and unexpected successes do
/// not end it (RUN-04).
class TRIAL_DIST_API ExitWrapper : public TestResultDecorator {
 public:
  using TestResultDecorator::TestResultDecorator;
  void addError(const TestPtr& test, const Failure& error) override;
  void addFailure(const TestPtr& test, const Failure& failure) override;
};

/// Turns the error for what a test left in the reactor into a warning (REP-24).
class TRIAL_DIST_API UncleanWarningsReporterWrapper : public TestResultDecorator {
 public:
  using TestResultDecorator::TestResultDecorator;
  /// A DirtyReactorAggregateError is logged as a warning with its text; other errors are handed on.
  void addError(const TestPtr& test, const Failure& error) override;
};

/// Puts the wrappers that the settings ask for around a reporter. From the inside to the outside:
/// StopAtFailure for the mode `debug`, ExitWrapper for `exitFirst`, UncleanWarningsReporterWrapper
/// for `uncleanWarnings`; so a warning neither stops a debugger nor ends the run. Without any of
/// these it returns the reporter itself.
[[nodiscard]] TRIAL_DIST_API ReporterPtr inWrappers(ReporterPtr reporter,
                                                    const RunSettings& settings);

}  // namespace trial
