/// Places: what a name of native tests leads to, before a module is opened for it.
#pragma once

#include <filesystem>
#include <string>
#include <variant>

#include <trial/detail/package.hpp>
#include <trial/detail/registry.hpp>

namespace trial {

/// A module that is to be opened.
struct ModuleFile {
  std::filesystem::path file;
  /// The name that it gets if it does not set its own; empty: the file's.
  std::string name = {};
};

struct Place {
  /// A module that is known already, the file of one, or a package.
  std::variant<const TestModule*, ModuleFile, Package> what;
  /// The rest of the name, inside of the module: `Class.method`, `Class` or empty.
  std::string rest = {};
};

/// The place of a dotted name, searched as `findByName` does. Throws `ModuleNotFound`,
/// `ObjectNotFound` or `ModuleError`.
[[nodiscard]] Place placeOfName(const std::string& dottedName);
/// The place of a module's file, a folder, or a source: the module of the same name in the same
/// folder, else the one that `placeOfName` finds. Throws `std::invalid_argument` if it is none of
/// these; `ModuleError` if the folder lies above that of the run, because all that is found in it
/// would be opened (LOAD-06).
[[nodiscard]] Place placeOfFile(const std::filesystem::path& path);

}  // namespace trial
