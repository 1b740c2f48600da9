#include <dist/workererrors.hpp>

#include <fmt/format.h>

#include <dist/manager/lasterrors.hpp>
#include <trial/programs/excerpt.hpp>

namespace dist {

namespace {

std::string nameOf(int worker, const WorkerTraces& traces) {
  auto text = fmt::format("worker {}", worker);
  if (traces.pid) text += fmt::format(" (pid {})", *traces.pid);
  return text;
}

/// `what` happened to the worker, and all that is known of its end.
std::string endText(int worker, const std::string& what, const reactor::Failure& reason,
                    const WorkerTraces& traces) {
  auto text = fmt::format("{} {}: {}", nameOf(worker, traces), what, reason.getErrorMessage());
  if (!traces.endedBecause.empty()) {
    text += fmt::format(" The runner ended it because {}.", traces.endedBecause);
  }
  return text + lastErrorsText(traces.lastErrors);
}

}  // namespace

std::string lastErrorsText(const std::string& lastErrors) {
  const auto text = trial::frameworks::excerpt(lastErrors);
  return text.empty() ? text : "\nThe last that it wrote to stderr" + text;
}

WorkerLost::WorkerLost(int worker, const std::string& testCase, const reactor::Failure& reason,
                       const WorkerTraces& traces)
    : std::runtime_error(endText(worker, "was lost while running " + testCase, reason, traces)) {}

WorkerTimedOut::WorkerTimedOut(int worker, const std::string& testCase, const std::string& why,
                               const reactor::Failure& reason, const WorkerTraces& traces)
    : WorkerLost(fmt::format("{} was ended while running {}: {}\n{}{}", nameOf(worker, traces),
                             testCase, why, reason.getErrorMessage(),
                             lastErrorsText(traces.lastErrors))) {}

NotBegun::NotBegun(int worker, const std::string& testCase, const std::string& why)
    : std::runtime_error(
          fmt::format("{} was given to worker {} and did not begin: {}", testCase, worker, why)) {}

NotRun::NotRun(std::optional<int> worker, const std::string& testCase)
    : std::runtime_error(worker ? fmt::format("worker {} did not run {}", *worker, testCase)
                                : fmt::format("the worker did not run {}", testCase)) {}

WorkerEndedBadly::WorkerEndedBadly(int worker, const reactor::Failure& reason,
                                   const WorkerTraces& traces)
    : std::runtime_error(endText(worker, "did not end well after its last case", reason, traces)) {}

}  // namespace dist
