#include <trial/loading/places.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <reactor/repr.hpp>
#include <trial/detail/loaderrors.hpp>
#include <trial/loading/filenames.hpp>
#include <trial/loading/names.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/loading/searchpath.hpp>
#include <trial/loading/sharedobjects.hpp>
#include <trial/loading/splitat.hpp>

namespace trial {

namespace fs = std::filesystem;

namespace {

std::string joinFrom(const std::vector<std::string>& parts, std::size_t begin, std::size_t end) {
  return fmt::format("{}", fmt::join(parts.begin() + static_cast<std::ptrdiff_t>(begin),
                                     parts.begin() + static_cast<std::ptrdiff_t>(end), "."));
}

std::optional<Place> findKnown(const std::string& name) {
  for (const auto& [prefix, rest] : _qualNameWalker(name)) {
    if (const auto* module = Registry::instance().find(prefix)) {
      checkUsable(*module);
      return Place{module, joinFrom(rest, 0, rest.size())};
    }
  }
  return std::nullopt;
}

std::optional<Place> findIn(const fs::path& root, const std::string& name) {
  const auto parts = splitAt(name, '.');
  auto folder = root;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].empty()) return std::nullopt;
    if (auto file = moduleIn(folder, parts[i])) {
      return Place{ModuleFile{*std::move(file), joinFrom(parts, 0, i + 1)},
                   joinFrom(parts, i + 1, parts.size())};
    }
    folder /= parts[i];
    if (!isFolder(folder)) return std::nullopt;
  }
  return Place{Package{name, folder}};
}

std::optional<Place> findAmong(const std::vector<SearchPath::File>& files,
                               const std::string& name) {
  for (const auto& file : files) {
    if (name == file.name) return Place{ModuleFile{file.path, file.name}};
    if (name.starts_with(file.name + "."))
      return Place{ModuleFile{file.path, file.name}, name.substr(file.name.size() + 1)};
  }
  return std::nullopt;
}

/// True if the run's folder lies somewhere in `folder`.
bool isAboveRunFolder(const fs::path& folder) {
  std::error_code unknown;
  const auto outer = fs::canonical(folder, unknown);
  if (unknown) return false;
  const auto inner = fs::canonical(runFolder(), unknown);
  if (unknown || inner == outer) return false;
  const auto differs = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  return differs.first == outer.end();
}

/// The name of the package in a folder: empty for the run's folder, the dotted relative path of a
/// folder below it, else the folder's own name.
std::string packageName(const fs::path& path, const fs::path& folder) {
  const auto written = withoutDots(path);
  if (written == ".") return {};
  if (std::find(path.begin(), path.end(), "..") != path.end()) {
    std::error_code unknown;
    if (fs::equivalent(folder, runFolder(), unknown)) return {};
    return fs::canonical(folder, unknown).filename().string();
  }
  if (path.is_absolute()) return written.filename().string();
  auto dotted = written.string();
  std::replace(dotted.begin(), dotted.end(), '/', '.');
  return dotted;
}

}  // namespace

Place placeOfName(const std::string& dottedName) {
  if (auto found = findKnown(dottedName)) return *std::move(found);
  const auto path = searchPath();
  if (auto found = findAmong(path.files, dottedName)) return *std::move(found);
  for (const auto& folder : path.folders) {
    if (auto found = findIn(folder, dottedName)) return *std::move(found);
  }
  if (dottedName.find('.') == std::string::npos) {
    throw ModuleNotFound(fmt::format("No module named {}", reactor::repr(dottedName)));
  }
  throw ObjectNotFound(fmt::format("{} does not name an object", reactor::repr(dottedName)));
}

Place placeOfFile(const fs::path& path) {
  const auto file = fromRunFolder(path);
  if (!fs::exists(file)) {
    throw std::invalid_argument(fmt::format("{} doesn't exist", reactor::repr(path.string())));
  }
  if (fs::is_directory(file)) {
    if (isAboveRunFolder(file)) {
      throw ModuleError(fmt::format(
          "{} lies above the folder of the run, so no module that may be found there is "
          "opened: name the modules, or run in that folder",
          reactor::repr(path.string())));
    }
    return {Package{packageName(path, file), file}};
  }
  if (file.extension() == ".so") return {ModuleFile{file}};
  if (isSource(file)) {
    if (auto beside = moduleBeside(file)) return {ModuleFile{*std::move(beside)}};
    auto found = placeOfName(file.stem().string());
    if (!std::holds_alternative<Package>(found.what)) return {std::move(found.what)};
  }
  throw std::invalid_argument(
      fmt::format("{} is neither a test module, nor a test program of a known framework",
                  reactor::repr(path.string())));
}

}  // namespace trial
