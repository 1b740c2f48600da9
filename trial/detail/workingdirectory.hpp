/// The working directory of a run (`_trial_temp`): a marked folder with a lock beside it.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <utility>

#include <reactor/api.hpp>
#include <reactor/lockfile.hpp>

namespace trial {

/// The folder has no marker, so no run made it; it is not deleted (DIR-05).
class TRIAL_DIST_API NoTrialMarker : public std::runtime_error {
 public:
  explicit NoTrialMarker(const std::filesystem::path& path);
};

/// Another run holds the folder's lock (DIR-03).
class TRIAL_DIST_API WorkingDirectoryBusy : public std::runtime_error {
 public:
  explicit WorkingDirectoryBusy(const std::filesystem::path& path);
};

/// Makes a fresh folder named `base` with a marker in it, and locks it; the caller owns the lock.
/// An old folder of that name is deleted first; slashes at the end are no part of the name. A
/// `base` named `_trial_temp` gets a number if it is in use (DIR-01 to DIR-08). Throws
/// `WorkingDirectoryBusy`, `NoTrialMarker` or `std::system_error`, and leaves no lock then.
[[nodiscard]] TRIAL_DIST_API std::pair<std::filesystem::path, reactor::FilesystemLock>
_unusedTestDirectory(const std::filesystem::path& base);
/// Deletes a folder that has the marker, and throws `NoTrialMarker` if it has none. A folder that
/// cannot be deleted is renamed, with a message on stderr (DIR-05, DIR-06).
TRIAL_DIST_API void _removeSafely(const std::filesystem::path& path);

}  // namespace trial
