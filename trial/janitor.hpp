/// Janitor: what a test leaves behind in the reactor. (twisted.trial.util._Janitor)
#pragma once

#include <string>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/interfaces.hpp>
#include <trial/itrial.hpp>

namespace trial {

/// Made before the test: the calls that are pending then are not the test's.
class TRIAL_DIST_API Janitor final {
 public:
  /// `result` and `reactor`, which is the default one if not given, must outlive it.
  Janitor(TestPtr test, IReporter& result, reactor::IReactor* reactor = nullptr);
  /// Cancels the calls that the test left, save those that are due within two turns of the loop,
  /// and reports them as one error (TC-26, TC-27). False if there were any.
  bool postCaseCleanup();

 private:
  [[nodiscard]] std::vector<reactor::DelayedCallPtr> left() const;

  TestPtr test_;
  IReporter& result_;
  reactor::IReactor& reactor_;
  std::vector<reactor::DelayedCallPtr> before_;
};

}  // namespace trial
