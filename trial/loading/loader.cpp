#include <trial/loader.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>
#include <reactor/defer.hpp>
#include <reactor/libevent.hpp>
#include <reactor/repr.hpp>
#include <trial/loading/loadfailure.hpp>
#include <trial/loading/names.hpp>
#include <trial/programs/failures.hpp>
#include <trial/programs/framework.hpp>
#include <trial/programs/listing.hpp>
#include <trial/programs/program.hpp>
#include <trial/programs/programcase.hpp>
#include <trial/testcase.hpp>
#include <trial/wait.hpp>

namespace trial {

namespace fs = std::filesystem;

namespace {

TestPtr holderOf(const std::string& name, Failure error) {
  return std::make_shared<ErrorHolder>(name, std::move(error));
}

ObjectNotFound notFound(const std::string& name, const std::string& why) {
  return ObjectNotFound(fmt::format("{} does not name an object: {}", reactor::repr(name), why));
}

/// A class by the beginning of `rest` (its name may have dots), and what remains.
std::pair<const TestClass*, std::string> classIn(const TestModule& module,
                                                 const std::string& rest) {
  for (const auto& [name, remaining] : _qualNameWalker(rest)) {
    if (const auto* found = module.find(name)) {
      return {found, fmt::format("{}", fmt::join(remaining, "."))};
    }
  }
  return {nullptr, rest};
}

template <class T>
void sort(std::vector<std::pair<SortItem, T>>& items, const Sorter& sorter) {
  std::stable_sort(items.begin(), items.end(),
                   [&sorter](const auto& a, const auto& b) { return sorter(a.first, b.first); });
}

std::vector<TestPtr> secondsOf(std::vector<std::pair<SortItem, TestPtr>> items) {
  std::vector<TestPtr> tests;
  tests.reserve(items.size());
  for (auto& [item, test] : items) tests.push_back(std::move(test));
  return tests;
}

/// Leaves out what was seen in an earlier name. Equal ids under one name stay: they are different
/// tests.
void dropSeen(TestSuite& suite, const std::unordered_set<std::string>& seen) {
  auto& tests = suite.tests();
  std::erase_if(tests, [&seen](const TestPtr& test) {
    if (auto* inner = dynamic_cast<TestSuite*>(test.get())) return dropSeen(*inner, seen), false;
    return seen.contains(test->id());
  });
}

}  // namespace

struct TestLoader::OpenProgram {
  frameworks::ProgramPtr program = nullptr;
  /// Its cases share it.
  std::shared_ptr<const frameworks::Listing> listing = nullptr;
  /// Why it cannot be used.
  std::optional<Failure> error = std::nullopt;
};

struct TestLoader::Programs {
  std::map<std::string, OpenProgram> byName;
};

TestLoader::TestLoader()
    : suiteFactory(
          [](std::vector<TestPtr> tests) { return std::make_shared<TestSuite>(std::move(tests)); }),
      sorter([](const SortItem& a, const SortItem& b) { return a.name < b.name; }),
      programs_(std::make_shared<Programs>()) {}

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
  return loadMembers(packageMembers(package, modulePrefix, recurse));
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
  const auto file = fromRunFolder(path);
  if (!fs::exists(file)) {
    throw std::invalid_argument(fmt::format("{} doesn't exist", reactor::repr(path.string())));
  }
  if (fs::is_directory(file)) {
    const auto inside = path.lexically_normal();
    // The run's folder has no name, one below it is named by the way there, any other by its last
    // name.
    if (inside == ".") return loadPackage({"", file}, recurse);
    const bool below = inside.is_relative() && *inside.begin() != "..";
    auto dotted = (below ? inside : inside.filename()).string();
    std::replace(dotted.begin(), dotted.end(), '/', '.');
    return loadPackage({dotted, file}, recurse);
  }
  if (file.extension() == ".so") return loadModule(openModule(file));
  if (isSource(file)) {
    if (const auto beside = moduleBeside(file)) return loadModule(openModule(*beside));
    const auto found = findByName(file.stem().string());
    if (const auto* module = std::get_if<const TestModule*>(&found.what))
      return loadModule(**module);
  }
  throw std::invalid_argument(
      fmt::format("{} is neither a test module, nor a test program of a known framework",
                  reactor::repr(path.string())));
}

TestLoader::OpenProgram* TestLoader::openedProgram(const SplitName& split) {
  if (!split.isPath) return nullptr;
  const auto known = programs_->byName.find(split.target);
  if (known != programs_->byName.end()) return &known->second;
  const auto file = fromRunFolder(split.target);
  if (!split.inside) {
    std::error_code unreadable;
    if (!fs::is_regular_file(file, unreadable) || file.extension() == ".so" || isSource(file))
      return nullptr;
  }
  auto& opened = programs_->byName[split.target];
  try {
    if (!fs::exists(file)) {
      throw std::invalid_argument(fmt::format("{} doesn't exist", reactor::repr(split.target)));
    }
    opened.program = frameworks::openProgram(split.target, runFolder());
    if (!opened.program) {
      throw std::invalid_argument(
          fmt::format("{} is neither a test module, nor a test program of a known framework",
                      reactor::repr(split.target)));
    }
  } catch (...) {
    opened.error = loadFailure();
  }
  return &opened;
}

void TestLoader::listPrograms(const std::vector<std::string>& names) {
  std::vector<OpenProgram*> asked;
  std::vector<frameworks::ProgramPtr> programs;
  for (const auto& name : names) {
    auto* program = openedProgram(splitName(name));
    if (program == nullptr || program->error || program->listing) continue;
    if (std::find(asked.begin(), asked.end(), program) != asked.end()) continue;
    asked.push_back(program);
    programs.push_back(program->program);
  }
  if (programs.empty()) return;
  auto& reactor = reactor::defaultReactor();
  const auto listed = frameworks::listPrograms(reactor, reactor, std::move(programs));
  const auto result =
      waitFor(listed.addCallback([&asked](std::vector<frameworks::Listing> listings) {
        for (std::size_t i = 0; i < asked.size(); ++i) {
          asked[i]->listing = std::make_shared<frameworks::Listing>(std::move(listings[i]));
        }
      }));
  if (const auto* failure = std::get_if<1>(&result)) failure->raiseException();
}

TestPtr TestLoader::loadProgram(const std::string& name, const SplitName& split,
                                OpenProgram& program) {
  if (!program.error && !program.listing) listPrograms({name});
  if (program.error) return holderOf(name, *program.error);
  if (!program.listing->error.empty())
    return holderOf(name, Failure(ProgramError(program.listing->error)));
  const auto& cases = program.listing->cases;
  // A case is meant by its own name also when that looks like a glob.
  const bool exact =
      split.inside && std::any_of(cases.begin(), cases.end(), [&split](const auto& listed) {
        return listed.id == *split.inside;
      });
  std::vector<std::pair<SortItem, TestPtr>> found;
  const auto& framework = *program.program->framework;
  const auto wanted = [&](const frameworks::ListedCase& listed) {
    if (!split.inside) return true;
    if (exact) return listed.id == *split.inside;
    return frameworks::namesCase(*split.inside, listed.id, framework.suiteNames(listed));
  };
  int place = 0;
  for (const auto& listed : cases) {
    ++place;
    if (!wanted(listed)) continue;
    // It keeps the listing, of which it is a part.
    TestPtr test = std::make_shared<ProgramCase>(
        program.program, std::shared_ptr<const frameworks::ListedCase>(program.listing, &listed));
    SortItem item{listed.id, split.target, place, test->id()};
    if (listed.disabled) test = std::make_shared<SkipHolder>(test->id(), "disabled", test->path());
    found.emplace_back(std::move(item), std::move(test));
  }
  if (split.inside && found.empty()) {
    return holderOf(name, Failure(notFound(name, "the program has no such case or suite")));
  }
  if (programSorter) sort(found, programSorter);
  return std::make_shared<ProgramSuite>(secondsOf(std::move(found)));
}

TestPtr TestLoader::loadFound(const std::string& name, const Found& found, bool recurse) const {
  if (const auto* package = std::get_if<Package>(&found.what))
    return loadPackage(*package, recurse);
  const auto& module = *std::get<const TestModule*>(found.what);
  if (found.rest.empty()) return loadModule(module);
  const auto [testClass, methodName] = classIn(module, found.rest);
  if (testClass != nullptr && methodName.empty()) return loadClass(*testClass);
  return caseOf(module, found.rest, name);
}

TestPtr TestLoader::caseOf(const TestModule& module, const std::string& rest,
                           const std::string& id) const {
  const auto [testClass, methodName] = classIn(module, rest);
  if (testClass != nullptr) {
    if (const auto* method = testClass->find(methodName)) return loadMethod(*testClass, *method);
  }
  // A suite of the module's own may have tests that are not registered.
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

TestPtr TestLoader::loadAnything(const std::string& name, bool recurse) {
  try {
    const auto split = splitName(name);
    if (auto* program = openedProgram(split)) return loadProgram(name, split, *program);
    if (split.isPath) return loadFile(split.target, recurse);
    return loadFound(name, findByName(name), recurse);
  } catch (...) {
    return holderOf(name, loadFailure());
  }
}

SuitePtr TestLoader::loadByName(const std::string& name, bool recurse) noexcept {
  auto loaded = loadAnything(name, recurse);
  if (auto suite = std::dynamic_pointer_cast<TestSuite>(loaded)) return suite;
  return suiteFactory({std::move(loaded)});
}

SuitePtr TestLoader::loadByNames(const std::vector<std::string>& names, bool recurse) {
  listPrograms(names);
  std::unordered_set<std::string> seen;
  std::vector<TestPtr> entries;
  for (const auto& name : names) {
    auto entry = loadByName(name, recurse);
    if (names.size() > 1) {
      dropSeen(*entry, seen);
      for (const auto& test : _iterateTests(entry)) seen.insert(test->id());
    }
    entries.push_back(std::move(entry));
  }
  return suiteFactory(std::move(entries));
}

TestPtr TestLoader::loadCase(const std::string& id) noexcept {
  try {
    const auto split = splitName(id);
    if (split.inside) {
      auto* program = openedProgram(split);
      if (program->error) return holderOf(id, *program->error);
      return std::make_shared<ProgramCase>(program->program, *split.inside);
    }
    const auto found = findByName(id);
    if (const auto* module = std::get_if<const TestModule*>(&found.what)) {
      return caseOf(**module, found.rest, id);
    }
    throw notFound(id, "it is a package");
  } catch (...) {
    return holderOf(id, loadFailure());
  }
}

std::string name(const ITestCase& test) { return test.id(); }
std::string name(const TestClass& testClass) {
  return testClass.module->name + "." + testClass.name;
}
std::string name(const TestModule& module) { return module.name; }

}  // namespace trial
