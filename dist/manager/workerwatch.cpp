#include <dist/manager/workerwatch.hpp>

#include <optional>
#include <utility>

#include <fmt/format.h>

#include <trial/limits/toldlimit.hpp>

namespace dist {

using reactor::Deferred;

WorkerWatch::WorkerWatch(reactor::IReactorTime& clock, const WorkerLimits& limits, double grace,
                         std::shared_ptr<IWorkerProcess> process)
    : clock_(clock), limits_(limits), grace_(grace), process_(std::move(process)) {}

WorkerWatch::~WorkerWatch() {
  const auto taking = std::exchange(takingStacks_, Deferred<std::string>(nullptr));
  if (taking && !taking.called()) taking.cancel();
}

void WorkerWatch::look() {
  if (ending_ || !process_->isRunning()) return;
  const auto progress = process_->worker()->progress();
  const auto pid = process_->pid();
  const double now = clock_.seconds();
  const auto delays = [this, pid] {
    return pid && limits_.delays ? limits_.delays(*pid) : trial::limits::RunDelays();
  };
  std::optional<double> patience;
  if (progress.limit) patience = *progress.limit + trial::limits::toldSlack(*progress.limit);
  if (case_.overdue({progress.part, patience}, now, delays)) {
    return takeStacks(Cause::overdue,
                      fmt::format("its time limit of {} s was over", *progress.limit));
  }
  std::optional<double> silence;
  if (progress.busy) silence = limits_.silence;
  if (!silence_.overdue({progress.messages, silence}, now, delays)) return;
  // Otherwise it runs a case that may take its time.
  const bool stopped = pid && limits_.stopped && limits_.stopped(*pid);
  if (!stopped && !progress.idles) return;
  takeStacks(Cause::silent,
             fmt::format("it {}did not answer for {} s",
                         stopped ? "was stopped by a signal and " : "", limits_.silence));
}

std::uint64_t WorkerWatch::markOf(Cause cause) const {
  const auto progress = process_->worker()->progress();
  return cause == Cause::overdue ? progress.part : progress.messages;
}

void WorkerWatch::takeStacks(Cause cause, std::string why) {
  ending_ = true;
  const auto pid = process_->pid();
  takingStacks_ = pid && limits_.stacks
                      ? limits_.stacks(*pid)
                      : reactor::succeed(std::string("The stacks of its threads cannot be had."));
  const auto weak = weak_from_this();
  takingStacks_.addCallbacks(
      [weak, cause, since = markOf(cause), why = std::move(why)](const std::string& stacks) {
        if (const auto self = weak.lock()) self->end(cause, since, why + ".\n" + stacks);
      },
      [](const reactor::Failure&) {});  // it was cancelled
}

void WorkerWatch::end(Cause cause, std::uint64_t since, const std::string& why) {
  if (!process_->isRunning()) return;
  if (markOf(cause) != since) {  // it has gone on meanwhile
    ending_ = false;
    return;
  }
  process_->worker()->giveUp(why);
  termination_ = reactor::Termination(
      clock_, 0, grace_,
      [process = process_](std::string_view signal) { process->signal(signal); });
}

}  // namespace dist
