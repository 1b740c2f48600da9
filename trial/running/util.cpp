#include <trial/util.hpp>

#include <cerrno>
#include <iostream>
#include <random>
#include <system_error>

#include <fmt/format.h>
#include <reactor/repr.hpp>

namespace trial {

namespace fs = std::filesystem;

namespace {

constexpr auto markerName = "_trial_marker";

std::string dirtyText(const std::vector<std::string>& delayedCalls,
                      const std::vector<std::string>& selectables) {
  std::string text = "Reactor was unclean.";
  if (!delayedCalls.empty()) {
    text += "\nDelayedCalls: (set twisted.internet.base.DelayedCall.debug = True to debug)";
    for (const auto& call : delayedCalls) text.append("\n").append(call);
  }
  if (!selectables.empty()) {
    text += "\nSelectables:";
    for (const auto& selectable : selectables) text.append("\n").append(selectable);
  }
  return text;
}

fs::path oldName() {
  std::random_device random;
  return fmt::format("_trial_temp_old{}", random() % 10'000'000U);
}

void makeMarkedFolder(const fs::path& folder) {
  fs::create_directories(folder);
  const auto marker = folder / markerName;
  if (!std::ofstream(marker)) {
    throw std::system_error(errno, std::generic_category(), "cannot write " + marker.string());
  }
}

}  // namespace

DirtyReactorAggregateError::DirtyReactorAggregateError(std::vector<std::string> calls,
                                                       std::vector<std::string> others)
    : delayedCalls(std::move(calls)),
      selectables(std::move(others)),
      text_(dirtyText(delayedCalls, selectables)) {}

NoTrialMarker::NoTrialMarker(const fs::path& path)
    : std::runtime_error(fmt::format("{} is not a trial temporary path, refusing to remove it",
                                     reactor::repr(path.string()))) {}

WorkingDirectoryBusy::WorkingDirectoryBusy(const fs::path& path)
    : std::runtime_error(fmt::format("the working folder {} is in use by another run",
                                     reactor::repr(path.string()))) {}

void _removeSafely(const fs::path& path) {
  if (!fs::exists(path / markerName)) throw NoTrialMarker(path);
  std::error_code error;
  fs::remove_all(path, error);
  if (!error) return;
  std::cout << fmt::format("could not remove {}, caught OSError [Errno {}]: {}\n",
                           reactor::repr(path.string()), error.value(), error.message());
  // To a name in the same parent folder, because a rename cannot cross file systems.
  fs::rename(path, path.parent_path() / oldName(), error);
  if (!error) return;
  std::cout << fmt::format("could not rename path, caught OSError [Errno {}]: {}\n", error.value(),
                           error.message());
  throw std::system_error(error, "cannot remove or rename " + path.string());
}

std::pair<fs::path, reactor::FilesystemLock> _unusedTestDirectory(const fs::path& base) {
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

std::string _listToPhrase(const std::vector<std::string>& things, std::string_view finalDelimiter,
                          std::string_view delimiter) {
  if (things.empty()) return {};
  if (things.size() == 1) return things[0];
  if (things.size() == 2) return fmt::format("{} {} {}", things[0], finalDelimiter, things[1]);
  std::string phrase;
  for (std::size_t i = 0; i + 1 < things.size(); ++i) phrase.append(things[i]).append(delimiter);
  return phrase.append(finalDelimiter).append(" ").append(things.back());
}

std::unique_ptr<std::ofstream> openTestLog(const fs::path& path) {
  if (path.has_parent_path()) fs::create_directories(path.parent_path());
  auto log = std::make_unique<std::ofstream>(path, std::ios::app);
  if (!*log)
    throw std::system_error(errno, std::generic_category(),
                            "cannot write the log " + path.string());
  return log;
}

}  // namespace trial
