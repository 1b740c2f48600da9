/// GithubStep: what a run in a step of GitHub's Actions writes by itself.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>

#include <trial/reports/runrecord.hpp>
#include <trial/runevents.hpp>

namespace trial {

/// Keeps a record of the run, and writes annotations and a summary when the program ends. Nobody
/// has asked for them, so that nothing that goes wrong with them changes the outcome of the run.
class GithubStep final : public IRunListener {
 public:
  /// `log` outlives it; annotations go there. `summary` is a file that the summary is added to;
  /// none: there is no summary.
  GithubStep(std::ostream& log, std::optional<std::filesystem::path> summary);

  void runBegan(const std::vector<TestPtr>& cases) override;
  void caseOver(const CaseReport& report) override { record_.caseOver(report); }
  void endedEarly(const EarlyEnd& end) override { record_.endedEarly(end); }
  void runOver() override { record_.runOver(); }

  /// The last run, with `--until-failure` the last pass, is the one that is written. Nothing is
  /// written if there was none.
  void end();

 private:
  void addSummary();

  std::ostream& log_;
  std::optional<std::filesystem::path> summary_;
  RunRecord record_;
  bool began_ = false;
};

}  // namespace trial
