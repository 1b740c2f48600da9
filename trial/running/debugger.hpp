/// Stopping in a debugger where a test fails. (trial's --debug)
#pragma once

#include <trial/resultdecorator.hpp>

namespace trial {

/// While it lives, an assertion that fails raises SIGTRAP before it throws, unless a failure is
/// expected there, and so does the first failure or error that is reported, unless its assertion
/// did; after that nothing does. Without a debugger that ends the process.
class StopAtFailure final : public TestResultDecorator {
 public:
  explicit StopAtFailure(ReporterPtr original);
  ~StopAtFailure() override;
  StopAtFailure(const StopAtFailure&) = delete;
  StopAtFailure& operator=(const StopAtFailure&) = delete;

  void addError(const TestPtr& test, const Failure& error) override;
  void addFailure(const TestPtr& test, const Failure& failure) override;
  void stopTest(const TestPtr& test) override;
};

namespace detail {

/// An assertion throws next.
void aboutToFail() noexcept;

}  // namespace detail

}  // namespace trial
