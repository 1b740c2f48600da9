#include <dist/workerpool.hpp>

#include <optional>
#include <utility>

#include <fmt/format.h>

#include <reactor/deferredlist.hpp>
#include <reactor/error.hpp>
#include <reactor/log.hpp>

namespace dist {

namespace {

using reactor::Deferred;
using reactor::Failure;

}  // namespace

WorkerUnusable::WorkerUnusable(int worker, const Failure& last)
    : std::runtime_error(fmt::format("worker {} ended again and again before it began a case: {}",
                                     worker, last.getErrorMessage())) {}

WorkerPool::WorkerPool(reactor::IReactorTime& clock, Starter starter, double grace)
    : clock_(clock), starter_(std::move(starter)), grace_(grace) {}

WorkerPool::~WorkerPool() {
  for (auto& slot : slots_) cancelDeadlines(*slot);
}

void WorkerPool::add(std::vector<std::shared_ptr<LocalWorker>> workers) {
  for (auto& worker : workers) {
    const int number = static_cast<int>(slots_.size());
    slots_.push_back(std::make_unique<Slot>(Slot{number, std::move(worker)}));
  }
}

Deferred<void> WorkerPool::run(WorkerAction action, std::function<void()> failed) {
  const auto first = std::make_shared<std::optional<Failure>>();
  std::vector<Deferred<void>> all;
  for (auto& slot : slots_) {
    all.push_back(runSlot(*slot, action).addErrback([first, failed](const Failure& failure) {
      if (*first) return;
      first->emplace(failure);
      if (failed) failed();
    }));
  }
  return reactor::DeferredList<void>(all).addCallback(
      [first](const reactor::DeferredList<void>::Value&) -> reactor::Result<void> {
        if (*first) return **first;
        return std::monostate();
      });
}

Deferred<void> WorkerPool::runSlot(Slot& slot, WorkerAction action) {
  for (;;) {
    const auto amp = slot.worker->amp();
    std::optional<Failure> loss;
    try {
      auto done = action(amp);
      co_await std::move(done);
    } catch (...) {
      loss.emplace();
    }
    if (!loss) co_return;
    if (!loss->is<WorkerLost>() && !loss->is<NotBegun>()) loss->raiseException();
    // The run of its last case failed inside processEnded, so the process is gone.
    slot.worker->endDeferred.addErrback([](const Failure&) {});
    if (interrupted_) co_return;
    slot.failedStarts = amp->everBegun() ? 0 : slot.failedStarts + 1;
    if (slot.failedStarts >= mostFailedStarts) {
      throw WorkerUnusable(slot.number, slot.worker->startFailure.value_or(*loss));
    }
    reactor::log::msg(
        fmt::format("worker {} is replaced: {}", slot.number, loss->getErrorMessage()));
    slot.worker = starter_(std::make_shared<LocalWorkerAMP>(), slot.number);
  }
}

Deferred<void> WorkerPool::join() {
  std::vector<Deferred<void>> all;
  for (auto& slot : slots_) all.push_back(joinSlot(*slot));
  return reactor::gatherResults(all, true);
}

Deferred<void> WorkerPool::joinSlot(Slot& slot) {
  const auto worker = slot.worker;
  if (!worker->isRunning()) {
    if (interrupted_) {
      worker->endDeferred.addErrback([](const Failure&) {});
    } else {
      worker->endDeferred.addErrback([number = slot.number](const Failure& failure) {
        reactor::log::err(failure, fmt::format("worker #{} ended before it was told to", number));
      });
    }
    co_return;
  }
  cancelDeadlines(slot);
  endWithin(slot, grace_);
  std::optional<Failure> failure;
  try {
    co_await worker->exit();
  } catch (...) {
    failure.emplace();
  }
  cancelDeadlines(slot);
  if (failure && !interrupted_) {
    reactor::log::err(*failure, fmt::format("joining disttrial worker #{} failed", slot.number));
  }
}

void WorkerPool::interrupt() {
  if (std::exchange(interrupted_, true)) return;
  for (auto& slot : slots_) endWithin(*slot, grace_);
}

void WorkerPool::kill() {
  interrupted_ = true;
  for (auto& slot : slots_) {
    slot->worker->amp()->forget();
    slot->worker->endDeferred.addErrback([](const Failure&) {});
    slot->worker->signal("KILL");
  }
}

void WorkerPool::endWithin(Slot& slot, double first) {
  const auto worker = slot.worker;
  slot.deadlines.push_back(clock_.callLater(first, [worker] { worker->signal("TERM"); }));
  slot.deadlines.push_back(clock_.callLater(first + grace_, [worker] { worker->signal("KILL"); }));
}

void WorkerPool::cancelDeadlines(Slot& slot) {
  for (const auto& call : std::exchange(slot.deadlines, {})) {
    if (call->active()) call->cancel();
  }
}

}  // namespace dist
