/// Cooperator and cooperate: many iterators of work share the loop, an item at a time; deferLater;
/// LoopingCall.
/// (twisted.internet.task)
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>
#include <reactor/loopingcall.hpp>

namespace reactor {

class TRIAL_DIST_API SchedulerError : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override;
};
/// The cooperator was stopped (COOP-17, COOP-18).
class TRIAL_DIST_API SchedulerStopped : public SchedulerError {
 public:
  [[nodiscard]] const char* what() const noexcept override;
};
/// The base of what a finished task says when asked to pause or stop (COOP-13, COOP-14).
class TRIAL_DIST_API TaskFinished : public SchedulerError {};
class TRIAL_DIST_API TaskDone : public TaskFinished {
 public:
  [[nodiscard]] const char* what() const noexcept override;
};
class TRIAL_DIST_API TaskStopped : public TaskFinished {
 public:
  [[nodiscard]] const char* what() const noexcept override;
};
class TRIAL_DIST_API TaskFailed : public TaskFinished {
 public:
  [[nodiscard]] const char* what() const noexcept override;
};
/// `resume` of a task that is not paused (COOP-12).
class TRIAL_DIST_API NotPaused : public SchedulerError {
 public:
  [[nodiscard]] const char* what() const noexcept override;
};

/// Gives the next item: a Deferred to wait for, or one made from nullptr to go on at once; none at
/// the end.
using WorkIterator = std::function<std::optional<Deferred<void>>()>;

class Cooperator;

/// One iterator in the care of a cooperator.
class TRIAL_DIST_API CooperativeTask final : public std::enable_shared_from_this<CooperativeTask> {
 public:
  ~CooperativeTask();
  CooperativeTask(const CooperativeTask&) = delete;
  CooperativeTask& operator=(const CooperativeTask&) = delete;

  /// A new Deferred per call: fires when the iterator is exhausted, fails with what it threw, with
  /// the failure of an item, with TaskStopped or SchedulerStopped (COOP-07 to COOP-09, COOP-13).
  [[nodiscard]] Deferred<void> whenDone();
  /// No item is pulled until as many resumes. TaskDone, TaskStopped or TaskFailed when it is over.
  void pause();
  void resume();
  void stop();

 private:
  friend class Cooperator;
  CooperativeTask(WorkIterator iterator, Cooperator& cooperator);
  void _oneWorkUnit();
  void _completeWith(std::exception_ptr state, std::optional<Failure> result);
  void _checkFinish() const;

  std::shared_ptr<WorkIterator> _iterator;  // null when it is over
  Cooperator* _cooperator;                  // null once that is gone
  std::vector<Deferred<void>> _deferreds;
  unsigned _pauseCount = 0;
  std::exception_ptr _completionState;
  std::optional<Failure> _completionResult;
};
using CooperativeTaskPtr = std::shared_ptr<CooperativeTask>;

/// Goes round its tasks, one item each, for a slice of time per turn of the loop. It must outlive
/// its tasks' work, or be stopped; it may not be destroyed by an item.
class TRIAL_DIST_API Cooperator final {
 public:
  /// True when this turn is to end; asked after each item.
  using TerminationPredicate = std::function<bool()>;
  using TerminationPredicateFactory = std::function<TerminationPredicate()>;
  /// Calls its argument later, once.
  using Scheduler = std::function<DelayedCallPtr(std::function<void()>)>;

  /// By default a turn takes 0.01 s and comes by `callLater(1e-8, ...)` of the default reactor
  /// (COOP-03, COOP-04).
  explicit Cooperator(TerminationPredicateFactory terminationPredicateFactory = timerFactory(0.01),
                      Scheduler scheduler = defaultScheduler(), bool started = true);
  ~Cooperator();
  Cooperator(const Cooperator&) = delete;
  Cooperator& operator=(const Cooperator&) = delete;

  [[nodiscard]] static TerminationPredicateFactory timerFactory(double seconds);
  [[nodiscard]] static Scheduler defaultScheduler();
  /// By `callLater(1e-8, ...)` of `clock`, which must outlive the cooperator.
  [[nodiscard]] static Scheduler schedulerOn(IReactorTime& clock);

  /// Pulls nothing before the next turn (COOP-01).
  CooperativeTaskPtr cooperate(WorkIterator iterator);
  /// The end of the task, through `doneDeferred` if given (COOP-22).
  Deferred<void> coiterate(WorkIterator iterator,
                           std::optional<Deferred<void>> doneDeferred = std::nullopt);
  void start();
  /// Ends every task with SchedulerStopped and takes no more (COOP-17, COOP-18).
  void stop();
  /// Started and not stopped (COOP-20).
  [[nodiscard]] bool running() const noexcept { return started_ && !stopped_; }

 private:
  friend class CooperativeTask;
  void _addTask(const CooperativeTaskPtr& task);
  void _removeTask(const CooperativeTask& task);
  void _tick();
  void _reschedule();
  void forget(const CooperativeTask& task) noexcept;

  TerminationPredicateFactory terminationPredicateFactory_;
  Scheduler scheduler_;
  std::vector<CooperativeTaskPtr> tasks_;     // that have work to do now
  std::vector<CooperativeTask*> unfinished_;  // those, and the paused ones
  std::size_t next_ = 0;                      // in tasks_: who is next
  DelayedCallPtr delayedCall_;
  bool started_;
  bool stopped_ = false;
};

/// Adds to the one cooperator that everybody shares, on the default reactor (COOP-23).
TRIAL_DIST_API CooperativeTaskPtr cooperate(WorkIterator iterator);
/// What `DistTrialRunner::run` takes, so that tests can give their own.
using Cooperate = std::function<CooperativeTaskPtr(WorkIterator)>;

/// Fires `delay` seconds from now; `cancel` removes the call (CLK-12).
[[nodiscard]] TRIAL_DIST_API Deferred<void> deferLater(IReactorTime& clock, double delay);
/// Calls `f(args...)` then, and is what `maybeDeferred` would make of it.
template <class F, class... Args>
[[nodiscard]] auto deferLater(IReactorTime& clock, double delay, F f, Args... args) {
  return deferLater(clock, delay)
      .addCallback([f = std::move(f), ... args = std::move(args)]() mutable {
        return maybeDeferred(std::move(f), std::move(args)...);
      });
}

}  // namespace reactor
