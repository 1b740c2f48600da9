/// Reading packages: the test modules and inner packages in a folder.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <trial/modules.hpp>

namespace trial {

struct PackageMembers {
  struct Module {
    /// Dotted.
    std::string name;
    std::filesystem::path file;
  };
  Package package;
  /// The modules right in the folder whose last name begins with the prefix, sorted by name.
  std::vector<Module> modules;
  /// The inner packages that have such modules at any depth, sorted by name. Empty without
  /// recursion.
  std::vector<PackageMembers> packages;
  /// A module that is not opened although it is in the package or in one inside, and why.
  struct PassedOver {
    Module module;
    std::string why;
  };
  /// Sorted by name; only of the outermost package.
  std::vector<PassedOver> passedOver;
  [[nodiscard]] bool empty() const noexcept { return modules.empty() && packages.empty(); }
};
/// Reads each folder once. An inner folder that cannot be read is left out, and modules that belong
/// to other users are passed over (`isTrusted`): nobody has named them. Throws `ModuleError` if the
/// package's own folder cannot be read or no such modules are left.
[[nodiscard]] PackageMembers packageMembers(const Package& package, std::string_view modulePrefix,
                                            bool recurse);

/// The packages right in this one whose last name begins with `beginning` and that have such
/// modules at any depth, sorted by name. Empty if the folder cannot be read.
[[nodiscard]] std::vector<Package> packagesIn(const Package& package, std::string_view modulePrefix,
                                              std::string_view beginning);

}  // namespace trial
