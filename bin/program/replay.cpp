#include <bin/program/replay.hpp>

#include <iostream>
#include <optional>
#include <set>
#include <vector>

#include <fmt/format.h>

#include <bin/exitstatus.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/reports/replay.hpp>
#include <trial/reports/reports.hpp>

namespace bin {

int replayLogs(const trial::Options& options) {
  std::vector<std::filesystem::path> files;
  std::set<trial::FileIdentity> read;
  for (const auto& name : options.tests) {
    files.push_back(trial::fromRunFolder(name));
    const auto identity = trial::identityOf(files.back());
    if (identity && !read.insert(*identity).second)
      throw trial::UsageError(fmt::format("{} is named twice", name));
  }
  const auto log = trial::readEventLogs(files, std::cerr);
  // --unclean-warnings of the run has made warnings of such errors in its log already.
  trial::Reports reports(options.reports, false, {.read = files});
  const auto settings = options.settings(std::cout);
  bool successful = true;
  std::optional<int> interrupted;
  for (const auto& run : log.runs) {
    if (log.runs.size() > 1 && !settings.reporterFactory().ownsStream())
      std::cout << fmt::format("Test Pass {}\n", run.pass);
    const auto replayed = trial::replay(run, settings, reports);
    successful = successful && replayed.successful;
    if (replayed.interrupted) interrupted = replayed.interrupted;
  }
  int status = successful && !interrupted ? exitSuccess : exitFailure;
  if (interrupted.value_or(0) != 0) status = exitSignal + *interrupted;
  // The run may have failed beside its tests.
  return reports.end(status != exitSuccess ? status : log.status);
}

}  // namespace bin
