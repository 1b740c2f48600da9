/// StopAtFailure: stops in a debugger where a test fails. (trial's --debug)
#pragma once

#include <trial/resultdecorator.hpp>

namespace trial {

/// As long as this object exists, SIGTRAP is raised by an assertion that fails, before it throws,
/// unless the test expects the failure (FailureExpected); and by the first failure or error that is
/// reported, unless its assertion has raised it. After the first report nothing raises it any more.
/// Without a debugger SIGTRAP ends the process.
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

/// Called by assertions just before they throw.
void aboutToFail() noexcept;

}  // namespace detail

}  // namespace trial
