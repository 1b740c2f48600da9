/// The interfaces of a worker: all that the pool and the driver know of it, wherever it runs. The
/// errors of a worker are in <dist/workererrors.hpp>.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

#include <dist/workercommands.hpp>
#include <dist/workererrors.hpp>
#include <reactor/api.hpp>
#include <reactor/defer.hpp>
#include <trial/itrial.hpp>

namespace dist {

/// How far a worker is with its cases, for the time limits.
struct WorkerProgress {
  /// Grows with each case that it is given and whenever something comes from it.
  std::uint64_t messages = 0;
  /// It has cases that are not over.
  bool busy = false;
  /// They are native cases and none of them has begun: a worker begins the first one at once.
  bool idles = false;
  /// Grows when a case begins, when the worker says that the case goes on, and when a case is over.
  std::uint64_t part = 0;
  /// The limit of the case that runs, as the worker told it; none: no limit.
  std::optional<double> limit = std::nullopt;
};

/// Runs cases for the manager, one after another. `LocalWorkerAMP` does it over any transport of
/// AMP. Only `run` must be written: by default a worker has nothing that it could give back.
class TRIAL_DIST_API IWorker {
 public:
  virtual ~IWorker() = default;
  /// Gives the case to the worker and reports it to `result`. Several may be under way; they begin
  /// in this order. Fails with `NotBegun` when the worker is lost before the case begins or gives
  /// it back, and then nothing of it is told; with `WorkerLost` when the case had begun. A worker
  /// that fails with one of them and was not asked to give the case back gets no more cases. Any
  /// other failure, and the answer that it did not run the case, is an error of the case, and the
  /// worker goes on. An error that it has reported itself is not reported again (DR-15). Also fails
  /// with what `result` throws.
  [[nodiscard]] virtual reactor::Deferred<workercommands::Run::Response> run(
      const trial::TestPtr& testCase, const trial::ReporterPtr& result) = 0;
  /// The next `count` cases that it is given share one process. It begins none of them before it
  /// has the others, and waits for each of these a second at most. 0: those that it waits for do
  /// not come.
  virtual void keepTogether(std::size_t /*count*/) {}
  /// How many cases it has behind the first, which runs or is about to, that have not been asked
  /// back.
  [[nodiscard]] virtual std::size_t spare() const noexcept { return 0; }
  /// Asks the last `count` of them back. The `run` of each that has not begun then fails with
  /// `NotBegun`; the others go on.
  virtual void askBack(std::size_t /*count*/) {}
  /// Reports nothing more of any case and lets the reporters go.
  virtual void forget() {}
  /// No case will run here any more. Before this is true and every `run` has failed, its process is
  /// not over.
  [[nodiscard]] virtual bool lost() const noexcept { return false; }
  /// Whether a case has begun in this worker.
  [[nodiscard]] virtual bool everBegun() const noexcept { return true; }
  /// How far it is. A worker that does not say is not limited.
  [[nodiscard]] virtual WorkerProgress progress() const { return {}; }
  /// Its process is being ended because of `why`, lines for the user: nothing that it says counts
  /// any more. When it is lost, the `run` of the case that has begun fails with `WorkerTimedOut`.
  virtual void giveUp(const std::string& /*why*/) {}
  /// While what it returns is kept, messages to the worker are gathered into few writes. It may
  /// outlive the worker.
  [[nodiscard]] virtual std::shared_ptr<void> gatherWrites() { return nullptr; }
};

/// The process that a worker lives in, on this machine (`LocalWorker`) or on another.
class TRIAL_DIST_API IWorkerProcess {
 public:
  virtual ~IWorkerProcess() = default;
  /// Runs the cases; it is lost when the process ends.
  [[nodiscard]] virtual std::shared_ptr<IWorker> worker() const = 0;
  /// Whether it was started and has not ended.
  [[nodiscard]] virtual bool isRunning() const noexcept = 0;
  /// The process that runs the cases, if it is one of this machine and has not ended.
  [[nodiscard]] virtual std::optional<pid_t> pid() const { return std::nullopt; }
  /// Asks it to end and waits for that; a clean end is a success, any other fails with the reason.
  /// Fails with `NotRunning` if it is not running.
  [[nodiscard]] virtual reactor::Deferred<void> exit() = 0;
  /// Sends a signal, `TERM` or `KILL`, to all that runs there; nothing if it has ended. It need not
  /// reach a process that cannot be reached any more, but the process must then count as ended.
  virtual void signal(std::string_view name) = 0;
  /// Fails with the reason when it has ended without having been asked to.
  [[nodiscard]] virtual reactor::Deferred<void> ended() const = 0;
  /// Why it could not become ready to run cases, if it could not; it is ended then.
  [[nodiscard]] virtual std::optional<reactor::Failure> startError() const = 0;
  /// What is known of its process here, for messages about its end.
  [[nodiscard]] virtual WorkerTraces traces() const { return {}; }
};

}  // namespace dist
