#include <trial/loading/sharedobjects.hpp>

#include <map>
#include <system_error>
#include <utility>

#include <dlfcn.h>

#include <fmt/format.h>
#include <reactor/repr.hpp>
#include <trial/detail/loaderrors.hpp>
#include <trial/loading/disabledmodules.hpp>
#include <trial/loading/filenames.hpp>

namespace trial {

namespace fs = std::filesystem;

namespace {

/// By the real path of their files.
std::map<fs::path, TestModule*>& modulesByFile() {
  static std::map<fs::path, TestModule*> modules;
  return modules;
}

}  // namespace

TestModule& openModuleFile(const fs::path& file, std::string name) {
  // dlopen is declared noexcept, but the initialisers that it runs may throw.
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
    // Never closed: test cases and exceptions in flight have code in it.
    if (open(real.c_str(), RTLD_NOW | RTLD_LOCAL) == nullptr) throw ModuleError(::dlerror());
  } catch (...) {
    // The next dlopen would succeed, so the error is kept, with its traceback.
    module.error.emplace();
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
