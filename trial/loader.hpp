/// TestLoader: makes suites of tests from names. (twisted.trial.runner.TestLoader)
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <reactor/api.hpp>
#include <trial/detail/registry.hpp>
#include <trial/detail/sortitem.hpp>
#include <trial/modules.hpp>
#include <trial/suite.hpp>

namespace trial {

class OpenPrograms;
struct OpenProgram;
struct PackageMembers;
struct Place;
struct SplitName;

using SuiteFactory = std::function<SuitePtr(std::vector<TestPtr>)>;

/// Finds tests by name, in modules, packages and programs, and puts them into suites, sorted (SU-09
/// to SU-16). Programs are asked for their cases through the default reactor.
class TRIAL_DIST_API TestLoader {
 public:
  TestLoader();

  std::string methodPrefix = "test";
  std::string modulePrefix = "test_";
  SuiteFactory suiteFactory;
  /// Orders native tests and modules. Default: by name.
  Sorter sorter;
  /// Orders the cases of a program. Empty: the order in which the program lists them.
  Sorter programSorter;
  /// Run also the cases that their program would not run by itself, which are skipped otherwise.
  bool includeDisabled = false;

  /// A suite of the tests that the name means. If it cannot be found or loaded, the suite has an
  /// ErrorHolder of this name. Never throws (SU-10).
  [[nodiscard]] SuitePtr loadByName(const std::string& name, bool recurse = false) noexcept;
  /// A suite with the suites of the names, in this order. A test that several names mean is in the
  /// first one only (SU-12). All programs list their cases at the same time.
  [[nodiscard]] SuitePtr loadByNames(const std::vector<std::string>& names, bool recurse = false);
  /// The one test with this id, for a worker; a suite if the id is that of a class or a module
  /// (WP-08). A program is not asked whether it has the case. An ErrorHolder if there is no such
  /// test. Never throws.
  [[nodiscard]] TestPtr loadCase(const std::string& id) noexcept;
  /// The program of cases that `loadCase` will be asked for: the name of its framework, what that
  /// has learned from its file, and what its list says of cases. Neither is its file read then, nor
  /// is it listed. A framework that is not known here is ignored.
  void knowProgram(const std::string& name, std::string_view framework, std::string dialect,
                   std::map<std::string, std::string, std::less<>> notes);

  [[nodiscard]] SuitePtr loadModule(const TestModule& module) const;
  [[nodiscard]] SuitePtr loadClass(const TestClass& testClass) const;
  [[nodiscard]] TestPtr loadMethod(const TestClass& testClass, const TestMethod& method) const;
  [[nodiscard]] SuitePtr loadPackage(const Package& package, bool recurse = false) const;
  /// Loads a module's file, a folder, or the module of a source file: the one of the same name in
  /// the same folder, else the one that `findByName` finds.
  [[nodiscard]] SuitePtr loadFile(const std::filesystem::path& path, bool recurse = false) const;

 private:
  [[nodiscard]] TestPtr loadProgram(const std::string& name, const SplitName& split,
                                    OpenProgram& program);
  [[nodiscard]] SuitePtr loadMembers(const PackageMembers& members) const;
  [[nodiscard]] TestPtr loadAnything(const std::string& name, bool recurse);
  [[nodiscard]] TestPtr loadPlace(const std::string& name, const Place& place, bool recurse) const;
  void listModulesOf(const std::vector<std::string>& names, bool recurse) const;
  [[nodiscard]] TestPtr caseOf(const TestModule& module, const std::string& rest,
                               const std::string& id) const;

  /// Copies of a loader share them.
  std::shared_ptr<OpenPrograms> programs_;
};

/// The id of a case, the qualified name of a class, the name of a module (SU-16).
[[nodiscard]] TRIAL_DIST_API std::string name(const ITestCase& test);
[[nodiscard]] TRIAL_DIST_API std::string name(const TestClass& testClass);
[[nodiscard]] TRIAL_DIST_API std::string name(const TestModule& module);

}  // namespace trial
