/// Test modules: shared modules `test_x.so` or `libtest_x.so` that register native tests, found by
/// name or path.
#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <reactor/api.hpp>
#include <trial/detail/registry.hpp>

namespace trial {

/// Nothing has this name, of one part.
class TRIAL_DIST_API ModuleNotFound : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
/// Nothing has this name, of several parts.
class TRIAL_DIST_API ObjectNotFound : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
/// A module that is there but cannot be used: the dynamic linker's own message, or what is wrong
/// with what it registered.
class TRIAL_DIST_API ModuleError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A folder with test modules.
struct Package {
  /// Dotted; empty for the run's folder itself.
  std::string name;
  std::filesystem::path folder;
};
struct PackageMembers {
  struct Module {
    std::string name;
    std::filesystem::path file;
  };
  Package package;
  /// Those whose last name begins with the prefix, by name.
  std::vector<Module> modules;
  /// Those that have such modules somewhere below, by name; without recursion none.
  std::vector<PackageMembers> packages;
  [[nodiscard]] bool empty() const noexcept { return modules.empty() && packages.empty(); }
};
/// Reads each folder once. A subfolder that cannot be read is left out. `ModuleError` if the
/// package itself cannot be, or has no such modules.
[[nodiscard]] TRIAL_DIST_API PackageMembers packageMembers(const Package& package,
                                                           std::string_view modulePrefix,
                                                           bool recurse);

/// The packages right inside this one that have such modules somewhere below, by name, without
/// those whose last name does not begin with `beginning`. None of a folder that cannot be read.
[[nodiscard]] TRIAL_DIST_API std::vector<Package> packagesIn(const Package& package,
                                                             std::string_view modulePrefix,
                                                             std::string_view beginning);

/// A module or package, and what remains of the name: `Class.method`, `Class` or nothing.
struct Found {
  std::variant<const TestModule*, Package> what;
  std::string rest;
};
/// Searches the modules that are open, modules that TRIAL_PATH names (`name=file.so`, or the file
/// alone), then the run's folder and the folders of TRIAL_PATH. In a folder a module wins over a
/// folder of the same name. Throws the errors above.
[[nodiscard]] TRIAL_DIST_API Found findByName(const std::string& dottedName);

/// Opens a module, once however often it is asked for. It is called `name`, if it does not say its
/// own name; an empty one stands for the file's. `ModuleError`.
TRIAL_DIST_API const TestModule& openModule(const std::filesystem::path& file,
                                            std::string name = {});
/// `dir/test_x.so` or `dir/libtest_x.so` of `dir/test_x.cpp`, if it is there. `ModuleError` if both
/// are.
[[nodiscard]] TRIAL_DIST_API std::optional<std::filesystem::path> moduleBeside(
    const std::filesystem::path& source);
/// `test_x` of `dir/libtest_x.so`; so for `reporter_x`.
[[nodiscard]] TRIAL_DIST_API std::string moduleNameOf(const std::filesystem::path& file);

/// From now on the module of this name cannot be opened or used: `ModuleError`. (trial's
/// `--without-module`)
TRIAL_DIST_API void disableModule(const std::string& name);

/// What TRIAL_PATH must be for a worker to find every module that is open here under its name.
[[nodiscard]] TRIAL_DIST_API std::string workerModulePath();

}  // namespace trial
