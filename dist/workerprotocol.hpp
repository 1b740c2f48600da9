/// WorkerProtocol: the worker's end of the conversation with the manager.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <dist/workercommands.hpp>
#include <dist/workerreporter.hpp>
#include <protocols/amp.hpp>
#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>
#include <trial/loader.hpp>

namespace trial {
class Orphans;
}

namespace dist {

/// Cases that it is asked to run wait in a queue. The reader of the connection calls `work` between
/// two reads, so that no case runs inside of `dataReceived`. The results of a case are sent to the
/// manager before the next one begins. Tests may derive from it.
class TRIAL_DIST_API WorkerProtocol : public protocols::AMP {
 public:
  using Run = workercommands::Run;
  using Start = workercommands::Start;

  /// Runs test programs with `reactor`, which outlives it and is the default one. With `coverage`
  /// the data of covered lines goes to `coverage` in the folder that `start` names (WP-17).
  explicit WorkerProtocol(reactor::IReactor& reactor, bool forceGarbageCollection = false,
                          bool coverage = false,
                          const protocols::Limits& limits = protocols::Limits());
  /// With the default reactor.
  explicit WorkerProtocol(bool forceGarbageCollection = false);
  ~WorkerProtocol() override;

  /// Queues a case; fires when it is over, whatever its result (WP-06).
  [[nodiscard]] virtual reactor::Deferred<Run::Response> run(std::string testCase,
                                                             std::int64_t run = 0);
  /// Moves to `directory`, where every case starts (WP-05, WP-19); paths in names are meant from
  /// `origin`, or from there. `std::system_error` if it cannot.
  virtual Start::Response start(const std::string& directory,
                                const std::optional<std::string>& origin = std::nullopt);
  /// Keeps the description of a program for the cases that follow. `complete`: this is its last
  /// part.
  void program(const std::string& name, const std::string& framework, const std::string& dialect,
               const std::vector<std::string>& notes, bool complete);
  /// Forgets a queued case: its run fires with success false. One of the batch that is running is
  /// given back when all that have not begun are. `ends`: see the command.
  virtual void withdraw(std::int64_t run, bool ends);

  /// A warning, for the report of the case that runs; false if none does.
  [[nodiscard]] bool addWarning(const reactor::log::Warning& warning, const std::string& message) {
    return _result.addWarning(warning, message);
  }
  /// Ends what the cases of this worker have left and it still has as children, and tells of it.
  void endChildren();

  /// A line for the manager's test log.
  void testWrite(const std::string& line) { _result.testWrite(line); }

  [[nodiscard]] bool hasWork() const noexcept { return !queue_.empty(); }
  /// It waits for more cases of a batch before it begins the first.
  [[nodiscard]] bool awaitsMore() const noexcept { return hasWork() && missing_ > 0; }
  /// Runs the first case of the queue; of a test program all that lie ready, in one batch, and
  /// takes in what comes on `commands`, the connection's descriptor, meanwhile, if it is none below
  /// 0. False if the manager went away.
  [[nodiscard]] bool work(int commands);

 private:
  struct Queued {
    std::string testCase;
    std::string program;  // that it is a case of; empty for a native one
    std::int64_t run;
    reactor::Deferred<Run::Response> done;
  };
  class BatchRun;

  [[nodiscard]] Queued takeFirst();
  void begin(const Queued& queued, std::optional<double> limit);
  [[nodiscard]] std::optional<double> limitAtBegin() const;
  void runNative(Queued queued);
  [[nodiscard]] bool runBatch(int commands);
  void returnToDirectory();
  void outlived(const std::string& origin, const std::vector<std::string>& processes);

  reactor::IReactor& reactor_;
  trial::TestLoader _loader;
  WorkerReporter _result;
  bool _forceGarbageCollection;
  bool coverage_;
  std::filesystem::path directory_;
  std::deque<Queued> queue_;
  std::int64_t missing_ = 0;                               // of the cases that share a process
  std::map<std::string, std::string, std::less<>> notes_;  // on cases of a program, until complete
  std::string notesOf_;
  std::unique_ptr<trial::Orphans> orphans_;
  std::string before_ = "the start of this worker";  // the native case that ran last
  bool waited_ = true;                               // for the manager since then
  BatchRun* batch_ = nullptr;                        // while one runs
};

}  // namespace dist
