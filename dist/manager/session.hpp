/// Session: what one run of DistTrialRunner has while it lasts: folder, lock, log, workers, and the
/// queue.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <memory>
#include <optional>
#include <vector>

#include <dist/disttrial.hpp>
#include <dist/manager/drive.hpp>
#include <dist/workerpool.hpp>
#include <reactor/lockfile.hpp>
#include <reactor/log.hpp>
#include <reactor/task.hpp>

namespace dist {

class Session final {
 public:
  /// Both references outlive the session. Without `cooperate` it has a cooperator of its own on
  /// `reactor`.
  Session(DistTrialRunner& runner, reactor::IReactor& reactor, reactor::Cooperate cooperate);
  /// Kills workers that are still there: a session that was left in the middle.
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Takes the folder, opens the log, starts `count` workers. When it throws some of them may be
  /// there: `kill` and `close` follow.
  void open(int count);
  /// One pass; fires when all cases are over.
  [[nodiscard]] reactor::Deferred<void> runTests(const trial::TestPtr& suite,
                                                 const std::shared_ptr<DistReporter>& result);
  /// Hands out nothing more and asks back what has not begun; what runs has the grace.
  void interrupt();
  /// Names the cases that an interrupt or a failure kept from being run, if any.
  void writeNotRun(std::ostream& stream) const;
  /// Ends the workers at once; nothing more is told of their cases.
  void kill() { pool_.kill(); }
  /// Asks the workers to end and waits for them, then lets the folder go.
  [[nodiscard]] reactor::Deferred<void> close();

 private:
  [[nodiscard]] std::shared_ptr<LocalWorker> startWorker(std::shared_ptr<LocalWorkerAMP> amp,
                                                         int number);
  void launch(const std::vector<std::shared_ptr<LocalWorker>>& workers);
  [[nodiscard]] reactor::Deferred<void> drive(const std::shared_ptr<LocalWorkerAMP>& worker,
                                              const std::shared_ptr<DistReporter>& result);
  void release() noexcept;

  DistTrialRunner& runner_;
  reactor::IReactor& reactor_;
  reactor::Cooperator cooperator_;
  reactor::Cooperate cooperate_;
  std::filesystem::path testDir_;
  std::optional<reactor::FilesystemLock> testDirLock_;
  std::optional<reactor::log::FileLogObserver> observer_;
  WorkerPool pool_;
  std::optional<SharedTestQueue> testCases_;
};

}  // namespace dist
