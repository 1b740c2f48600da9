#include <trial/reporters.hpp>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <reactor/repr.hpp>
#include <trial/detail/loaderrors.hpp>
#include <trial/failing.hpp>
#include <trial/listing/modulelister.hpp>
#include <trial/loading/filenames.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/loading/searchpath.hpp>
#include <trial/loading/sharedobjects.hpp>
#include <trial/reporters/reportertable.hpp>
#include <trial/reporters/textline.hpp>

namespace trial {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view modulePrefix = "reporter_";

std::deque<ReporterEntry>& entries() {
  static std::deque<ReporterEntry> all = [] {
    std::deque<ReporterEntry> builtIn;
    for (const auto& row : reporterTable()) {
      builtIn.push_back({row.name, row.description, row.factory});
    }
    return builtIn;
  }();
  return all;
}

std::string originOf(const ReporterEntry& entry) {
  return entry.module.empty() ? "the program's own" : "that of " + entry.module.string();
}

/// The registered reporter of this name; null if there is none.
const ReporterEntry* findRegistered(std::string_view name) {
  const ReporterEntry* found = nullptr;
  for (const auto& entry : entries()) {
    if (entry.name != name) continue;
    if (found != nullptr) {
      throw ModuleError(fmt::format("two reporters are named {}: {} and {}", reactor::repr(name),
                                    originOf(*found), originOf(entry)));
    }
    found = &entry;
  }
  return found;
}

std::string nameOfModule(const fs::path& file) {
  const auto name = moduleNameOf(file);
  return name.starts_with(modulePrefix) ? name.substr(modulePrefix.size()) : name;
}

/// Does what `openModuleFile` does, and turns any exception of the module's initialisers into a
/// ModuleError of one line.
const TestModule& openReporterModule(const fs::path& file) {
  try {
    listModules({ModuleFile{file}}, "reporters");
    return openModuleFile(file);
  } catch (const ModuleError&) {
    throw;
  } catch (const KeyboardInterrupt&) {
    throw;
  } catch (...) {
    const Failure failure;
    throw ModuleError(fmt::format("{}: {}: {}", file.string(), failure.type(),
                                  inOneLine(failure.getErrorMessage())));
  }
}

/// The reporter of a module: the one that has the module's name, or the only one.
const ReporterEntry& reporterOf(const fs::path& file) {
  const auto path = openReporterModule(file).path;
  std::vector<const ReporterEntry*> own;
  for (const auto& entry : entries()) {
    if (entry.module == path) own.push_back(&entry);
  }
  if (own.empty()) {
    throw ModuleError(
        fmt::format("{} registers no reporter: a module names it with TRIAL_REPORTER and links "
                    "libtrial-dist.so",
                    path.string()));
  }
  const auto named = std::find_if(own.begin(), own.end(), [name = nameOfModule(file)](auto* entry) {
    return entry->name == name;
  });
  if (named != own.end()) return **named;
  if (own.size() == 1) return *own.front();
  std::string names;
  for (const auto* entry : own) names += (names.empty() ? "" : ", ") + entry->name;
  throw ModuleError(fmt::format("{} registers several reporters, {}, and none has its name",
                                path.string(), names));
}

/// Finds the module for the name of a reporter without a `/`.
std::optional<fs::path> findModule(std::string_view name) {
  const auto moduleName = std::string(modulePrefix).append(name);
  const auto path = searchPath();
  for (const auto& file : path.files) {
    if (file.name == moduleName) return file.path;
  }
  for (const auto& folder : path.folders) {
    if (auto file = moduleIn(folder, moduleName)) return file;
  }
  return std::nullopt;
}

/// The names of all modules that `findModule` finds.
std::vector<std::string> namesOfModules() {
  std::vector<std::string> names;
  const auto add = [&names](const std::string& moduleName) {
    if (moduleName.starts_with(modulePrefix))
      names.push_back(moduleName.substr(modulePrefix.size()));
  };
  const auto path = searchPath();
  for (const auto& file : path.files) add(file.name);
  for (const auto& folder : path.folders) {
    std::error_code unreadable;
    for (const auto& entry : fs::directory_iterator(folder, unreadable)) {
      if (isModuleFile(entry.path())) add(moduleNameOf(entry.path()));
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace

const std::deque<ReporterEntry>& reporters() { return entries(); }

const ReporterEntry* findReporter(std::string_view name) {
  const auto file = fromRunFolder(name);
  if (name.find('/') != std::string_view::npos || isModuleFile(file)) {
    std::error_code unreadable;
    return fs::exists(file, unreadable) ? &reporterOf(file) : nullptr;
  }
  if (const auto* registered = findRegistered(name)) return registered;
  const auto module = findModule(name);
  if (!module) return nullptr;
  const auto& reporter = reporterOf(*module);
  if (reporter.name == name) return findRegistered(name);  // throws if two have it
  throw ModuleError(fmt::format("{} registers no reporter {}, but {}", module->string(),
                                reactor::repr(name), reactor::repr(reporter.name)));
}

void registerReporter(ReporterEntry entry) {
  if (findRegistered(entry.name) != nullptr) {
    throw std::invalid_argument("a reporter is already named " + entry.name);
  }
  entries().push_back(std::move(entry));
}

std::vector<AvailableReporter> availableReporters() {
  std::vector<AvailableReporter> available;
  for (const auto& entry : entries()) available.push_back({entry.name, entry.description});
  const auto isListed = [&available](const std::string& name) {
    return std::any_of(available.begin(), available.end(),
                       [&name](const auto& other) { return other.name == name; });
  };
  for (const auto& name : namesOfModules()) {
    if (isListed(name)) continue;
    try {
      const auto module = findModule(name);
      if (module && !isTrusted(*module)) {
        throw ModuleError(fmt::format("{} belongs to another user ({}) and is only opened by name",
                                      module->string(), ownerOf(*module)));
      }
      if (const auto* entry = findReporter(name)) {
        available.push_back({entry->name, entry->description});
      }
    } catch (const ModuleError& error) {
      available.push_back({name, {}, error.what()});
    }
  }
  return available;
}

bool detail::registerReporterOfModule(std::string name, std::string description,
                                      ReporterFactory factory) {
  const auto* module = Registry::instance().opening();
  // Initialisers of modules call this, so nothing may be thrown: findReporter refuses two reporters
  // of one name.
  entries().push_back({std::move(name), std::move(description), std::move(factory),
                       module != nullptr ? module->path : fs::path()});
  return true;
}

}  // namespace trial
