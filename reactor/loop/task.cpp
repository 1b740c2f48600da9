#include <reactor/task.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

#include <reactor/libevent.hpp>
#include <reactor/log.hpp>
#include <reactor/loop/cancelcall.hpp>

namespace reactor {

const char* SchedulerError::what() const noexcept { return "the scheduler cannot do that"; }
const char* SchedulerStopped::what() const noexcept { return "the cooperator was stopped"; }
const char* TaskDone::what() const noexcept { return "the task is done"; }
const char* TaskStopped::what() const noexcept { return "the task was stopped"; }
const char* TaskFailed::what() const noexcept { return "the task has failed"; }
const char* NotPaused::what() const noexcept { return "the task is not paused"; }

CooperativeTask::CooperativeTask(WorkIterator iterator, Cooperator& cooperator)
    : _iterator(std::make_shared<WorkIterator>(std::move(iterator))), _cooperator(&cooperator) {
  cooperator.unfinished_.push_back(this);
}

CooperativeTask::~CooperativeTask() {
  if (_cooperator != nullptr) _cooperator->forget(*this);
}

Deferred<void> CooperativeTask::whenDone() {
  Deferred<void> d;
  if (_completionState == nullptr) {
    _deferreds.push_back(d);
  } else if (_completionResult) {
    d.errback(*_completionResult);
  } else {
    d.callback();
  }
  return d;
}

void CooperativeTask::_checkFinish() const {
  if (_completionState != nullptr) std::rethrow_exception(_completionState);
}

void CooperativeTask::pause() {
  _checkFinish();
  if (++_pauseCount == 1 && _cooperator != nullptr) _cooperator->_removeTask(*this);
}

void CooperativeTask::resume() {
  if (_pauseCount == 0) throw NotPaused();
  if (--_pauseCount == 0 && _completionState == nullptr && _cooperator != nullptr) {
    _cooperator->_addTask(shared_from_this());
  }
}

void CooperativeTask::stop() {
  _checkFinish();
  _completeWith(std::make_exception_ptr(TaskStopped()), Failure(TaskStopped()));
}

void CooperativeTask::_completeWith(std::exception_ptr state, std::optional<Failure> result) {
  const auto self = shared_from_this();
  _completionState = std::move(state);
  _completionResult = std::move(result);
  if (_cooperator != nullptr) {
    if (_pauseCount == 0) _cooperator->_removeTask(*this);
    std::exchange(_cooperator, nullptr)->forget(*this);
  }
  const auto iterator = std::exchange(_iterator, nullptr);
  // Last, because the callbacks may stop or destroy the cooperator (COOP-19).
  for (const auto& d : std::exchange(_deferreds, {})) {
    if (_completionResult) {
      d.errback(*_completionResult);
    } else {
      d.callback();
    }
  }
}

void CooperativeTask::_oneWorkUnit() {
  std::optional<Deferred<void>> item;
  const auto iterator = _iterator;  // keeps it: it may end its own task while it runs
  try {
    item = (*iterator)();
  } catch (...) {
    if (_completionState != nullptr) {  // its Deferreds have fired already
      log::err(Failure(), "in the iterator of a task that had been ended");
      return;
    }
    _completeWith(std::make_exception_ptr(TaskFailed()), Failure());
    return;
  }
  if (!item) {
    // The iterator may have stopped its own task.
    if (_completionState == nullptr)
      _completeWith(std::make_exception_ptr(TaskDone()), std::nullopt);
    return;
  }
  if (!*item) return;
  // The task is over: a failure of its item is dropped (COOP-16).
  if (_completionState != nullptr) {
    item->addErrback([](const Failure&) {});
    return;
  }
  pause();
  const auto self = shared_from_this();
  item->addCallbacks([self] { self->resume(); },
                     [self](Failure failure) {
                       if (self->_completionState != nullptr) return;
                       self->_completeWith(std::make_exception_ptr(TaskFailed()),
                                           std::move(failure));
                     });
}

Cooperator::Cooperator(TerminationPredicateFactory terminationPredicateFactory, Scheduler scheduler,
                       bool started)
    : terminationPredicateFactory_(std::move(terminationPredicateFactory)),
      scheduler_(std::move(scheduler)),
      started_(started) {}

Cooperator::~Cooperator() {
  cancelCall(delayedCall_);
  for (auto* task : unfinished_) task->_cooperator = nullptr;
}

Cooperator::TerminationPredicateFactory Cooperator::timerFactory(double seconds) {
  return [seconds]() -> TerminationPredicate {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                        std::chrono::duration<double>(seconds));
    return [end] { return Clock::now() > end; };
  };
}

Cooperator::Scheduler Cooperator::defaultScheduler() {
  return
      [](std::function<void()> tick) { return defaultReactor().callLater(1e-8, std::move(tick)); };
}

Cooperator::Scheduler Cooperator::schedulerOn(IReactorTime& clock) {
  return [&clock](std::function<void()> tick) { return clock.callLater(1e-8, std::move(tick)); };
}

CooperativeTaskPtr Cooperator::cooperate(WorkIterator iterator) {
  const CooperativeTaskPtr task(new CooperativeTask(std::move(iterator), *this));
  if (stopped_) {
    task->_completeWith(std::make_exception_ptr(SchedulerStopped()), Failure(SchedulerStopped()));
  } else {
    _addTask(task);
  }
  return task;
}

Deferred<void> Cooperator::coiterate(WorkIterator iterator,
                                     std::optional<Deferred<void>> doneDeferred) {
  Deferred<void> done = doneDeferred ? *std::move(doneDeferred) : Deferred<void>();
  cooperate(std::move(iterator))->whenDone().chainDeferred(done);
  return done;
}

void Cooperator::start() {
  stopped_ = false;
  started_ = true;
  _reschedule();
}

void Cooperator::stop() {
  stopped_ = true;
  if (delayedCall_ != nullptr) std::exchange(delayedCall_, nullptr)->cancel();
  tasks_.clear();
  std::vector<CooperativeTaskPtr> ended;
  for (auto* task : unfinished_) ended.push_back(task->shared_from_this());
  for (const auto& task : ended) {
    if (task->_completionState != nullptr) continue;  // a callback of another task ended it
    task->_completeWith(std::make_exception_ptr(SchedulerStopped()), Failure(SchedulerStopped()));
  }
}

void Cooperator::_addTask(const CooperativeTaskPtr& task) {
  tasks_.push_back(task);
  _reschedule();
}

void Cooperator::_removeTask(const CooperativeTask& task) {
  const auto at =
      std::find_if(tasks_.begin(), tasks_.end(), [&](const auto& t) { return t.get() == &task; });
  if (at == tasks_.end()) return;
  if (static_cast<std::size_t>(at - tasks_.begin()) < next_) --next_;
  tasks_.erase(at);
  if (tasks_.empty() && delayedCall_ != nullptr) std::exchange(delayedCall_, nullptr)->cancel();
}

void Cooperator::forget(const CooperativeTask& task) noexcept { std::erase(unfinished_, &task); }

void Cooperator::_tick() {
  delayedCall_ = nullptr;
  const auto isOver = terminationPredicateFactory_();
  while (!tasks_.empty()) {
    if (next_ >= tasks_.size()) next_ = 0;
    const auto task = tasks_[next_++];
    task->_oneWorkUnit();
    if (isOver()) break;
  }
  _reschedule();
}

void Cooperator::_reschedule() {
  if (!started_ || stopped_ || delayedCall_ != nullptr || tasks_.empty()) return;
  delayedCall_ = scheduler_([this] { _tick(); });
}

CooperativeTaskPtr cooperate(WorkIterator iterator) {
  static Cooperator shared;
  return shared.cooperate(std::move(iterator));
}

Deferred<void> deferLater(IReactorTime& clock, double delay) {
  // The pending call owns the Deferred, so the Deferred refers to the call weakly.
  const auto call = std::make_shared<std::weak_ptr<IDelayedCall>>();
  Deferred<void> d([call](Deferred<void>) {
    if (const auto pending = call->lock(); pending && pending->active()) pending->cancel();
  });
  *call = clock.callLater(delay, [d] { d.callback(); });
  return d;
}

}  // namespace reactor
