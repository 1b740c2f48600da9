/// TestLoader: from names to suites of tests. (twisted.trial.runner.TestLoader)
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <reactor/api.hpp>
#include <trial/detail/registry.hpp>
#include <trial/modules.hpp>
#include <trial/suite.hpp>

namespace trial {

struct SplitName;

using SuiteFactory = std::function<SuitePtr(std::vector<TestPtr>)>;
/// What a loader sorts: a class, a method, a module, a package or a case of a program.
struct SortItem {
  std::string name;
  /// Where it was registered, the line from 1; of a module and a package the path and 0, of a case
  /// its program and its place in the program's list, from 1.
  std::string file;
  int line = 0;
  /// The whole name, of which `name` is the last part.
  std::string id;
};
/// Whether the first comes before the second.
using Sorter = std::function<bool(const SortItem&, const SortItem&)>;

/// Finds tests by name, in modules, packages and programs, and puts them into suites, sorted (SU-09
/// to SU-16). Programs are asked for their cases through the default reactor.
class TRIAL_DIST_API TestLoader {
 public:
  TestLoader();

  std::string methodPrefix = "test";
  std::string modulePrefix = "test_";
  SuiteFactory suiteFactory;
  /// By name.
  Sorter sorter;
  /// Empty: programs keep the order that they list their cases in.
  Sorter programSorter;

  /// A suite of what the name means; what cannot be found or loaded is an ErrorHolder of that name
  /// in it. Never throws (SU-10).
  [[nodiscard]] SuitePtr loadByName(const std::string& name, bool recurse = false) noexcept;
  /// In the order given; a test that an earlier name has is left out (SU-12). All programs are
  /// asked at once.
  [[nodiscard]] SuitePtr loadByNames(const std::vector<std::string>& names, bool recurse = false);
  /// The one test that `id` names, for a worker: a case of a program is made without asking the
  /// program. An ErrorHolder if there is none. Never throws.
  [[nodiscard]] TestPtr loadCase(const std::string& id) noexcept;

  [[nodiscard]] SuitePtr loadModule(const TestModule& module) const;
  [[nodiscard]] SuitePtr loadClass(const TestClass& testClass) const;
  [[nodiscard]] TestPtr loadMethod(const TestClass& testClass, const TestMethod& method) const;
  [[nodiscard]] SuitePtr loadPackage(const Package& package, bool recurse = false) const;
  /// A module, a folder, or the source file of a module of the same name: the one beside it, else
  /// the one that the name finds.
  [[nodiscard]] SuitePtr loadFile(const std::filesystem::path& path, bool recurse = false) const;

 private:
  /// The programs that were named so far. Copies of a loader share them.
  struct Programs;
  struct OpenProgram;
  /// The test program that the name is in, if it is in one.
  OpenProgram* openedProgram(const SplitName& name);
  void listPrograms(const std::vector<std::string>& names);
  [[nodiscard]] TestPtr loadProgram(const std::string& name, const SplitName& split,
                                    OpenProgram& program);
  [[nodiscard]] SuitePtr loadMembers(const PackageMembers& members) const;
  [[nodiscard]] TestPtr loadAnything(const std::string& name, bool recurse);
  [[nodiscard]] TestPtr loadFound(const std::string& name, const Found& found, bool recurse) const;
  [[nodiscard]] TestPtr caseOf(const TestModule& module, const std::string& rest,
                               const std::string& id) const;

  std::shared_ptr<Programs> programs_;
};

/// The id of a case, the qualified name of a class, the name of a module (SU-16).
[[nodiscard]] TRIAL_DIST_API std::string name(const ITestCase& test);
[[nodiscard]] TRIAL_DIST_API std::string name(const TestClass& testClass);
[[nodiscard]] TRIAL_DIST_API std::string name(const TestModule& module);

}  // namespace trial
