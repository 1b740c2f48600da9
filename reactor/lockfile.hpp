/// A lock between processes: a symbolic link whose target is the id of the process that has it.
/// (twisted.python.lockfile; DIR-01, DIR-04, DIR-11, DIR-12)
#pragma once

#include <filesystem>
#include <optional>

#include <reactor/api.hpp>

namespace reactor {

/// The lock is not let go by the destructor: it stays until `unlock`, or until the process is gone.
class TRIAL_DIST_API FilesystemLock final {
 public:
  explicit FilesystemLock(std::filesystem::path name);

  /// True if the lock is now this object's. A lock whose process is gone is taken over, also when
  /// another process has its id by now. The process of another user counts as alive.
  /// `std::system_error` naming the link if it can be neither made nor read.
  bool lock();
  /// `std::invalid_argument` "Lock NAME not owned by this process"; `std::system_error` if there is
  /// none.
  void unlock();

  /// This object has it.
  bool locked = false;
  /// After `lock` gave true: whether the owner before had let it go.
  std::optional<bool> clean;

 private:
  std::filesystem::path name_;
};

/// Whether some process has this lock.
[[nodiscard]] TRIAL_DIST_API bool isLocked(const std::filesystem::path& name);

}  // namespace reactor
