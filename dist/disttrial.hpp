/// DistTrialRunner: runs a suite on worker processes. (twisted.trial._dist.disttrial)
#pragma once

#include <concepts>
#include <filesystem>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dist/distreporter.hpp>
#include <dist/iworker.hpp>
#include <dist/localworker.hpp>
#include <dist/testqueue.hpp>
#include <dist/workerlaunch.hpp>
#include <dist/workerpool.hpp>
#include <dist/workerpoolfactory.hpp>
#include <reactor/api.hpp>
#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>
#include <reactor/task.hpp>
#include <trial/detail/runsettings.hpp>
#include <trial/itrial.hpp>
#include <trial/reporter.hpp>

namespace dist {

class Session;
class TestDirectory;

/// The arguments of worker processes. A list must be given: `{}` is an empty one (DR-01).
struct WorkerArguments : std::optional<std::vector<std::string>> {
  WorkerArguments() : optional(std::in_place) {}
  WorkerArguments(std::nullopt_t) {}
  WorkerArguments(std::initializer_list<std::string> arguments)
      : optional(std::in_place, arguments) {}
  WorkerArguments(std::vector<std::string> arguments) : optional(std::move(arguments)) {}
};

/// The arguments of the constructor by name (DR-01). The first three are required.
struct DistTrialRunnerOptions {
  trial::ReporterFactory reporterFactory = {};
  /// How many workers to start at most; at least 1.
  std::optional<int> workerNumber = std::nullopt;
  WorkerArguments workerArguments = std::nullopt;
  /// Null: std::cout. It must outlive the runner.
  std::ostream* stream = nullptr;
  std::string tracebackFormat = "default";
  bool realTimeErrors = false;
  bool uncleanWarnings = false;
  /// Inside the working directory, or absolute.
  std::string logfile = "test.log";
  std::filesystem::path workingDirectory = "_trial_temp";
  /// Seconds that workers have to end, when the run is over or interrupted, before TERM, and again
  /// before KILL.
  double grace = 5;
  /// Hand out nothing more after the first error or failure; what runs comes to its end (DR-26).
  bool exitFirst = false;
  /// Makes the pool of workers, in place of the runner's own (24.x).
  WorkerPoolFactory workerPoolFactory = {};
};

/// Tests may derive from it: `run` calls the documented methods and the protected ones.
class TRIAL_DIST_API DistTrialRunner {
 public:
  /// `std::invalid_argument` naming the member that is missing or wrong.
  explicit DistTrialRunner(DistTrialRunnerOptions options);
  explicit DistTrialRunner(trial::RunSettings settings);
  DistTrialRunner(trial::ReporterFactory reporterFactory, int workerNumber,
                  std::vector<std::string> workerArguments, std::ostream* stream = nullptr,
                  std::string tracebackFormat = "default", bool realTimeErrors = false,
                  bool uncleanWarnings = false, std::string logfile = "test.log",
                  std::filesystem::path workingDirectory = "_trial_temp");

  virtual ~DistTrialRunner() = default;

  /// Writes the final outcome of a run to `result`: calls its `done()` (DR-05).
  virtual void writeResults(trial::IReporter& result);
  /// A LocalWorker for each protocol, in order; its folder is named by its index (POOL-07). It
  /// writes its log to `logfile` in its folder; the workers of `run` share one at the top. No file
  /// is touched. `run` calls it once, not for a worker that replaces another.
  [[nodiscard]] virtual std::vector<std::shared_ptr<LocalWorker>> createLocalWorkers(
      const std::vector<std::shared_ptr<LocalWorkerAMP>>& protocols,
      const std::filesystem::path& workingDirectory);
  template <std::derived_from<LocalWorkerAMP> P>
  [[nodiscard]] std::vector<std::shared_ptr<LocalWorker>> createLocalWorkers(
      const std::vector<std::shared_ptr<P>>& protocols,
      const std::filesystem::path& workingDirectory) {
    return createLocalWorkers(
        std::vector<std::shared_ptr<LocalWorkerAMP>>(protocols.begin(), protocols.end()),
        workingDirectory);
  }
  /// Starts a worker process for each protocol, in order: `workerExecutable --worker arguments...`
  /// with AMP on descriptors 3 and 4 and the environment of this process (POOL-08), with the number
  /// of the worker, from 0, and how many there are in TRIAL_WORKER and TRIAL_WORKERS.
  virtual void launchWorkerProcesses(
      const Spawner& spawner,
      const std::vector<std::shared_ptr<reactor::ProcessProtocol>>& protocols,
      const std::vector<std::string>& arguments);
  template <std::derived_from<reactor::ProcessProtocol> P>
  void launchWorkerProcesses(const Spawner& spawner,
                             const std::vector<std::shared_ptr<P>>& protocols,
                             const std::vector<std::string>& arguments) {
    launchWorkerProcesses(
        spawner,
        std::vector<std::shared_ptr<reactor::ProcessProtocol>>(protocols.begin(), protocols.end()),
        arguments);
  }

  /// Starts the workers, runs the cases of `suite` on them, tells the reporter, and returns when
  /// all is over; the reactor, by default the default one, is run meanwhile. A worker that dies
  /// costs the case that it was running and is replaced (FIX-01). Without cases no process is
  /// started (DR-07). With `untilFailure` the cases are run again until a pass is not successful,
  /// on the same workers (DR-23).
  ///
  /// A reactor that is left before the run is over ends it: what did not run is listed, and the
  /// result, which is not successful, is returned (DR-30).
  ///
  /// Throws what keeps the run from starting: `trial::WorkingDirectoryBusy`,
  /// `trial::NoTrialMarker`, `std::system_error` and `WorkerUnusable`; the folder is unlocked and
  /// no worker is left then.
  virtual std::shared_ptr<DistReporter> run(const trial::TestPtr& suite,
                                            reactor::IReactor* reactor = nullptr,
                                            reactor::Cooperate cooperate = {},
                                            bool untilFailure = false);
  virtual std::shared_ptr<DistReporter> runUntilFailure(const trial::TestPtr& suite);
  /// The same without running the reactor, which must be running (DR-20). This object, `reactor`
  /// and the Deferred must be kept until it has fired; `interrupt` ends it early, cancelling it
  /// kills the workers at once. One run at a time: `std::logic_error`.
  [[nodiscard]] virtual reactor::Deferred<std::shared_ptr<DistReporter>> runAsync(
      trial::TestPtr suite, reactor::IReactor& reactor, reactor::Cooperate cooperate = {},
      bool untilFailure = false);
  /// Hands out no more cases; those that run have the grace to end, and the results are written
  /// (FIX-07). `run` calls it after SIGINT, SIGTERM or SIGHUP, unless the program has an action of
  /// its own for that signal.
  void interrupt();
  /// The same, but the cases that run are ended at once; `run` calls it after a second signal.
  void endNow();
  /// Whether the last run was interrupted.
  [[nodiscard]] bool interrupted() const noexcept { return interrupted_; }

  /// Is told of every run that begins from now on, beside the reporter.
  void addListener(trial::RunListenerPtr listener) { listeners_.push_back(std::move(listener)); }

  /// The program started as a worker; by default `dist::workerExecutable()`.
  std::filesystem::path workerExecutable;

  /// A new reporter from the factory, in a DistReporter (DR-04).
  [[nodiscard]] virtual std::shared_ptr<DistReporter> _makeResult();
  /// Gives `worker` one case after another of those that all workers share; fires when none is
  /// left, fails when the worker is lost (DR-12, DR-13). A failed `run` of the worker is an error
  /// of the case (DR-15). The arguments outlive the Deferred.
  [[nodiscard]] virtual reactor::Deferred<void> _driveWorker(
      const std::shared_ptr<IWorker>& worker, const std::shared_ptr<DistReporter>& result,
      SharedTestQueue& testCases, const reactor::Cooperate& cooperate);
  /// As 24.x orders the parameters; for a pool of `workerPoolFactory`, if `run` was given no
  /// `cooperate`. Calls the other one with a `cooperate` that gives the first case at once.
  [[nodiscard]] virtual reactor::Deferred<void> _driveWorker(std::shared_ptr<DistReporter> result,
                                                             SharedTestQueue& testCases,
                                                             std::shared_ptr<IWorker> worker);

  /// The number of workers to be started.
  int _workerNumber;
  /// The reporter writes here, and the runner its own lines. If the stream is the reporter's alone
  /// (`ReporterFactory::ownsStream`), the runner writes only the cases that were not run, to stderr
  /// (FIX-14).
  std::ostream* _stream;
  /// Makes the reporter of each pass.
  trial::ReporterFactory _reporterFactory;
  /// Makes the pool of workers of each run; empty: the runner's own pool, of processes.
  WorkerPoolFactory workerPoolFactory;

 protected:
  /// The manager's end of the conversation with one worker of `run`.
  [[nodiscard]] virtual std::shared_ptr<LocalWorkerAMP> makeLocalWorkerAMP();
  /// The process of one worker, for `createLocalWorkers` and for a replacement.
  [[nodiscard]] virtual std::shared_ptr<LocalWorker> makeLocalWorker(
      const std::shared_ptr<LocalWorkerAMP>& protocol, const std::filesystem::path& logDirectory,
      const WorkerLogFile& logFile);

 private:
  [[nodiscard]] std::shared_ptr<LocalWorker> numberedWorker(
      const std::shared_ptr<LocalWorkerAMP>& protocol, int number,
      const std::filesystem::path& workingDirectory);
  [[nodiscard]] Session makeSession(reactor::IReactor& reactor, reactor::Cooperate cooperate);
  void startWorkers(reactor::IReactor& reactor, const TestDirectory& directory,
                    const std::vector<int>& numbers, const WorkerPool::Made& made,
                    bool replacement);
  std::shared_ptr<DistReporter> runWithoutTests(const trial::TestPtr& suite);
  void signalled(int number);
  void finish(DistReporter& result, const Session& session, bool failed);
  [[nodiscard]] reactor::Deferred<void> close(Session& session);
  void writeLine(std::string_view line);

  trial::RunSettings settings_;
  std::vector<trial::RunListenerPtr> listeners_;
  std::shared_ptr<std::ostream> runLog_;  // while workers of a run are made
  std::optional<int> workersOfRun_;
  Session* session_ = nullptr;  // of the run that is under way
  bool interrupted_ = false;
  bool left_ = false;  // the reactor, before the run was over
};

}  // namespace dist
