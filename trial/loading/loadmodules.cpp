// The part of TestLoader that loads native tests: modules, packages, classes and tests.
#include <algorithm>
#include <exception>
#include <filesystem>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <reactor/repr.hpp>
#include <trial/failing.hpp>
#include <trial/listing/modulelister.hpp>
#include <trial/loader.hpp>
#include <trial/loading/loadfailure.hpp>
#include <trial/loading/names.hpp>
#include <trial/loading/openprograms.hpp>
#include <trial/loading/packages.hpp>
#include <trial/loading/places.hpp>
#include <trial/loading/sortitems.hpp>
#include <trial/modules.hpp>
#include <trial/testcase.hpp>

namespace trial {

namespace fs = std::filesystem;

namespace {

/// The class that `rest` begins with, and the part behind it; null and `rest` if there is none. The
/// name of a class may have dots, so the longest one is taken.
std::pair<const TestClass*, std::string> classIn(const TestModule& module,
                                                 const std::string& rest) {
  for (const auto& [name, remaining] : _qualNameWalker(rest)) {
    if (const auto* found = module.find(name)) {
      return {found, fmt::format("{}", fmt::join(remaining, "."))};
    }
  }
  return {nullptr, rest};
}

/// Adds the modules of a package and of those in it.
void addModules(const PackageMembers& members, std::vector<ModuleFile>& modules) {
  for (const auto& member : members.modules) modules.push_back({member.file, member.name});
  for (const auto& inner : members.packages) addModules(inner, modules);
}

/// Opens the module, unless it is known already.
const TestModule& moduleAt(const Place& place) {
  if (const auto* known = std::get_if<const TestModule*>(&place.what)) return **known;
  const auto& [file, name] = std::get<ModuleFile>(place.what);
  return openModule(file, name);
}

}  // namespace

TestPtr TestLoader::loadMethod(const TestClass& testClass, const TestMethod& method) const {
  return std::make_shared<RegisteredTest>(testClass, method);
}

SuitePtr TestLoader::loadClass(const TestClass& testClass) const {
  std::vector<std::pair<SortItem, const TestMethod*>> methods;
  for (const auto& method : testClass.methods) {
    if (!method.name.starts_with(methodPrefix)) continue;
    methods.push_back(
        {{method.name, testClass.file, method.line, trial::name(testClass) + "." + method.name},
         &method});
  }
  sort(methods, sorter);
  std::vector<TestPtr> tests;
  tests.reserve(methods.size());
  for (const auto& [item, method] : methods) tests.push_back(loadMethod(testClass, *method));
  return suiteFactory(std::move(tests));
}

SuitePtr TestLoader::loadModule(const TestModule& module) const {
  if (module.testSuite) return suiteFactory({module.testSuite()});
  std::vector<std::pair<SortItem, const TestClass*>> classes;
  for (const auto& testClass : module.classes) {
    if (testClass.make == nullptr) {
      const bool isTemplate =
          std::any_of(module.classes.begin(), module.classes.end(),
                      [&testClass](const auto& other) { return other.general == &testClass; });
      if (isTemplate) continue;
      throw ModuleError(fmt::format("{}:{}: TRIAL_CLASS names {}, of which no tests are registered",
                                    testClass.file, testClass.line, testClass.name));
    }
    classes.push_back(
        {{testClass.name, testClass.file, testClass.line, trial::name(testClass)}, &testClass});
  }
  sort(classes, sorter);
  std::vector<TestPtr> suites;
  for (const auto& [item, testClass] : classes) suites.push_back(loadClass(*testClass));
  return suiteFactory(std::move(suites));
}

SuitePtr TestLoader::loadPackage(const Package& package, bool recurse) const {
  const auto members = packageMembers(package, modulePrefix, recurse);
  std::vector<ModuleFile> modules;
  addModules(members, modules);
  listModules(modules);
  auto suite = loadMembers(members);
  for (const auto& [member, why] : members.passedOver)
    suite->addTest(std::make_shared<SkipHolder>(member.name, why));
  return suite;
}

SuitePtr TestLoader::loadMembers(const PackageMembers& members) const {
  std::vector<std::pair<SortItem, TestPtr>> suites;
  for (const auto& member : members.modules) {
    TestPtr loaded;
    try {
      loaded = loadModule(openModule(member.file, member.name));
    } catch (...) {
      loaded = holderOf(member.name, loadFailure());
    }
    suites.push_back({{member.name, member.file.string(), 0, member.name}, std::move(loaded)});
  }
  for (const auto& inner : members.packages) {
    const auto& name = inner.package.name;
    suites.push_back({{name, inner.package.folder.string(), 0, name}, loadMembers(inner)});
  }
  sort(suites, sorter);
  return suiteFactory(secondsOf(std::move(suites)));
}

SuitePtr TestLoader::loadFile(const fs::path& path, bool recurse) const {
  const auto place = placeOfFile(path);
  if (const auto* package = std::get_if<Package>(&place.what))
    return loadPackage(*package, recurse);
  return loadModule(moduleAt(place));
}

TestPtr TestLoader::loadPlace(const std::string& name, const Place& place, bool recurse) const {
  if (const auto* package = std::get_if<Package>(&place.what))
    return loadPackage(*package, recurse);
  const auto& module = moduleAt(place);
  const bool whole =
      !name.ends_with('.');  // behind a dot at the end the name of a member is missing
  if (place.rest.empty() && whole) return loadModule(module);
  const auto [testClass, methodName] = classIn(module, place.rest);
  if (testClass != nullptr && methodName.empty() && whole) return loadClass(*testClass);
  return caseOf(module, place.rest, name);
}

/// Lists the modules that the names lead to, all at the same time. Loading a name lists the others,
/// and says what is wrong with it.
void TestLoader::listModulesOf(const std::vector<std::string>& names, bool recurse) const {
  std::vector<ModuleFile> modules;
  for (const auto& name : names) {
    try {
      const auto split = splitName(name);
      if (programs_->open(split) != nullptr) continue;
      const auto place = split.isPath ? placeOfFile(split.target) : placeOfName(name);
      if (const auto* module = std::get_if<ModuleFile>(&place.what)) {
        modules.push_back(*module);
      } else if (const auto* package = std::get_if<Package>(&place.what)) {
        addModules(packageMembers(*package, modulePrefix, recurse), modules);
      }
    } catch (const KeyboardInterrupt&) {
      throw;
    } catch (const std::exception&) {
      // Whatever it is, loading the name meets it again.
    }
  }
  listModules(modules);
}

TestPtr TestLoader::caseOf(const TestModule& module, const std::string& rest,
                           const std::string& id) const {
  const auto [testClass, methodName] = classIn(module, rest);
  if (testClass != nullptr) {
    if (const auto* method = testClass->find(methodName)) return loadMethod(*testClass, *method);
  }
  // A module with its own suite may have tests that are not registered.
  if (module.testSuite) {
    for (const auto& test : _iterateTests(module.testSuite())) {
      if (test->id() == id) return test;
    }
  }
  if (testClass == nullptr) {
    throw notFound(id, fmt::format("module {} has no class {}", reactor::repr(module.name),
                                   reactor::repr(rest.substr(0, rest.find('.')))));
  }
  throw notFound(id, fmt::format("class {} has no test {}", reactor::repr(trial::name(*testClass)),
                                 reactor::repr(methodName)));
}

std::string name(const ITestCase& test) { return test.id(); }
std::string name(const TestClass& testClass) {
  return testClass.module->name + "." + testClass.name;
}
std::string name(const TestModule& module) { return module.name; }

}  // namespace trial
