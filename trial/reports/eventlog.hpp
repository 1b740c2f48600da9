/// Reads event logs, which --write=json writes. (docs/reports.md)
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <optional>
#include <vector>

#include <trial/runevents.hpp>

namespace trial {

/// A run of a log; with --until-failure each pass is one.
struct LoggedRun {
  struct Event {
    /// Seconds since the run began.
    double at = 0;
    /// Tells a listener of it.
    std::function<void(IRunListener&)> tell;
  };

  /// Counted from 1.
  int pass = 1;
  /// When it began, in seconds since 1970.
  double date = 0;
  /// As `IRunListener::runBegan` was told.
  std::vector<TestPtr> cases = {};
  /// What happened between the beginning of the run and its end.
  std::vector<Event> events = {};
  /// Set if the run ended early, or the log before the run: a case that ran then has an error.
  std::optional<EarlyEnd> end = std::nullopt;
  bool successful = true;
  /// When the run was over, in seconds since it began.
  double over = 0;
  /// Cases that had not begun at the end.
  std::vector<TestPtr> notBegun = {};
};

struct EventLog {
  /// In their order; there is at least one.
  std::vector<LoggedRun> runs;
  /// The exit status of the program that ran them, 0 to 255; 1 if the log does not have it.
  int status = 0;
};

/// A log is complete if each run of it is over, a run that was successful has an end of each test,
/// and the exit status of the program is its last event. Else the run that lacks something ends
/// early and is not successful. `errors` gets a line for that, and one for a last line that was cut
/// off and is left out. Throws `std::runtime_error` that names the file and the line of what is no
/// event, and the file if it cannot be read or holds no run.
[[nodiscard]] EventLog readEventLog(const std::filesystem::path& file, std::ostream& errors);

/// One run of several: of shards of a suite, for instance. There is at least one.
[[nodiscard]] LoggedRun merged(std::vector<LoggedRun> runs);

}  // namespace trial
