#include <trial/loading/names.hpp>

#include <algorithm>

namespace trial {

namespace fs = std::filesystem;

namespace {

/// Empty until it is set or asked for.
fs::path& folder() {
  static fs::path path;
  return path;
}

/// Something of that name is there. A folder whose name could be a module's does not count: the
/// module wins, if both are there.
bool isFile(const std::string& name) {
  if (name.empty()) return false;
  std::error_code unreadable;
  const auto status = fs::status(fromRunFolder(name), unreadable);
  if (fs::is_directory(status)) return name.find('.') != std::string::npos;
  return fs::exists(status);
}

}  // namespace

const fs::path& runFolder() {
  if (folder().empty()) folder() = fs::current_path();
  return folder();
}

void setRunFolder(fs::path path) { folder() = std::move(path); }

fs::path fromRunFolder(const fs::path& path) { return (runFolder() / path).lexically_normal(); }

std::vector<std::string> splitAt(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool isSource(const std::filesystem::path& path) {
  const auto extension = path.extension();
  return extension == ".cpp" || extension == ".cc" || extension == ".cxx" || extension == ".hpp";
}

std::string_view programOf(std::string_view id) noexcept {
  const auto at = id.find("::");
  return at == std::string_view::npos ? std::string_view() : id.substr(0, at);
}

SplitName splitName(std::string_view name) {
  SplitName split;
  const auto at = name.find("::");
  if (at != std::string_view::npos) split.inside = name.substr(at + 2);
  split.target = name.substr(0, at);
  split.isPath =
      split.inside || split.target.find('/') != std::string::npos || isFile(split.target);
  if (!split.isPath) return split;
  split.target = fs::path(split.target).lexically_normal().string();
  // "folder/" names the folder.
  if (split.target.size() > 1 && split.target.back() == '/') split.target.pop_back();
  return split;
}

std::vector<std::pair<std::string, std::vector<std::string>>> _qualNameWalker(
    std::string_view qualName) {
  std::vector<std::pair<std::string, std::vector<std::string>>> steps;
  steps.emplace_back(qualName, std::vector<std::string>());
  for (auto dot = qualName.rfind('.'); dot != std::string_view::npos; dot = qualName.rfind('.')) {
    auto rest = steps.back().second;
    rest.insert(rest.begin(), std::string(qualName.substr(dot + 1)));
    qualName = qualName.substr(0, dot);
    steps.emplace_back(qualName, std::move(rest));
  }
  return steps;
}

}  // namespace trial
