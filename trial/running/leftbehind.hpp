/// LeftBehind: ends what native cases of a serial run leave behind.
#pragma once

#include <string>
#include <utility>

#include <trial/resultdecorator.hpp>
#include <trial/running/leftovers.hpp>
#include <trial/running/orphans.hpp>

namespace trial {

/// Notes after each native case which processes have become children of this one. Cases run in this
/// process, so a child that a case keeps for others looks like one that has lost its parent: both
/// live until the cases are over, as a child of a worker does. For cases of programs see
/// ProgramLeftovers.
class LeftBehind final : public TestResultDecorator {
 public:
  explicit LeftBehind(ReporterPtr original)
      : TestResultDecorator(std::move(original)),
        orphans_(Orphans::ofThisProcess()),
        leftovers_(orphans_) {}

  void stopTest(const TestPtr& test) override;
  /// Ends them, and all that they have started, and describes them: each as a detail of the case
  /// after which it was there first.
  void endAll();

 private:
  Orphans orphans_;
  Leftovers leftovers_;
};

/// Tells of a process, as it is described, that a test or something else with a name left behind.
void tellLeftBehind(IReporter& result, const TestPtr& test, std::string process);

}  // namespace trial
