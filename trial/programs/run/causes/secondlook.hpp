/// SecondLook: whether a case that has failed in a copy of a warm process passes in one that is
/// started anew.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <trial/programs/run/causes/rerun.hpp>

namespace trial::frameworks {

/// Runs the case alone, and if it passes, and others had run before it in the copy, behind these
/// again: what one of them does to it must not be taken for the copy's fault. It has passed if
/// the processes have run exactly these cases, in the same order, to their end, and nothing else
/// was told; whenever that is not certain, it has not.
class SecondLook final : public Rerun {
 public:
  struct Passed {
    ReportedCase reported;
    CaseOutput output;
  };
  /// `cases`: those that have run in the copy, in their order; the last is the one. `host` starts
  /// processes anew.
  SecondLook(ICaseHost& host, reactor::IReactorTime& clock, ProgramPtr program,
             std::vector<std::string> cases, CaseLimit limit, double seconds);
  /// Once it is over: what the case reported; none: it has not passed.
  [[nodiscard]] std::optional<Passed>& passed() noexcept { return passed_; }
  /// Whether others had run before it.
  [[nodiscard]] bool isBehind() const noexcept { return cases_.size() > 1; }

  void caseFinished(const std::string& id, ReportedCase&& reported, CaseOutput&& output) override;
  void outsideError(const std::string&, std::string, CaseOutput) override { otherwise_ = true; }
  void programError(std::string) override { otherwise_ = true; }
  void uncalledFailed(const std::string&, const std::string&) override { otherwise_ = true; }
  void caseResumed(const std::string&) override { otherwise_ = true; }

 private:
  void begin() override;
  void ended(const ProcessReader& process, const ProcessEnd& end) override;
  [[nodiscard]] std::string foundInTime() override { return {}; }
  void runAgain(std::vector<std::string> asked);
  [[nodiscard]] bool passes(const ProcessReader& process, const ProcessEnd& end);

  const ProgramPtr program_;
  const std::vector<std::string> cases_;
  // Of the process that runs now.
  std::vector<std::string> asked_;
  std::vector<std::string> told_;
  std::optional<Passed> last_;
  bool otherwise_ = false;  // something was told that is no case which passed
  std::optional<Passed> passed_;
};

}  // namespace trial::frameworks
