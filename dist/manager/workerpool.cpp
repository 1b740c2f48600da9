#include <dist/workerpool.hpp>

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include <dist/manager/lasterrors.hpp>
#include <dist/manager/workerwatch.hpp>
#include <reactor/coroutine.hpp>
#include <reactor/deferredlist.hpp>
#include <reactor/log.hpp>
#include <reactor/loop/cancelcall.hpp>
#include <reactor/process/termination.hpp>
#include <reactor/task.hpp>

namespace dist {

namespace {

using reactor::Deferred;
using reactor::Failure;

/// The end of the process is known, and nobody else is to be told of it.
void ignoreEnd(const IWorkerProcess& process) {
  process.ended().addErrback([](const Failure&) {});
}

}  // namespace

struct WorkerPool::Slot {
  int number;
  std::shared_ptr<IWorkerProcess> process;
  int failedStarts = 0;
  bool lostInCase = false;  // and the case has told of it
  bool active = false;      // its action is being done
  bool unusable = false;    // no process could be brought to begin a case
  bool overdue = false;     // it was told to end and is being ended because it did not
  std::optional<reactor::Termination> termination = std::nullopt;
  std::shared_ptr<WorkerWatch> watch = nullptr;
};

WorkerUnusable::WorkerUnusable(int worker, const Failure& last, const std::string& lastErrors)
    : std::runtime_error(fmt::format("worker {} ended again and again before it began a case: {}{}",
                                     worker, last.getErrorMessage(), lastErrorsText(lastErrors))) {}

WorkerPool::WorkerPool(reactor::IReactorTime& clock, Starter starter, double grace,
                       WorkerLimits limits)
    : clock_(clock), starter_(std::move(starter)), grace_(grace), limits_(std::move(limits)) {}

WorkerPool::~WorkerPool() { stopLooking(); }

void WorkerPool::start(int count, int atFirst) {
  std::vector<int> numbers(static_cast<std::size_t>(std::min(count, atFirst)));
  std::iota(numbers.begin(), numbers.end(), 0);
  for (int number = atFirst; number < count; ++number) later_.push_back(number);
  startNumbers(numbers);
}

void WorkerPool::startNumbers(const std::vector<int>& numbers) {
  starter_(numbers, [this](int number, std::shared_ptr<IWorkerProcess> process) {
    slots_.push_back(std::make_unique<Slot>(Slot{number, std::move(process)}));
  });
}

Deferred<void> WorkerPool::run(WorkerAction action, WorkerPoolRun with) {
  const auto shared = std::make_shared<const WorkerPoolRun>(std::move(with));
  cutOff_ = shared->cutOff;
  const auto first = std::make_shared<std::optional<Failure>>();
  auto all = std::vector{runSlots(0, action, shared, first)};
  if (!later_.empty() && anyActive()) all.push_back(runLater(action, shared, first));
  if (limits_.every > 0) lookLater();
  return reactor::DeferredList<void>(all).addCallback(
      [this, first](const reactor::DeferredList<void>::Value&) -> reactor::Result<void> {
        stopLooking();
        if (*first) return **first;
        return std::monostate();
      });
}

/// Does the action with the slots behind `from`; never fails.
Deferred<void> WorkerPool::runSlots(std::size_t from, const WorkerAction& action, const With& with,
                                    const FirstFailure& first) {
  std::vector<Deferred<void>> all;
  for (auto i = from; i < slots_.size(); ++i) slots_[i]->active = true;
  for (auto i = from; i < slots_.size(); ++i) {
    all.push_back(
        runSlot(*slots_[i], action, with)
            .addBoth([this, &slot = *slots_[i], first, with](reactor::Result<void> result) {
              slot.active = false;
              const auto* failure = std::get_if<1>(&result);
              if (failure != nullptr && !*first && !isSpared(slot, *failure)) {
                first->emplace(*failure);
                if (with->failed) with->failed();
              }
              // Nobody is left who may have work for the others.
              if (!anyActive() && untilLater_ && !untilLater_.called()) untilLater_.cancel();
            }));
  }
  return reactor::DeferredList<void>(all).addCallback(
      [](const reactor::DeferredList<void>::Value&) {});
}

/// Starts the workers that were left for later if there is enough work.
Deferred<void> WorkerPool::runLater(WorkerAction action, With with, FirstFailure first) {
  try {
    untilLater_ = reactor::deferLater(clock_, with->pause);
    auto waiting = untilLater_;
    co_await std::move(waiting);
  } catch (const reactor::CancelledError&) {
    co_return;
  }
  if (interrupted_ || *first || (with->needed && !with->needed())) co_return;
  const auto from = slots_.size();
  try {
    startNumbers(std::exchange(later_, {}));
  } catch (...) {
    // The run goes on with the workers that could be started.
    reactor::log::err(Failure(), "workers could not be started");
    const auto begin = slots_.begin() + static_cast<std::ptrdiff_t>(from);
    slots_.erase(std::remove_if(begin, slots_.end(),
                                [](const auto& slot) { return !slot->process->isRunning(); }),
                 slots_.end());
  }
  auto running = runSlots(from, action, with, first);
  co_await std::move(running);
}

bool WorkerPool::anyActive() const {
  return std::any_of(slots_.begin(), slots_.end(), [](const auto& slot) { return slot->active; });
}

/// Whether the run goes on without this worker: no process can take its place, but others work.
bool WorkerPool::isSpared(const Slot& slot, const Failure& failure) const {
  if (!slot.unusable || !anyActive()) return false;
  reactor::log::warn(
      fmt::format("the run goes on without worker {}: {}", slot.number, failure.getErrorMessage()),
      {"dist.WorkerWarning", "<runner>", 0});
  return true;
}

Deferred<void> WorkerPool::runSlot(Slot& slot, WorkerAction action,
                                   std::shared_ptr<const WorkerPoolRun> with) {
  for (;;) {
    const auto worker = slot.process->worker();
    slot.watch = std::make_shared<WorkerWatch>(clock_, limits_, grace_, slot.process);
    std::optional<Failure> loss;
    try {
      auto done = action(worker);
      co_await std::move(done);
    } catch (...) {
      loss.emplace();
    }
    if (!loss) co_return;
    if (!loss->is<WorkerLost>() && !loss->is<NotBegun>()) loss->raiseException();
    if (with->listener != nullptr && !interrupted_) {
      with->listener->workerLost(slot.number, loss->getErrorMessage());
    }
    if (loss->is<WorkerLost>() && with->needed && !with->needed()) {
      slot.lostInCase = true;
      co_return;
    }
    // A worker is lost when its process has ended, but one that a test wrote may say so earlier.
    ignoreEnd(*slot.process);
    slot.process->signal("KILL");
    if (interrupted_) co_return;
    slot.failedStarts = worker->everBegun() ? 0 : slot.failedStarts + 1;
    slot.unusable = true;  // until a process has taken its place
    if (slot.failedStarts >= mostFailedStarts) {
      throw WorkerUnusable(slot.number, slot.process->startError().value_or(*loss),
                           slot.process->traces().lastErrors);
    }
    reactor::log::msg(
        fmt::format("worker {} is replaced: {}", slot.number, loss->getErrorMessage()));
    starter_({slot.number}, [&slot](int, std::shared_ptr<IWorkerProcess> process) {
      slot.process = std::move(process);
    });
    slot.unusable = false;
    if (with->listener != nullptr) with->listener->workerReplaced(slot.number);
  }
}

Deferred<void> WorkerPool::join(const WorkerFailed& failed) {
  std::vector<Deferred<void>> all;
  for (auto& slot : slots_) all.push_back(joinSlot(*slot, failed));
  return reactor::gatherResults(all, true);
}

Deferred<void> WorkerPool::joinSlot(Slot& slot, WorkerFailed failed) {
  const auto process = slot.process;
  if (!process->isRunning()) {
    if (interrupted_) {
      ignoreEnd(*process);
    } else {
      process->ended().addErrback([number = slot.number, told = slot.lostInCase, failed,
                                   traces = process->traces()](const Failure& failure) {
        reactor::log::err(failure, fmt::format("worker #{} ended before it was told to", number));
        if (failed && !told) failed(number, failure, traces);
      });
    }
    co_return;
  }
  std::optional<Failure> failure;
  try {
    auto exited = process->exit();
    terminateAfterGrace(slot);
    co_await std::move(exited);
  } catch (...) {
    failure.emplace();
  }
  slot.termination.reset();
  if (failure && !interrupted_ && !failure->is<reactor::CancelledError>()) {
    reactor::log::err(*failure, fmt::format("joining disttrial worker #{} failed", slot.number));
    auto traces = process->traces();
    if (slot.overdue && traces.endedBecause.empty()) {
      traces.endedBecause = fmt::format("it was asked to end and had not ended {} s later", grace_);
    }
    if (failed) failed(slot.number, *failure, traces);
  }
}

void WorkerPool::interrupt() {
  if (std::exchange(interrupted_, true)) return;
  for (auto& slot : slots_) {
    if (!slot->termination) terminateAfterGrace(*slot);  // else its grace has begun
  }
}

void WorkerPool::endNow() {
  interrupted_ = true;
  for (auto& slot : slots_) {
    slot->termination.reset();
    end(*slot->process, "KILL");
  }
}

void WorkerPool::kill() {
  interrupted_ = true;
  for (auto& slot : slots_) {
    slot->process->worker()->forget();
    ignoreEnd(*slot->process);
    slot->process->signal("KILL");
  }
}

void WorkerPool::lookLater() {
  looking_ = clock_.callLater(limits_.every, [this] {
    lookLater();
    for (const auto& slot : slots_) {
      if (const auto watch = slot->watch) watch->look();
    }
  });
}

void WorkerPool::stopLooking() noexcept { reactor::cancelCall(looking_); }

void WorkerPool::terminateAfterGrace(Slot& slot) {
  slot.termination.emplace(clock_, grace_, grace_,
                           [this, &slot, process = slot.process](std::string_view signal) {
                             slot.overdue = true;
                             end(*process, signal);
                           });
}

void WorkerPool::end(IWorkerProcess& process, std::string_view signal) {
  if (interrupted_ && cutOff_) cutOff_();
  process.signal(signal);
}

}  // namespace dist
