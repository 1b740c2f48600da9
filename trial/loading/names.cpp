#include <trial/loading/names.hpp>

#include <filesystem>
#include <system_error>

#include <trial/loading/runfolder.hpp>

namespace trial {

namespace fs = std::filesystem;

namespace {

/// True if `name` exists in the file system. A folder whose name could be a module's does not
/// count: if both are there, the module wins.
bool isFile(const std::string& name) {
  if (name.empty()) return false;
  std::error_code unreadable;
  const auto status = fs::status(fromRunFolder(name), unreadable);
  if (fs::is_directory(status)) return name.find('.') != std::string::npos;
  return fs::exists(status);
}

}  // namespace

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
  split.target = withoutDots(split.target).string();
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
