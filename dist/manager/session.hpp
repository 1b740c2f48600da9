/// Session: the folder, the workers and the queue of one run of DistTrialRunner.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <dist/distreporter.hpp>
#include <dist/iworker.hpp>
#include <dist/manager/causes/spreadprograms.hpp>
#include <dist/manager/testdirectory.hpp>
#include <dist/schedule/schedule.hpp>
#include <dist/testqueue.hpp>
#include <dist/workerpool.hpp>
#include <dist/workerpoolfactory.hpp>
#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>
#include <reactor/task.hpp>
#include <trial/itrial.hpp>

namespace dist {

/// All but `schedule`, `limits` and the last three are required.
struct SessionOptions {
  std::filesystem::path workingDirectory;
  std::string logFile;
  /// Seconds that workers have to end, before TERM and again before KILL.
  double grace = 0;
  /// `SharedTestQueue::oneByOne`.
  bool oneByOne = false;
  ScheduleOptions schedule = {};
  /// How many workers are started at first, if not all.
  std::optional<int> atFirst = std::nullopt;
  WorkerLimits limits = {};
  /// As `WorkerPool::Starter`, for workers of the run that has `directory`.
  std::function<void(const TestDirectory& directory, const std::vector<int>& numbers,
                     const WorkerPool::Made& made)>
      startWorkers;
  /// `DistTrialRunner::_driveWorker`.
  std::function<reactor::Deferred<void>(
      const std::shared_ptr<IWorker>& worker, const std::shared_ptr<DistReporter>& result,
      SharedTestQueue& testCases, const reactor::Cooperate& cooperate)>
      driveWorker;
  /// Without it the session has a cooperator of its own on its reactor.
  reactor::Cooperate cooperate = {};
  /// Makes the pool of workers; empty: one of processes that `startWorkers` starts.
  WorkerPoolFactory workerPoolFactory = {};
  /// Only for a pool that is made.
  std::vector<std::string> workerArguments = {};
};

class Session final {
 public:
  /// `reactor` and what the options refer to outlive the session.
  Session(SessionOptions options, reactor::IReactor& reactor);
  /// Kills workers that are still there: a session that was left in the middle.
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Takes the folder, opens the log, starts `count` workers. When it throws some of them may be
  /// there: `kill` and `close` follow.
  void open(int count);
  /// The same, or makes and starts the pool that the options ask for.
  [[nodiscard]] reactor::Deferred<void> start(int count);
  /// Runs the cases of `suite` once; fires when all are over. What fails beside the worker
  /// processes and the reporter is an error of the result (DR-16).
  [[nodiscard]] reactor::Deferred<void> runTests(trial::TestPtr suite,
                                                 std::shared_ptr<DistReporter> result);
  /// Asks the workers to end and waits for them. One that does not end well is an error of the run.
  [[nodiscard]] reactor::Deferred<void> join(DistReporter& result);
  /// When the workers have ended: warns of programs whose cases fail because they run in several
  /// processes at once.
  [[nodiscard]] reactor::Deferred<void> lookAtFailures();
  /// Hands out nothing more and asks back what has not begun; what runs has the grace.
  void interrupt();
  /// The same, but what runs is ended at once.
  void endNow();
  /// The cases that have begun and are not over.
  [[nodiscard]] std::vector<trial::TestPtr> begun() const;
  /// The cases that an interrupt, a failure or `stop` kept from being run.
  [[nodiscard]] std::vector<trial::TestPtr> notRun() const;
  /// The reactor was left in the middle: ends the workers at once, and reports the cases that had
  /// begun and the run as errors (DR-30).
  void leave(const trial::TestPtr& suite, DistReporter& result);
  /// Ends the workers at once; nothing more is told of their cases.
  void kill();
  /// Asks the workers to end and waits for them, then lets the folder go.
  [[nodiscard]] reactor::Deferred<void> close();

 private:
  // Joins the pool when the current turn of the cooperator is over.
  [[nodiscard]] reactor::Deferred<void> joinPool(WorkerFailed failed);
  [[nodiscard]] reactor::Deferred<void> runPool(std::shared_ptr<DistReporter> result);
  void poolFailed(const reactor::Failure& failure);
  void giveBackUntold(const DistReporter& result);
  void giveUpCases(DistReporter& result, const reactor::Failure& why);
  void killMade();
  void cutOffMade();

  SessionOptions options_;
  reactor::IReactor& reactor_;
  reactor::Cooperator cooperator_;
  std::optional<TestDirectory> directory_;
  WorkerPool pool_;
  std::shared_ptr<IWorkerPool> made_;  // in place of `pool_`
  std::shared_ptr<IStartedWorkerPool> started_;
  std::optional<reactor::Deferred<void>> running_;  // `run` of `started_`
  reactor::DelayedCallPtr graceOver_;               // of `started_`
  bool joined_ = false;                             // `started_`
  bool killed_ = false;                             // `started_`
  bool cutOff_ = false;                             // `running_`
  std::vector<trial::TestPtr> cases_;               // of the present pass
  std::optional<SharedTestQueue> testCases_;
  std::shared_ptr<DistReporter> result_;  // of the present pass
  std::shared_ptr<SpreadPrograms> spread_;
  bool interrupted_ = false;  // also before there is a queue
};

}  // namespace dist
