/// RunSettings: how a run is carried through, from the command line or a program to both runners.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <trial/detail/isolation.hpp>
#include <trial/reporter.hpp>

namespace trial {

class DurationTable;

/// Options are read into it, and TrialRunner and DistTrialRunner are made from it. What a new
/// option sets becomes a member here if a runner needs it. (The constructor keeps it from being
/// made from a braced list: such a list is for the arguments of a runner that trial documents.)
struct RunSettings {
  RunSettings() = default;

  enum class Mode {
    /// SIGTRAP at the first failure: for a process that runs under a debugger.
    debug,
    /// Every test is reported as passed, none is run (RUN-02).
    dryRun,
  };

  /// Factories of the reporters of the run. Runners use the last one, as the last `--reporter`
  /// counts; it is a list so that several can be given later.
  std::vector<ReporterFactory> reporterFactories = {};
  /// An empty one if there is none.
  [[nodiscard]] ReporterFactory reporterFactory() const {
    return reporterFactories.empty() ? ReporterFactory() : reporterFactories.back();
  }
  /// Where reporters write; null: stdout. It outlives the runner.
  std::ostream* stream = nullptr;
  /// Only TrialRunner uses it.
  std::optional<Mode> mode = std::nullopt;
  /// The arguments that worker processes are started with.
  std::optional<std::vector<std::string>> workerArguments = std::nullopt;

  /// The number of worker processes; none: the tests run in this process. At least 1.
  std::optional<int> jobs = std::nullopt;
  /// So many workers are started at first, the others when the run goes on for a while; none: all.
  std::optional<int> jobsAtFirst = std::nullopt;
  bool exitFirst = false;
  bool forceGarbageCollection = false;
  /// Seconds that what is to end has, before it gets TERM, and again before KILL; above 0.
  double grace = 5;
  /// Seconds that each stage of a native test and each case of a program may take, blocking code
  /// included; above 0. Native tests have limits of their own beside it (TC-21, FIX-25).
  std::optional<double> testTimeout = std::nullopt;
  /// The largest message between the manager and a worker, in bytes; at least 4096 (MP-06).
  std::size_t maxMessage = std::size_t{64} << 20;
  /// Durations that earlier runs have measured, for the schedule of workers; null: none.
  std::shared_ptr<const DurationTable> durations = nullptr;
  /// The user has said in which order the tests run: long ones are not begun before their turn.
  bool keepOrder = false;
  /// Native tests are begun longest first, too.
  bool nativeLongestFirst = false;
  /// Which cases of a test program of another framework share a process. None: what the
  /// configuration file says of the program, else `Isolation::batch`.
  std::optional<Isolation> isolation = std::nullopt;
  /// The most cases of a program that share a process, with `Isolation::batch`; 0: no limit.
  std::size_t batchSize = 0;
  /// Print tracebacks also as soon as they occur.
  bool rterrors = false;
  /// A detail of `Failure::getTraceback`.
  std::string tbformat = "default";
  bool uncleanWarnings = false;
  /// Inside the working folder if relative; `-` is stdout.
  std::string logfile = "test.log";
  /// The working folder.
  std::string tempDirectory = "_trial_temp";
};

}  // namespace trial
