#include <trial/loading/packages.hpp>

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <trial/loading/filenames.hpp>
#include <trial/modules.hpp>

namespace trial {

namespace fs = std::filesystem;

namespace {

/// True for a hidden folder and for a run's working directory, which have no tests of the user's.
bool isForeign(const fs::path& folder) {
  std::error_code unreadable;
  return folder.filename().string().starts_with(".") ||
         fs::exists(folder / "_trial_marker", unreadable);
}

/// The dotted name of a member. Members of the package without a name have just their own.
std::string memberName(const Package& package, const std::string& name) {
  return package.name.empty() ? name : package.name + "." + name;
}

using PassedOver = std::vector<PackageMembers::PassedOver>;

PackageMembers::PassedOver passOver(PackageMembers::Module module) {
  const auto owner = ownerOf(module.file);
  return {
      std::move(module),
      fmt::format("not opened: it was found, not named, and belongs to another user ({})", owner)};
}

bool isModule(const fs::path& path, std::string_view prefix) {
  return isModuleFile(path) && moduleNameOf(path).starts_with(prefix);
}
bool isInner(const fs::directory_entry& entry) {
  std::error_code unreadable;
  return !entry.is_symlink(unreadable) && isFolder(entry.path()) && !isForeign(entry.path());
}

/// Reads the entries of a folder; false if it cannot be read.
bool read(const fs::path& folder, std::vector<fs::directory_entry>& entries,
          std::error_code& error) {
  fs::directory_iterator next(folder, error);
  for (; !error && next != fs::directory_iterator(); next.increment(error))
    entries.push_back(*next);
  return !error;
}

/// True if there is a module in the folder or below it; stops at the first one.
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

/// None if the folder cannot be read: it may not be a package at all.
std::optional<PackageMembers> membersOf(Package package, std::string_view prefix, bool recurse,
                                        std::error_code& error, PassedOver& passedOver) {
  std::vector<fs::directory_entry> entries;
  if (!read(package.folder, entries, error)) return std::nullopt;
  PackageMembers members;
  for (const auto& entry : entries) {
    const auto& path = entry.path();
    if (isModule(path, prefix)) {
      PackageMembers::Module module{memberName(package, moduleNameOf(path)), path};
      if (isTrusted(path)) {
        members.modules.push_back(std::move(module));
      } else {
        passedOver.push_back(passOver(std::move(module)));
      }
    } else if (recurse && isInner(entry)) {
      std::error_code unreadable;
      auto inner = membersOf({memberName(package, path.filename().string()), path}, prefix, true,
                             unreadable, passedOver);
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
  PassedOver passedOver;
  auto members = membersOf(package, modulePrefix, recurse, error, passedOver);
  if (!members) {
    throw ModuleError(
        fmt::format("cannot read folder {}: {}", package.folder.string(), error.message()));
  }
  std::sort(passedOver.begin(), passedOver.end(),
            [](const auto& a, const auto& b) { return a.module.name < b.module.name; });
  if (members->empty() && !passedOver.empty()) {
    throw ModuleError(fmt::format("none of the test modules in {} is opened; {} is {}",
                                  package.folder.string(), passedOver.front().module.file.string(),
                                  passedOver.front().why));
  }
  members->passedOver = std::move(passedOver);
  // Without recursion a package whose modules are all in inner packages has no tests, but it is no
  // error.
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
    // A package's own name has no dot.
    if (!name.starts_with(beginning) || name.find('.') != std::string::npos) continue;
    if (isInner(entry) && hasModules(entry.path(), modulePrefix))
      packages.push_back({memberName(package, name), entry.path()});
  }
  std::sort(packages.begin(), packages.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return packages;
}

}  // namespace trial
