/// SecondLook: whether a case fails in copies of a warm process only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <trial/programs/run/causes/rerun.hpp>

namespace trial::frameworks {

/// Runs a case again that has failed in a copy:
/// 1. alone in a process that is started anew, where it has to pass,
/// 2. if others had run before it in the copy, behind these in one that is started anew, where it
///    has to pass: what one of them does to it must not be taken for the copy's fault,
/// 3. behind the same ones in another copy, where it has to fail: otherwise it may have failed by
///    chance, or have changed something by its first run.
/// In the first two the processes have to run exactly these cases, in the same order, to their end,
/// and tell of nothing else. Whatever is not certain speaks against the case. `start` fires with
/// what the first of them shows, as that of LoneRun does.
class SecondLook final : public Rerun {
 public:
  struct Passed {
    ReportedCase reported;
    CaseOutput output;
  };
  struct Hosts {
    ICaseHost& fresh;   // starts processes anew
    ICaseHost& copies;  // starts copies
  };
  /// `cases`: those that have run in the copy, in their order; the last is the one. `how` the copy
  /// ended in its middle; empty if it did not.
  SecondLook(const Hosts& hosts, reactor::IReactorTime& clock, ProgramPtr program,
             std::vector<std::string> cases, std::string how, CaseLimit limit, double seconds);
  /// Once it is over: what the case reported when it passed; none: its failure stays.
  [[nodiscard]] std::optional<Passed>& passed() noexcept { return passed_; }
  /// Whether others had run before it.
  [[nodiscard]] bool isBehind() const noexcept { return cases_.size() > 1; }

  void caseFinished(const std::string& id, ReportedCase&& reported, CaseOutput&& output) override;
  void outsideError(const std::string&, std::string, CaseOutput) override;
  void programError(std::string) override { otherwise_ = true; }
  void uncalledFailed(const std::string&, const std::string&) override { otherwise_ = true; }
  void caseResumed(const std::string&) override { otherwise_ = true; }

 private:
  void begin() override;
  void ended(const ProcessReader& process, const ProcessEnd& end) override;
  [[nodiscard]] std::string foundInTime() override;
  void runAgain(ICaseHost& host, std::vector<std::string> asked);
  [[nodiscard]] bool passes(const ProcessReader& process, const ProcessEnd& end);
  [[nodiscard]] bool failsInCopy(const ProcessReader& process, const ProcessEnd& end);
  [[nodiscard]] bool settle();

  ICaseHost& fresh_;
  ICaseHost& copies_;
  const ProgramPtr program_;
  const std::vector<std::string> cases_;
  const std::string how_;
  bool ranAlone_ = false;
  std::string alone_;               // what that has shown
  std::vector<std::string> asked_;  // of the process that runs now, as the next four
  std::vector<std::string> told_;
  std::optional<Passed> last_;
  bool behindLast_ = false;          // an error outside of cases was told behind the case
  bool otherwise_ = false;           // something was told that is no case which passed
  std::optional<Passed> candidate_;  // if it fails in another copy
  std::optional<Passed> passed_;
};

}  // namespace trial::frameworks
