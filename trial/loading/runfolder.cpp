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

fs::path withoutDots(const fs::path& path) {
  fs::path kept;
  for (const auto& part : path) {
    if (!part.empty() && part != ".") kept /= part;
  }
  return kept.empty() ? "." : kept;
}

fs::path fromRunFolder(const fs::path& path) { return withoutDots(runFolder() / path); }

}  // namespace trial
