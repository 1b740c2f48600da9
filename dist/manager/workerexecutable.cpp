#include <filesystem>
#include <stdexcept>
#include <utility>

#include <dist/disttrial.hpp>
#include <reactor/process/findinpath.hpp>

namespace dist {

namespace {

bool isAWorker = false;

}  // namespace

void thisProgramIsAWorker() noexcept { isAWorker = true; }

std::filesystem::path workerExecutable() {
  namespace fs = std::filesystem;
  if (isAWorker) return fs::read_symlink("/proc/self/exe");
  if (auto found = reactor::findInPath("trial-dist", reactor::ownPath()); !found.file.empty())
    return std::move(found.file);
  throw std::runtime_error(
      "there is no program to be the worker: trial-dist is not in PATH, and this program's main "
      "does not know --worker");
}

}  // namespace dist
