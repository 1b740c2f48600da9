/// Test modules: shared modules `test_x.so` or `libtest_x.so` that register native tests, found by
/// name or path.
#pragma once

#include <filesystem>
#include <string>
#include <variant>

#include <reactor/api.hpp>
#include <trial/detail/loaderrors.hpp>
#include <trial/detail/package.hpp>
#include <trial/detail/registry.hpp>

namespace trial {

/// The module or package that a name leads to, and the rest of the name: `Class.method`, `Class` or
/// empty.
struct Found {
  std::variant<const TestModule*, Package> what;
  std::string rest;
};
/// Searches the open modules, then the module files in TRIAL_PATH (`name=file.so` or just the
/// file), then the run's folder and the folders in TRIAL_PATH. In a folder a module wins over a
/// folder of the same name. Throws `ModuleNotFound`, `ObjectNotFound` or `ModuleError`.
[[nodiscard]] TRIAL_DIST_API Found findByName(const std::string& dottedName);

/// Opens a module; a file that is already open is not opened again. If the module does not set its
/// own name, it gets `name`, or if that is empty, the file's. Throws `ModuleError`.
TRIAL_DIST_API const TestModule& openModule(const std::filesystem::path& file,
                                            std::string name = {});

/// Forbids the module of this name: from now on opening or finding it throws `ModuleError`.
/// (trial's `--without-module`)
TRIAL_DIST_API void disableModule(const std::string& name);

}  // namespace trial
