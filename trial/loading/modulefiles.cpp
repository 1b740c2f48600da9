#include <trial/loading/modulefiles.hpp>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include <dlfcn.h>

#include <fmt/format.h>
#include <reactor/repr.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/loading/splitat.hpp>
#include <trial/modules.hpp>

namespace trial {

namespace fs = std::filesystem;

namespace {

/// By the real path of their files.
std::map<fs::path, TestModule*>& modulesByFile() {
  static std::map<fs::path, TestModule*> modules;
  return modules;
}

std::set<std::string, std::less<>>& disabledModules() {
  static std::set<std::string, std::less<>> names;
  return names;
}

}  // namespace

void disableModule(const std::string& name) { disabledModules().insert(name); }

void checkEnabled(std::string_view name) {
  if (!disabledModules().contains(name)) return;
  throw ModuleError(fmt::format("module {} is disabled by --without-module", reactor::repr(name)));
}

SearchPath searchPath() {
  SearchPath path;
  path.folders.push_back(runFolder());
  const char* variable = std::getenv("TRIAL_PATH");
  if (variable == nullptr) return path;
  for (const auto& entry : splitAt(variable, ':')) {
    if (entry.empty()) continue;
    const auto equals = std::min(entry.find('='), entry.size());
    const bool named = equals < entry.size() && entry.find('/') > equals;
    auto absolute = fromRunFolder(named ? entry.substr(equals + 1) : entry);
    if (isModuleFile(absolute)) {
      path.files.push_back({named ? entry.substr(0, equals) : moduleNameOf(absolute), absolute});
    } else {
      path.folders.push_back(std::move(absolute));
    }
  }
  return path;
}

bool isModuleFile(const fs::path& path) {
  std::error_code unreadable;
  return path.extension() == ".so" && fs::is_regular_file(path, unreadable);
}

std::optional<fs::path> moduleIn(const fs::path& folder, const std::string& name) {
  const auto plain = folder / (name + ".so");
  const auto prefixed = folder / ("lib" + name + ".so");
  const bool hasPrefixed = isModuleFile(prefixed);
  if (!isModuleFile(plain)) return hasPrefixed ? std::optional(prefixed) : std::nullopt;
  if (hasPrefixed) {
    throw ModuleError(fmt::format("two modules are named {}: {} and {}", reactor::repr(name),
                                  plain.string(), prefixed.string()));
  }
  return plain;
}

TestModule& openModuleFile(const fs::path& file, std::string name) {
  // It is declared to throw nothing, but the initialisers that it runs may.
  static void* (*volatile open)(const char*, int) = ::dlopen;
  std::error_code missing;
  const auto real = fs::canonical(file, missing);
  if (missing) throw ModuleError(fmt::format("{} doesn't exist", reactor::repr(file.string())));
  if (const auto known = modulesByFile().find(real); known != modulesByFile().end()) {
    if (known->second->error) known->second->error->raiseException();
    return *known->second;
  }
  if (name.empty()) name = moduleNameOf(real);
  checkEnabled(name);
  auto& module = Registry::instance().add(std::move(name), real);
  modulesByFile().emplace(real, &module);
  try {
    const Registry::Opening opening(module);
    // Never closed: cases, and exceptions on their way, have code in it.
    if (open(real.c_str(), RTLD_NOW | RTLD_LOCAL) == nullptr) throw ModuleError(::dlerror());
  } catch (...) {
    // The linker would say that it is open, the next time.
    module.error.emplace();  // with where it was thrown
    module.classes.clear();
    module.testSuite = nullptr;
    throw;
  }
  return module;
}

std::vector<const TestModule*> openModules() {
  std::vector<const TestModule*> modules;
  for (const auto& [file, module] : modulesByFile()) modules.push_back(module);
  return modules;
}

}  // namespace trial
