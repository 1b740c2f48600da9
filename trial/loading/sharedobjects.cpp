#include <trial/loading/sharedobjects.hpp>

#include <algorithm>
#include <map>
#include <system_error>
#include <utility>

#include <dlfcn.h>

#include <fmt/format.h>
#include <reactor/repr.hpp>
#include <trial/detail/loaderrors.hpp>
#include <trial/listing/sanitizers.hpp>
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

/// What other processes have listed of modules that nobody has asked for yet, likewise.
std::map<fs::path, TestModule>& lists() {
  static std::map<fs::path, TestModule> kept;
  return kept;
}

/// Makes the module known by its list.
TestModule& addListed(const fs::path& real, TestModule&& listed) {
  auto& module = Registry::instance().add({}, {});
  module = std::move(listed);
  module.path = real;
  for (auto& testClass : module.classes) {
    testClass.module = &module;
    const auto general =
        std::find_if(module.classes.begin(), module.classes.end(), [&testClass](const auto& other) {
          return !testClass.templateName.empty() && other.name == testClass.templateName;
        });
    if (general != module.classes.end()) testClass.general = &*general;
  }
  modulesByFile().emplace(real, &module);
  return module;
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
  if (auto listed = lists().extract(real)) {
    auto& module = addListed(real, std::move(listed.mapped()));
    if (module.error) module.error->raiseException();
    return module;
  }
  if (name.empty()) name = moduleNameOf(real);
  checkEnabled(name);
  auto& module = Registry::instance().add(std::move(name), real);
  modulesByFile().emplace(real, &module);
  try {
    const Registry::Opening opening(module);
    // Never closed: test cases and exceptions in flight have code in it.
    if (open(real.c_str(), RTLD_NOW | RTLD_LOCAL) == nullptr)
      throw ModuleError(withSanitizerAdvice(real.string(), ::dlerror()));
  } catch (...) {
    // The next dlopen would succeed, so the error is kept, with its traceback.
    module.error.emplace();
    module.classes.clear();
    module.testSuite = nullptr;
    throw;
  }
  return module;
}

void keepList(const fs::path& file, TestModule listed) {
  lists().emplace(fs::canonical(file), std::move(listed));
}

bool isKnownModule(const fs::path& file) {
  std::error_code missing;
  const auto real = fs::canonical(file, missing);
  return modulesByFile().contains(real) || lists().contains(real);
}

void checkUsable(const TestModule& module) {
  checkEnabled(module.name);
  if (module.error) module.error->raiseException();
  if (!module.isTestModule) {
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
    if (&other == &module || !other.isTestModule || other.name != module.name) continue;
    throw ModuleError(fmt::format("two modules are named {}: {} and {}", reactor::repr(module.name),
                                  other.path.string(), module.path.string()));
  }
}

std::vector<const TestModule*> openModules() {
  std::vector<const TestModule*> modules;
  for (const auto& [file, module] : modulesByFile()) modules.push_back(module);
  return modules;
}

}  // namespace trial
