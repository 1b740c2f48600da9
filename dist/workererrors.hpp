/// The errors of a worker that was lost or did not run a case.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>

#include <sys/types.h>

#include <reactor/api.hpp>
#include <reactor/failure.hpp>

namespace dist {

/// Facts about the process of a lost worker, for messages.
struct WorkerTraces {
  std::optional<pid_t> pid = std::nullopt;
  /// Why the runner itself ended it, as in "it closed its connection"; empty if it did not.
  std::string endedBecause = {};
  /// The last that it wrote to stderr.
  std::string lastErrors = {};
};

/// The worker ended while it ran a case. Text: `worker 3 (pid 1234) was lost while running ID:
/// process ended by signal 11.`, and what else is known.
class TRIAL_DIST_API WorkerLost : public std::runtime_error {
 public:
  WorkerLost(int worker, const std::string& testCase, const reactor::Failure& reason,
             const WorkerTraces& traces = {});

 protected:
  explicit WorkerLost(const std::string& text) : std::runtime_error(text) {}
};

/// The worker was ended because its case was not over when its time limit was, or because it did
/// not answer any more. Text: `worker 3 (pid 1234) was ended while running ID: WHY`, how the
/// process ended, and the last that it wrote to stderr.
class TRIAL_DIST_API WorkerTimedOut final : public WorkerLost {
 public:
  WorkerTimedOut(int worker, const std::string& testCase, const std::string& why,
                 const reactor::Failure& reason, const WorkerTraces& traces = {});
};

/// The case was given to the worker and did not begin: it can be given to another. Text: `ID was
/// given to worker 3 and did not begin: WHY`
class TRIAL_DIST_API NotBegun : public std::runtime_error {
 public:
  NotBegun(int worker, const std::string& testCase, const std::string& why);
};

/// The worker has answered a `Run` without running the case, and nobody had asked it back. Text:
/// `worker 3 did not run ID`, without a number if it is not known.
class TRIAL_DIST_API NotRun : public std::runtime_error {
 public:
  NotRun(std::optional<int> worker, const std::string& testCase);
};

/// The worker was over before it was told to end, or ended with a signal or a status that tells of
/// an error: a static destructor that aborts, a leak that a sanitizer finds. Text: `worker 3 (pid
/// 1234) did not end well after its last case: process ended by signal 6.`, and what else is known.
class TRIAL_DIST_API WorkerEndedBadly : public std::runtime_error {
 public:
  WorkerEndedBadly(int worker, const reactor::Failure& reason, const WorkerTraces& traces = {});
};

}  // namespace dist
