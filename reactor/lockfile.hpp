/// FilesystemLock: a lock between processes, which is a symbolic link whose target is the id of the
/// process that holds it (DIR-01, DIR-04, DIR-11, DIR-12). (twisted.python.lockfile)
#pragma once

#include <filesystem>
#include <optional>

#include <reactor/api.hpp>

namespace reactor {

/// The destructor does not release the lock: it is held until `unlock` or the end of the process.
class TRIAL_DIST_API FilesystemLock final {
 public:
  explicit FilesystemLock(std::filesystem::path name);

  /// Tries to get the lock; returns whether this object holds it now. A lock of a process that has
  /// ended is taken over, even if a new process has the same id. A process of another user counts
  /// as running. Throws `std::system_error` naming the link if it can be neither made nor read.
  bool lock();
  /// Releases the lock. Throws `std::invalid_argument` ("Lock NAME not owned by this process") if
  /// another process holds it, `std::system_error` if there is no lock.
  void unlock();

  /// True while this object holds the lock.
  bool locked = false;
  /// Set when `lock` returns true: whether the previous owner had released the lock.
  std::optional<bool> clean;

 private:
  std::filesystem::path name_;
};

/// Whether any process holds this lock.
[[nodiscard]] TRIAL_DIST_API bool isLocked(const std::filesystem::path& name);

}  // namespace reactor
