/// Janitor: cleans the reactor after a test and reports what the test left in it.
/// (twisted.trial.util._Janitor)
#pragma once

#include <string>
#include <vector>

#include <reactor/interfaces.hpp>
#include <trial/itrial.hpp>

namespace trial {

/// Constructed before the test; delayed calls, processes, readers and writers that the reactor has
/// then do not count.
class Janitor final {
 public:
  /// `result` and `reactor`, which is the default one if not given, must outlive it.
  Janitor(TestPtr test, IReporter& result, reactor::IReactor* reactor = nullptr);
  /// Runs the loop twice, then cancels the delayed calls that the test left and reports them as one
  /// error (TC-26, TC-27). False if there were any.
  bool postCaseCleanup();
  /// Kills the processes and removes the readers and writers that the test left, and reports them
  /// as one error (TC-28). False if there were any.
  bool postClassCleanup();

 private:
  [[nodiscard]] std::vector<reactor::DelayedCallPtr> left() const;
  void killProcesses(std::vector<std::string>& texts);
  void removeDescriptors(std::vector<std::string>& texts);

  TestPtr test_;
  IReporter& result_;
  reactor::IReactor& reactor_;
  // The state of the reactor before the test.
  std::vector<reactor::DelayedCallPtr> before_;
  std::vector<reactor::ProcessTransportPtr> processes_;
  std::vector<reactor::IReadDescriptor*> readers_;
  std::vector<reactor::IWriteDescriptor*> writers_;
};

}  // namespace trial
