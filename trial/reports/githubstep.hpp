/// GithubStep: writes the annotations and the summary of a step of GitHub Actions.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>

#include <trial/reports/runrecord.hpp>
#include <trial/runevents.hpp>

namespace trial {

/// Keeps a record of the run, and writes annotations and a summary when the program ends. Nobody
/// has asked for them, so that nothing that goes wrong with them changes the outcome of the run.
class GithubStep final : public IRunListener {
 public:
  struct Paths {
    /// The file that the summary is added to; none: there is no summary.
    std::optional<std::filesystem::path> summary;
    /// What annotations name sources in, and the folder of the run.
    std::filesystem::path workspace;
    std::filesystem::path folder;
  };
  /// `log` outlives it; annotations go there.
  GithubStep(std::ostream& log, Paths paths);

  void runBegan(const std::vector<TestPtr>& cases) override;
  void caseOver(const CaseReport& report) override { record_.caseOver(report); }
  void endedEarly(const EarlyEnd& end) override { record_.endedEarly(end); }
  void runOver() override { record_.runOver(); }

  /// The last run, with `--until-failure` the last pass, is the one that is written. Nothing is
  /// written if there was none.
  void end();

 private:
  void addSummary();
  [[nodiscard]] std::string inWorkspace(const std::string& file) const;

  std::ostream& log_;
  std::optional<std::filesystem::path> summary_;
  std::filesystem::path folder_;
  std::filesystem::path workspace_;  // without links
  RunRecord record_;
  bool began_ = false;
};

}  // namespace trial
