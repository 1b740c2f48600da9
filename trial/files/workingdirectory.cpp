#include <trial/detail/workingdirectory.hpp>

#include <iostream>
#include <random>
#include <system_error>

#include <fmt/format.h>
#include <reactor/repr.hpp>
#include <trial/files/ownfiles.hpp>

namespace trial {

namespace fs = std::filesystem;

namespace {

constexpr auto markerName = "_trial_marker";

fs::path oldName() {
  std::random_device random;
  return fmt::format("_trial_temp_old{}", random() % 10'000'000U);
}

void makeMarkedFolder(const fs::path& folder) {
  makeFreshFolder(folder);
  makeFreshFile(folder / markerName);
}

/// The name of the folder itself: of `some/where/` it is `some/where` (DIR-14).
fs::path withoutSlashes(fs::path path) {
  auto text = path.string();
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

}  // namespace

NoTrialMarker::NoTrialMarker(const fs::path& path)
    : std::runtime_error(fmt::format("{} is not a trial temporary path, refusing to remove it",
                                     reactor::repr(path.string()))) {}

WorkingDirectoryBusy::WorkingDirectoryBusy(const fs::path& path)
    : std::runtime_error(fmt::format("the working folder {} is in use by another run",
                                     reactor::repr(path.string()))) {}

void _removeSafely(const fs::path& path) {
  if (!fs::is_regular_file(fs::symlink_status(path / markerName))) throw NoTrialMarker(path);
  std::error_code error;
  fs::remove_all(path, error);
  if (!error) return;
  std::cerr << fmt::format("could not remove {}, caught OSError [Errno {}]: {}\n",
                           reactor::repr(path.string()), error.value(), error.message());
  // To a name in the same parent folder, because a rename cannot cross file systems.
  fs::rename(path, path.parent_path() / oldName(), error);
  if (!error) return;
  std::cerr << fmt::format("could not rename path, caught OSError [Errno {}]: {}\n", error.value(),
                           error.message());
  throw std::system_error(error, "cannot remove or rename " + path.string());
}

std::pair<fs::path, reactor::FilesystemLock> _unusedTestDirectory(const fs::path& wanted) {
  const auto base = withoutSlashes(wanted);
  if (base.has_parent_path()) fs::create_directories(base.parent_path());
  for (int counter = 0;; ++counter) {
    auto folder = base;
    if (counter > 0) folder += fmt::format("-{}", counter);
    auto lockName = folder;
    lockName += ".lock";
    reactor::FilesystemLock lock(lockName);
    if (!lock.lock()) {
      if (base.filename() != "_trial_temp") throw WorkingDirectoryBusy(base);
      continue;
    }
    try {
      if (fs::exists(fs::symlink_status(folder))) _removeSafely(folder);
      makeMarkedFolder(folder);
    } catch (...) {
      lock.unlock();
      throw;
    }
    return {std::move(folder), std::move(lock)};
  }
}

}  // namespace trial
