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
  [[nodiscard]] bool empty() const noexcept { return modules.empty() && packages.empty(); }
};
/// Reads each folder once. An inner folder that cannot be read is left out. Throws `ModuleError` if
/// the package's own folder cannot be read or the package has no such modules.
[[nodiscard]] PackageMembers packageMembers(const Package& package, std::string_view modulePrefix,
                                            bool recurse);

/// The packages right in this one whose last name begins with `beginning` and that have such
/// modules at any depth, sorted by name. Empty if the folder cannot be read.
[[nodiscard]] std::vector<Package> packagesIn(const Package& package, std::string_view modulePrefix,
                                              std::string_view beginning);

}  // namespace trial
