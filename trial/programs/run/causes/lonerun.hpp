/// LoneRun: what becomes of a case alone that has ended its process behind others.
#pragma once

#include <optional>
#include <string>

#include <trial/programs/run/causes/rerun.hpp>

namespace trial::frameworks {

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
  [[nodiscard]] std::string judge(const ProcessReader& process, const ProcessEnd& end) const;

  const std::string id_;
  const std::string how_;
  std::optional<CaseReport> report_;
};

}  // namespace trial::frameworks
