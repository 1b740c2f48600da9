#include <trial/detail/registry.hpp>

#include <algorithm>

#include <fmt/format.h>
#include <reactor/defer.hpp>
#include <reactor/repr.hpp>

namespace trial {

namespace {

/// The error in `options`, for a message; empty if there is none.
std::string problemOf(const TestOptions& options) {
  if (!options.timeout || *options.timeout >= 0) return {};
  return fmt::format("a timeout of {} seconds: it must be 0 or more",
                     reactor::repr(*options.timeout));
}

TestClass* findClass(TestModule& module, std::string_view name) {
  const auto found = std::find_if(module.classes.begin(), module.classes.end(),
                                  [name](const auto& known) { return known.name == name; });
  return found == module.classes.end() ? nullptr : &*found;
}

}  // namespace

std::string dotted(std::string name) {
  for (auto at = name.find("::"); at != std::string::npos; at = name.find("::", at)) {
    name.replace(at, 2, ".");
  }
  return name;
}

const TestMethod* TestClass::find(std::string_view method) const {
  const auto found = byName_.find(method);
  return found == byName_.end() ? nullptr : found->second;
}

bool TestClass::add(TestMethod&& method) {
  if (find(method.name) != nullptr) return false;
  methods.push_back(std::move(method));
  byName_.emplace(methods.back().name, &methods.back());
  return true;
}

const TestClass* TestModule::find(std::string_view className) const {
  const auto found = std::find_if(classes.begin(), classes.end(), [className](const auto& known) {
    return known.name == className && known.make != nullptr;
  });
  return found == classes.end() ? nullptr : &*found;
}

Registry& Registry::instance() {
  // Never destroyed: cases that outlive main still point into it.
  static Registry& registry = *new Registry;
  return registry;
}

TestModule& Registry::moduleOf(const char* file) {
  TestModule* module = opening_;
  if (module == nullptr) {
    const std::filesystem::path source(file);
    const auto known = std::find_if(modules_.begin(), modules_.end(),
                                    [&source](const auto& other) { return other.path == source; });
    module = known != modules_.end() ? &*known : &add(source.stem().string(), source);
  }
  module->isTestModule = true;
  return *module;
}

Registry::Opening::Opening(TestModule& module) : before_(instance().opening_) {
  instance().opening_ = &module;
}

Registry::Opening::~Opening() { instance().opening_ = before_; }

TestModule& Registry::add(std::string name, std::filesystem::path path) {
  TestModule module;
  module.name = std::move(name);
  module.path = std::move(path);
  modules_.push_back(std::move(module));
  return modules_.back();
}

TestModule* Registry::find(std::string_view name) {
  const auto found = std::find_if(modules_.begin(), modules_.end(), [name](const auto& known) {
    return known.isTestModule && known.name == name;
  });
  return found == modules_.end() ? nullptr : &*found;
}

void Registry::addMethod(const char* file, TestClass& testClass, TestMethod method,
                         std::vector<std::string>& problems) {
  const auto what = fmt::format("{}:{}: {}.{}", file, method.line, testClass.name, method.name);
  if (const auto problem = problemOf(method.options); !problem.empty())
    problems.push_back(fmt::format("{} has {}", what, problem));
  if (!testClass.add(std::move(method)))
    problems.push_back(fmt::format("{} is registered twice", what));
}

void Registry::addClass(const char* file, TestClass testClass, std::vector<TestMethod> methods) {
  auto& module = moduleOf(file);
  testClass.name = dotted(std::move(testClass.name));
  testClass.module = &module;
  if (!testClass.templateName.empty()) {
    testClass.templateName = dotted(std::move(testClass.templateName));
    testClass.general = findClass(module, testClass.templateName);
  }
  TestClass* known = findClass(module, testClass.name);
  if (known == nullptr) {
    module.classes.push_back(std::move(testClass));
    known = &module.classes.back();
  } else if (known->make == nullptr) {  // only its options came before
    testClass.options = std::move(known->options);
    *known = std::move(testClass);
  } else if (*known->type != *testClass.type) {
    module.problems.push_back(fmt::format("two classes are named {}: {}:{} and {}:{}", known->name,
                                          known->file, known->line, testClass.file,
                                          testClass.line));
    return;
  }
  for (auto& method : methods) addMethod(file, *known, std::move(method), module.problems);
}

void Registry::setClassOptions(const char* file, std::string className, TestOptions options) {
  auto& module = moduleOf(file);
  className = dotted(std::move(className));
  TestClass* known = findClass(module, className);
  if (known == nullptr) {
    TestClass announced;
    announced.name = std::move(className);
    announced.file = file;
    announced.module = &module;
    module.classes.push_back(std::move(announced));
    known = &module.classes.back();
    for (auto& other : module.classes) {
      if (other.templateName == known->name) other.general = known;
    }
  }
  if (const auto problem = problemOf(options); !problem.empty())
    module.problems.push_back(
        fmt::format("{}: TRIAL_CLASS({}) has {}", file, known->name, problem));
  known->options = std::move(options);
}

void Registry::setModule(const char* file, const char* name, TestOptions options) {
  auto& module = moduleOf(file);
  module.name = name;
  module.named = true;
  if (const auto problem = problemOf(options); !problem.empty())
    module.problems.push_back(fmt::format("{}: TRIAL_MODULE({}) has {}", file, name, problem));
  module.options = std::move(options);
}

}  // namespace trial
