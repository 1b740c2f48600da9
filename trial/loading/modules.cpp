#include <trial/modules.hpp>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <reactor/repr.hpp>
#include <trial/loading/modulefiles.hpp>
#include <trial/loading/names.hpp>
#include <trial/loading/splitat.hpp>

namespace trial {

namespace fs = std::filesystem;

namespace {

bool isFolder(const fs::path& path) {
  std::error_code unreadable;
  return fs::is_directory(path, unreadable);
}

std::string joinFrom(const std::vector<std::string>& parts, std::size_t begin, std::size_t end) {
  return fmt::format("{}", fmt::join(parts.begin() + static_cast<std::ptrdiff_t>(begin),
                                     parts.begin() + static_cast<std::ptrdiff_t>(end), "."));
}

/// The folder was made by a run, or is hidden: no tests of the user's are there.
bool isForeign(const fs::path& folder) {
  std::error_code unreadable;
  return folder.filename().string().starts_with(".") ||
         fs::exists(folder / "_trial_marker", unreadable);
}

void check(const TestModule& module) {
  checkEnabled(module.name);
  if (module.error) module.error->raiseException();
  if (!module.spoke) {
    throw ModuleError(
        fmt::format("{} registers no tests: a test module names them with TRIAL_TESTS and links "
                    "libtrial-dist.so",
                    module.path.string()));
  }
  if (!module.problems.empty()) {
    throw ModuleError(
        fmt::format("{}: {}", module.path.string(), fmt::join(module.problems, "; ")));
  }
  for (const auto& other : Registry::instance().modules()) {
    if (&other == &module || !other.spoke || other.name != module.name) continue;
    throw ModuleError(fmt::format("two modules are named {}: {} and {}", reactor::repr(module.name),
                                  other.path.string(), module.path.string()));
  }
}

std::optional<Found> findOpen(const std::string& name) {
  for (const auto& [prefix, rest] : _qualNameWalker(name)) {
    if (const auto* module = Registry::instance().find(prefix)) {
      check(*module);
      return Found{module, joinFrom(rest, 0, rest.size())};
    }
  }
  return std::nullopt;
}

std::optional<Found> findIn(const fs::path& root, const std::string& name) {
  const auto parts = splitAt(name, '.');
  auto folder = root;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].empty()) return std::nullopt;
    if (const auto file = moduleIn(folder, parts[i])) {
      return Found{&openModule(*file, joinFrom(parts, 0, i + 1)),
                   joinFrom(parts, i + 1, parts.size())};
    }
    folder /= parts[i];
    if (!isFolder(folder)) return std::nullopt;
  }
  return Found{Package{name, folder}, {}};
}

std::optional<Found> findAmong(const std::vector<SearchPath::File>& files,
                               const std::string& name) {
  for (const auto& file : files) {
    if (name == file.name) return Found{&openModule(file.path, file.name), {}};
    if (name.starts_with(file.name + ".")) {
      return Found{&openModule(file.path, file.name), name.substr(file.name.size() + 1)};
    }
  }
  return std::nullopt;
}

}  // namespace

std::string moduleNameOf(const fs::path& file) {
  auto name = file.stem().string();
  return name.starts_with("libtest_") || name.starts_with("libreporter_") ? name.substr(3) : name;
}

std::optional<fs::path> moduleBeside(const fs::path& source) {
  return moduleIn(source.parent_path(), source.stem().string());
}

const TestModule& openModule(const fs::path& file, std::string name) {
  const auto& module = openModuleFile(file, std::move(name));
  check(module);
  return module;
}

Found findByName(const std::string& dottedName) {
  if (auto found = findOpen(dottedName)) return *std::move(found);
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

namespace {

/// The name of a member; of the package without a name it is the member's own.
std::string memberName(const Package& package, const std::string& name) {
  return package.name.empty() ? name : package.name + "." + name;
}

bool isModule(const fs::path& path, std::string_view prefix) {
  return isModuleFile(path) && moduleNameOf(path).starts_with(prefix);
}
bool isInner(const fs::directory_entry& entry) {
  std::error_code unreadable;
  return !entry.is_symlink(unreadable) && isFolder(entry.path()) && !isForeign(entry.path());
}

/// What is in the folder; false if that cannot be read.
bool read(const fs::path& folder, std::vector<fs::directory_entry>& entries,
          std::error_code& error) {
  fs::directory_iterator next(folder, error);
  for (; !error && next != fs::directory_iterator(); next.increment(error))
    entries.push_back(*next);
  return !error;
}

/// Stops at the first that it finds.
bool hasModules(const fs::path& folder, std::string_view prefix) {
  std::vector<fs::directory_entry> entries;
  std::error_code error;
  if (!read(folder, entries, error)) return false;
  return std::any_of(entries.begin(), entries.end(),
                     [prefix](const auto& entry) { return isModule(entry.path(), prefix); }) ||
         std::any_of(entries.begin(), entries.end(), [prefix](const auto& entry) {
           return isInner(entry) && hasModules(entry.path(), prefix);
         });
}

/// None of a folder that cannot be read, which nobody can tell to be a package.
std::optional<PackageMembers> membersOf(Package package, std::string_view prefix, bool recurse,
                                        std::error_code& error) {
  std::vector<fs::directory_entry> entries;
  if (!read(package.folder, entries, error)) return std::nullopt;
  PackageMembers members;
  for (const auto& entry : entries) {
    const auto& path = entry.path();
    if (isModule(path, prefix)) {
      members.modules.push_back({memberName(package, moduleNameOf(path)), path});
    } else if (recurse && isInner(entry)) {
      std::error_code unreadable;
      auto inner = membersOf({memberName(package, path.filename().string()), path}, prefix, true,
                             unreadable);
      if (inner && !inner->empty()) members.packages.push_back(*std::move(inner));
    }
  }
  std::sort(members.modules.begin(), members.modules.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  std::sort(members.packages.begin(), members.packages.end(),
            [](const auto& a, const auto& b) { return a.package.name < b.package.name; });
  members.package = std::move(package);
  return members;
}

}  // namespace

PackageMembers packageMembers(const Package& package, std::string_view modulePrefix, bool recurse) {
  std::error_code error;
  auto members = membersOf(package, modulePrefix, recurse, error);
  if (!members) {
    throw ModuleError(
        fmt::format("cannot read folder {}: {}", package.folder.string(), error.message()));
  }
  // Without recursion a package whose modules all lie deeper has no tests, but is one.
  if (members->empty() && (recurse || !hasModules(package.folder, modulePrefix))) {
    throw ModuleError(
        fmt::format("{} has no test modules ({}*.so)", package.folder.string(), modulePrefix));
  }
  return *std::move(members);
}

std::vector<Package> packagesIn(const Package& package, std::string_view modulePrefix,
                                std::string_view beginning) {
  std::vector<fs::directory_entry> entries;
  std::error_code error;
  if (!read(package.folder, entries, error)) return {};
  std::vector<Package> packages;
  for (const auto& entry : entries) {
    const auto name = entry.path().filename().string();
    // A name with a dot would be two.
    if (!name.starts_with(beginning) || name.find('.') != std::string::npos) continue;
    if (isInner(entry) && hasModules(entry.path(), modulePrefix))
      packages.push_back({memberName(package, name), entry.path()});
  }
  std::sort(packages.begin(), packages.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return packages;
}

std::string workerModulePath() {
  const char* variable = std::getenv("TRIAL_PATH");
  std::string path = variable != nullptr ? variable : "";
  for (const auto* module : openModules()) {
    if (!module->spoke) continue;  // it has reporters only
    if (!path.empty()) path += ":";
    path += module->name + "=" + module->path.string();
  }
  return path;
}

}  // namespace trial
