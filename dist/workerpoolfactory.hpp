/// Pools of workers of another kind than processes on this machine, for tests and for others:
/// `DistTrialRunnerOptions::workerPoolFactory`. (twisted.trial._dist.disttrial, 22.8 and later)
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <dist/workerpool.hpp>
#include <reactor/api.hpp>
#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>

namespace dist {

/// What a pool is made from; it does not change (POOL-01).
struct WorkerPoolConfig {
  /// How many workers to start.
  const int numWorkers = 1;
  /// The folder that was asked for; the pool takes it, if it needs one.
  const std::filesystem::path workingDirectory = {};
  const std::vector<std::string> workerArguments = {};
  const std::string logFile = {};
};

/// A pool whose workers are there.
class TRIAL_DIST_API IStartedWorkerPool {
 public:
  virtual ~IStartedWorkerPool() = default;
  /// Does `action` with every worker; fires when all are done. A failure is an error of the run,
  /// held by `<runTests>` (DR-16).
  [[nodiscard]] virtual reactor::Deferred<void> run(WorkerAction action) = 0;
  /// Ends the workers; called once, after the last `run`, but not after `kill`.
  [[nodiscard]] virtual reactor::Deferred<void> join() = 0;
  /// The run is interrupted: what runs has the grace to end. After it `kill` is called, and `run`
  /// is cancelled.
  virtual void interrupt() {}
  /// The run is left in the middle: ends the workers at once. Called once at most.
  virtual void kill() {}
};

/// A pool that is to be started.
class TRIAL_DIST_API IWorkerPool {
 public:
  virtual ~IWorkerPool() = default;
  /// Called once. The reactor outlives the pool.
  [[nodiscard]] virtual reactor::Deferred<std::shared_ptr<IStartedWorkerPool>> start(
      reactor::IReactorProcess& reactor) = 0;
};

/// Makes the pool of a run; its exceptions are the run's (DR-21).
using WorkerPoolFactory =
    std::function<std::shared_ptr<IWorkerPool>(const WorkerPoolConfig& config)>;

}  // namespace dist
