/// TestDirectory: the working directory of one run, its lock, and the log in it.
#pragma once

#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include <reactor/interfaces.hpp>
#include <reactor/lockfile.hpp>
#include <reactor/log.hpp>

namespace trial {
class RunLog;
}

namespace dist {

/// (twisted.trial.util) While it lives the folder is this run's alone, and what is logged is
/// written to the log.
class TestDirectory final {
 public:
  /// Takes `workingDirectory`, or one beside it with a number if that is busy; a folder that is
  /// there is emptied. The log is `logFile` in it, or stdout for "-". Throws
  /// `trial::WorkingDirectoryBusy`, `trial::NoTrialMarker` or `std::system_error`.
  TestDirectory(const std::filesystem::path& workingDirectory, const std::string& logFile);
  TestDirectory(const TestDirectory&) = delete;
  TestDirectory& operator=(const TestDirectory&) = delete;
  ~TestDirectory();

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  [[nodiscard]] const std::shared_ptr<std::ostream>& log() const noexcept { return log_; }
  /// From now on the log is written at most a tenth of a second after an entry, so that entries
  /// which come together make one write (COST-03). `clock` outlives this.
  void gatherLog(reactor::IReactorTime& clock);
  /// Writes the entries that wait.
  void writeOutLog();

 private:
  /// Unlocks when it goes.
  class HeldLock final {
   public:
    explicit HeldLock(reactor::FilesystemLock lock) : lock_(std::move(lock)) {}
    HeldLock(const HeldLock&) = delete;
    HeldLock& operator=(const HeldLock&) = delete;
    ~HeldLock();

   private:
    reactor::FilesystemLock lock_;
  };

  TestDirectory(std::pair<std::filesystem::path, reactor::FilesystemLock> taken,
                const std::string& logFile);

  std::filesystem::path path_;
  HeldLock lock_;
  std::shared_ptr<std::ostream> log_;
  std::shared_ptr<trial::RunLog> file_;  // the log, unless that is stdout
  reactor::log::FileLogObserver observer_;
  reactor::DelayedCallPtr writing_;
};

}  // namespace dist
