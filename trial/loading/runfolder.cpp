#include <trial/loading/runfolder.hpp>

#include <utility>

namespace trial {

namespace fs = std::filesystem;

namespace {

/// Empty until it is set or asked for.
fs::path& folder() {
  static fs::path path;
  return path;
}

}  // namespace

const fs::path& runFolder() {
  if (folder().empty()) folder() = fs::current_path();
  return folder();
}

void setRunFolder(fs::path path) { folder() = std::move(path); }

fs::path fromRunFolder(const fs::path& path) { return (runFolder() / path).lexically_normal(); }

}  // namespace trial
