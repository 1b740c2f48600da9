/// cooperate and Cooperator: iterators of work share the loop, one item at a time; deferLater.
/// LoopingCall is included. (twisted.internet.task)
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
/// Base of the exceptions that `pause` and `stop` of a finished task throw (COOP-13, COOP-14).
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
/// Thrown by `resume` of a task that is not paused (COOP-12).
class TRIAL_DIST_API NotPaused : public SchedulerError {
 public:
  [[nodiscard]] const char* what() const noexcept override;
};

/// Returns the next item: a Deferred to wait for, or an empty one (made from nullptr) to go on at
/// once. Returns none at the end.
using WorkIterator = std::function<std::optional<Deferred<void>>()>;

class Cooperator;

/// One iterator that a cooperator works on. A test may derive from it, so that a `Cooperate` of its
/// own returns tasks of its own.
class TRIAL_DIST_API CooperativeTask : public std::enable_shared_from_this<CooperativeTask> {
 public:
  virtual ~CooperativeTask();
  CooperativeTask(const CooperativeTask&) = delete;
  CooperativeTask& operator=(const CooperativeTask&) = delete;

  /// Returns a new Deferred with each call. It fires when the iterator is at its end. It fails with
  /// the iterator's exception, the failure of an item, TaskStopped or SchedulerStopped (COOP-07 to
  /// COOP-09, COOP-13).
  [[nodiscard]] virtual Deferred<void> whenDone();
  /// No item is taken until `resume` was called as often. Throws TaskDone, TaskStopped or
  /// TaskFailed if the task is over.
  virtual void pause();
  virtual void resume();
  virtual void stop();

 protected:
  /// A task of no cooperator and without an iterator: the derived class does the work.
  CooperativeTask() = default;

 private:
  friend class Cooperator;
  CooperativeTask(WorkIterator iterator, Cooperator& cooperator);
  void _oneWorkUnit();
  void _completeWith(std::exception_ptr state, std::optional<Failure> result);
  void _checkFinish() const;

  std::shared_ptr<WorkIterator> _iterator;  // null when it is over
  Cooperator* _cooperator = nullptr;        // null once that is destroyed
  std::vector<Deferred<void>> _deferreds;
  unsigned _pauseCount = 0;
  std::exception_ptr _completionState;
  std::optional<Failure> _completionResult;
};
using CooperativeTaskPtr = std::shared_ptr<CooperativeTask>;

/// In each turn of the loop it takes one item of each task in turn, until its slice of time is
/// over. It must outlive the work of its tasks or be stopped, and an item may not destroy it.
class TRIAL_DIST_API Cooperator final {
 public:
  /// Called after each item: returns true if this turn is to end.
  using TerminationPredicate = std::function<bool()>;
  using TerminationPredicateFactory = std::function<TerminationPredicate()>;
  /// Calls its argument later, once.
  using Scheduler = std::function<DelayedCallPtr(std::function<void()>)>;

  /// By default a turn takes 0.01 s, and the next one is scheduled with `callLater(1e-8, ...)` of
  /// the default reactor (COOP-03, COOP-04).
  explicit Cooperator(TerminationPredicateFactory terminationPredicateFactory = timerFactory(0.01),
                      Scheduler scheduler = defaultScheduler(), bool started = true);
  ~Cooperator();
  Cooperator(const Cooperator&) = delete;
  Cooperator& operator=(const Cooperator&) = delete;

  [[nodiscard]] static TerminationPredicateFactory timerFactory(double seconds);
  [[nodiscard]] static Scheduler defaultScheduler();
  /// Schedules with `callLater(1e-8, ...)` of `clock`, which must outlive the cooperator.
  [[nodiscard]] static Scheduler schedulerOn(IReactorTime& clock);

  /// Adds a task. Its first item is taken in the next turn (COOP-01).
  CooperativeTaskPtr cooperate(WorkIterator iterator);
  /// Adds a task and returns a Deferred for its end: `doneDeferred` if given (COOP-22).
  Deferred<void> coiterate(WorkIterator iterator,
                           std::optional<Deferred<void>> doneDeferred = std::nullopt);
  void start();
  /// Ends every task with SchedulerStopped; a task that is added later ends so too (COOP-17,
  /// COOP-18).
  void stop();
  /// True if it was started and not stopped (COOP-20).
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
  std::vector<CooperativeTaskPtr> tasks_;     // those with work to do now
  std::vector<CooperativeTask*> unfinished_;  // tasks_ and the paused ones
  std::size_t next_ = 0;                      // index in tasks_ of the next one
  DelayedCallPtr delayedCall_;
  bool started_;
  bool stopped_ = false;
};

/// Adds a task to the shared cooperator, which is on the default reactor (COOP-23).
TRIAL_DIST_API CooperativeTaskPtr cooperate(WorkIterator iterator);
/// The type of `cooperate`, which `DistTrialRunner::run` takes as an argument.
using Cooperate = std::function<CooperativeTaskPtr(WorkIterator)>;

/// A Deferred that fires `delay` seconds from now; `cancel` removes the timed call (CLK-12).
[[nodiscard]] TRIAL_DIST_API Deferred<void> deferLater(IReactorTime& clock, double delay);
/// Calls `f(args...)` after `delay` seconds; the result is that of `maybeDeferred(f, args...)`.
template <class F, class... Args>
[[nodiscard]] auto deferLater(IReactorTime& clock, double delay, F f, Args... args) {
  return deferLater(clock, delay)
      .addCallback([f = std::move(f), ... args = std::move(args)]() mutable {
        return maybeDeferred(std::move(f), std::move(args)...);
      });
}

}  // namespace reactor
