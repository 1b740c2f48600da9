#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string_view>

#include <unistd.h>

#include <dist/disttrial.hpp>

namespace dist {

namespace {

bool isAWorker = false;

}  // namespace

void thisProgramIsAWorker() noexcept { isAWorker = true; }

std::filesystem::path workerExecutable() {
  namespace fs = std::filesystem;
  if (isAWorker) return fs::read_symlink("/proc/self/exe");
  const char* path = std::getenv("PATH");
  std::string_view folders = path == nullptr ? "" : path;
  while (!folders.empty()) {
    const auto end = std::min(folders.find(':'), folders.size());
    const auto candidate = fs::path(folders.substr(0, end)) / "trial-dist";
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
    folders.remove_prefix(std::min(end + 1, folders.size()));
  }
  throw std::runtime_error(
      "there is no program to be the worker: trial-dist is not in PATH, and this program's main "
      "does not know --worker");
}

}  // namespace dist
