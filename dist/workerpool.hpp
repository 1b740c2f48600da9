/// WorkerPool: the workers of one run, each in a slot that keeps its number when the process is
/// replaced.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <dist/iworker.hpp>
#include <dist/workerlimits.hpp>
#include <reactor/api.hpp>
#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>
#include <trial/runevents.hpp>

namespace dist {

/// A worker ended several times in a row before it began a case: starting it once more is of no
/// use.
class TRIAL_DIST_API WorkerUnusable : public std::runtime_error {
 public:
  WorkerUnusable(int worker, const reactor::Failure& last, const std::string& lastErrors = {});
};

/// Called with each worker; the worker is done when the Deferred fires.
using WorkerAction = std::function<reactor::Deferred<void>(std::shared_ptr<IWorker>)>;

/// Called with the number of a worker that did not end well, the reason, and what else is known.
using WorkerFailed =
    std::function<void(int worker, const reactor::Failure& reason, const WorkerTraces& traces)>;

/// Callbacks of a pool while it runs; every member may be left out.
struct WorkerPoolRun {
  /// Called at once with the first action that failed for good.
  std::function<void()> failed = {};
  /// Whether a worker that was lost in the middle of a case is to be replaced; by default it is.
  std::function<bool()> needed = {};
  /// Is told of workers that were lost and replaced. It outlives the run.
  trial::IRunListener* listener = nullptr;
  /// Called before a worker that is still busy after an interrupt is ended.
  std::function<void()> cutOff = {};
  /// After so many seconds the workers are started that were left for later.
  double pause = 0;
};

class TRIAL_DIST_API WorkerPool final {
 public:
  /// Takes in a worker with its number.
  using Made = std::function<void(int number, std::shared_ptr<IWorkerProcess> process)>;
  /// Makes a worker for each of the numbers, calls `made` with each, and starts their processes
  /// after that, so that the pool has those that run when a later one cannot be started: it throws
  /// then.
  using Starter = std::function<void(const std::vector<int>& numbers, const Made& made)>;

  /// `clock` must outlive the pool. A worker that has not ended `grace` seconds after it was asked
  /// to gets TERM, and KILL after as long again (POOL-09). While `run` goes on, one whose case is
  /// overdue, or that does not answer, is ended as well, and then replaced like one that is lost
  /// (FIX-25).
  WorkerPool(reactor::IReactorTime& clock, Starter starter, double grace, WorkerLimits limits = {});
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Starts `count` workers, which have the numbers 0, 1, ... When it throws, some of them may be
  /// there: `kill` and `join` end them.
  void start(int count) { start(count, count); }
  /// Starts `atFirst` of them. The others are started in the first run that goes on for longer than
  /// its pause, and that still needs workers then.
  void start(int count, int atFirst);
  /// How many workers were started.
  [[nodiscard]] std::size_t size() const noexcept { return slots_.size(); }

  /// Does `action` with every worker at the same time; fires when all are done, with the first
  /// failure if there was one. When it fails with `WorkerLost` or `NotBegun`, the worker is
  /// replaced, and the action done with the new one (FIX-01). When no process can be started in its
  /// place, or three in a row do not begin a case (`WorkerUnusable`), the others go on; the run
  /// fails with that only if none of them is at work.
  [[nodiscard]] reactor::Deferred<void> run(WorkerAction action, WorkerPoolRun with = {});
  /// Asks every worker to exit and waits for all. Those that did not end well stand in the log, and
  /// `failed` is called with them, but for those that were lost in the middle of a case.
  [[nodiscard]] reactor::Deferred<void> join(const WorkerFailed& failed = {});
  /// No worker is replaced from now on, and those that are still busy after the grace are ended.
  void interrupt();
  /// No worker is replaced from now on, and all are killed at once; their cases are told of.
  void endNow();
  /// Kills all that is there, without waiting; nothing is told of their cases any more.
  void kill();

 private:
  static constexpr int mostFailedStarts = 3;
  struct Slot;
  using FirstFailure = std::shared_ptr<std::optional<reactor::Failure>>;
  using With = std::shared_ptr<const WorkerPoolRun>;

  // Coroutines, on objects that outlive them.
  [[nodiscard]] reactor::Deferred<void> runSlot(Slot& slot, WorkerAction action,
                                                std::shared_ptr<const WorkerPoolRun> with);
  [[nodiscard]] reactor::Deferred<void> runLater(WorkerAction action, With with,
                                                 FirstFailure first);
  [[nodiscard]] reactor::Deferred<void> joinSlot(Slot& slot, WorkerFailed failed);
  void startNumbers(const std::vector<int>& numbers);
  [[nodiscard]] reactor::Deferred<void> runSlots(std::size_t from, const WorkerAction& action,
                                                 const With& with, const FirstFailure& first);
  [[nodiscard]] bool anyActive() const;
  [[nodiscard]] bool isSpared(const Slot& slot, const reactor::Failure& failure) const;
  void terminateAfterGrace(Slot& slot);
  void end(IWorkerProcess& process, std::string_view signal);
  void lookLater();
  void stopLooking() noexcept;

  reactor::IReactorTime& clock_;
  Starter starter_;
  double grace_;
  WorkerLimits limits_;
  reactor::DelayedCallPtr looking_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::vector<int> later_;                       // the numbers of those that are not started yet
  reactor::Deferred<void> untilLater_{nullptr};  // while a run waits before it starts them
  bool interrupted_ = false;
  std::function<void()> cutOff_;
};

}  // namespace dist
