/// LoneRun: what becomes of a case alone that has ended its process behind others.
#pragma once

#include <optional>
#include <string>

#include <trial/programs/run/causes/rerun.hpp>

namespace trial::frameworks {

/// Says in a sentence what became of a case that ran alone in a process; empty if its framework has
/// not begun. `report`: that of the case; null if there is none. `how`: the end of the process in
/// which the case had run behind others.
[[nodiscard]] std::string endAlone(const ProcessReader& process, const ProcessEnd& end,
                                   const CaseReport* report, const std::string& how);
/// The sentence about a process that was still running after so many seconds.
[[nodiscard]] std::string notEndedAlone(double seconds);

/// Runs the case once more, in a process of its own.
class LoneRun final : public Rerun {
 public:
  /// `how` the process ended that had run others before.
  LoneRun(ICaseHost& host, reactor::IReactorTime& clock, ProgramPtr program, std::string id,
          std::string how, CaseLimit limit, double seconds);

  void caseFinished(const std::string& id, ReportedCase&& reported, CaseOutput&& output) override;

 private:
  void begin() override;
  void ended(const ProcessReader& process, const ProcessEnd& end) override;
  [[nodiscard]] std::string foundInTime() override;

  const std::string id_;
  const std::string how_;
  std::optional<CaseReport> report_;
};

}  // namespace trial::frameworks
