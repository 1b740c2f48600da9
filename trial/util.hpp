/// The working folder of a run, what a test left in the reactor, and phrases. (twisted.trial.util)
#pragma once

#include <exception>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/lockfile.hpp>

namespace trial {

/// Seconds.
inline constexpr double DEFAULT_TIMEOUT_DURATION = 120.0;

/// A test left something in the reactor (TC-26, TC-28).
class TRIAL_DIST_API DirtyReactorAggregateError : public std::exception {
 public:
  explicit DirtyReactorAggregateError(std::vector<std::string> delayedCalls,
                                      std::vector<std::string> selectables = {});
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

  const std::vector<std::string> delayedCalls;
  const std::vector<std::string> selectables;

 private:
  std::string text_;
};

/// The folder is not one that a run made: it is not deleted (DIR-05).
class TRIAL_DIST_API NoTrialMarker : public std::runtime_error {
 public:
  explicit NoTrialMarker(const std::filesystem::path& path);
};

/// Another run has the folder (DIR-03).
class TRIAL_DIST_API WorkingDirectoryBusy : public std::runtime_error {
 public:
  explicit WorkingDirectoryBusy(const std::filesystem::path& path);
};

/// A fresh folder named `base`, with a marker in it, and its lock, which the caller has. One named
/// `_trial_temp` gets a number if it is in use (DIR-01 to DIR-08). Throws the two above and
/// `std::system_error`; no lock is left then.
[[nodiscard]] TRIAL_DIST_API std::pair<std::filesystem::path, reactor::FilesystemLock>
_unusedTestDirectory(const std::filesystem::path& base);
/// Deletes a folder that has the marker; one that cannot be deleted is renamed, with a message on
/// stdout (DIR-05, DIR-06).
TRIAL_DIST_API void _removeSafely(const std::filesystem::path& path);

/// "a", "a and b", "a, b, and c".
[[nodiscard]] TRIAL_DIST_API std::string _listToPhrase(const std::vector<std::string>& things,
                                                       std::string_view finalDelimiter,
                                                       std::string_view delimiter = ", ");

/// Opens a log for appending and makes the folders above it; `std::system_error` naming the path.
[[nodiscard]] TRIAL_DIST_API std::unique_ptr<std::ofstream> openTestLog(
    const std::filesystem::path& path);

}  // namespace trial
