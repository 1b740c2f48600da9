/// Stopping in a debugger where a test fails. (trial's --debug)
#pragma once

#include <reactor/api.hpp>
#include <trial/resultdecorator.hpp>

namespace trial {

/// While it lives, the next assertion that fails raises SIGTRAP before it throws, and so does the
/// next failure or error that is reported; only the first of them. Without a debugger that ends the
/// process.
class TRIAL_DIST_API StopAtFailure final : public TestResultDecorator {
 public:
  explicit StopAtFailure(ReporterPtr original);
  ~StopAtFailure() override;
  StopAtFailure(const StopAtFailure&) = delete;
  StopAtFailure& operator=(const StopAtFailure&) = delete;

  void addError(const TestPtr& test, const Failure& error) override;
  void addFailure(const TestPtr& test, const Failure& failure) override;
};

namespace detail {

/// What is reported next, or thrown by the caller, is a failure.
void aboutToFail() noexcept;

}  // namespace detail

}  // namespace trial
