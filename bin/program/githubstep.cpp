#include <bin/program/githubstep.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>

#include <trial/loading/runfolder.hpp>
#include <trial/reports/reportfile.hpp>
#include <trial/running/environment.hpp>

namespace bin {

namespace fs = std::filesystem;

namespace {

std::optional<fs::path> summaryOf(const trial::Options& options, const trial::Reports& reports) {
  const auto name = trial::runVariable("GITHUB_STEP_SUMMARY").value_or("");
  const bool another =
      std::any_of(options.reports.begin(), options.reports.end(),
                  [](const std::string& order) { return order.starts_with("github="); });
  if (name.empty() || another) return std::nullopt;
  const auto file = trial::fromRunFolder(name);
  const auto identity = trial::identityOf(file);
  const bool taken = identity && (identity == trial::identityOf("/dev/fd/1") ||
                                  identity == trial::identityOf("/dev/fd/2"));
  if (taken || reports.areWrittenTo(file)) return std::nullopt;
  return file;
}

}  // namespace

bool isGithubStep(const trial::Options& options) {
  return !options.dryRun && trial::runVariable("GITHUB_ACTIONS") == "true" &&
         trial::runVariable("TRIAL_WORKER").value_or("").empty();
}

std::shared_ptr<trial::GithubStep> githubStep(const trial::Options& options,
                                              const trial::Reports& reports) {
  const auto& folder = trial::runFolder();
  const auto workspace = trial::runVariable("GITHUB_WORKSPACE").value_or("");
  return std::make_shared<trial::GithubStep>(
      std::cerr,
      trial::GithubStep::Paths{.summary = summaryOf(options, reports),
                               .workspace = workspace.empty() ? folder : fs::path(workspace),
                               .folder = folder});
}

}  // namespace bin
