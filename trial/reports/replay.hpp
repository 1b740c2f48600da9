/// replay: tells a reporter and listeners of runs that are over, for --replay.
#pragma once

#include <iosfwd>
#include <optional>
#include <vector>

#include <trial/detail/runsettings.hpp>
#include <trial/reports/eventlog.hpp>
#include <trial/runevents.hpp>

namespace trial {

/// How the runs ended, all together.
struct Replayed {
  bool successful = true;
  /// The signal that interrupted one of them; 0 if it is not known.
  std::optional<int> interrupted = std::nullopt;
};

/// Tells the reporter of `settings` what it was told in the run, and lists what did not run. The
/// clock of reporters shows the time of the run, from 0.
[[nodiscard]] Replayed replay(const LoggedRun& run, const RunSettings& settings,
                              IRunListener& listener);

/// Reads logs, and joins those runs of them that have the same number. The status is the first that
/// is not 0.
[[nodiscard]] EventLog readEventLogs(const std::vector<std::filesystem::path>& files,
                                     std::ostream& errors);

}  // namespace trial
