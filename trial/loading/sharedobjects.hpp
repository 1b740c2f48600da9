/// Opening shared modules, of tests or of reporters: `dlopen`, once for each file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <trial/detail/registry.hpp>

namespace trial {

/// Opens the module in `file`; a file that is already open is not opened again. The tests that its
/// initialisers register belong to the returned module. If the module does not set its own name, it
/// gets `name`, or if that is empty, the file's. If the file cannot be opened, throws a
/// `ModuleError` with the dynamic linker's message, or the exception of an initialiser: the same
/// one each time the module is asked for.
TestModule& openModuleFile(const std::filesystem::path& file, std::string name = {});
/// The modules that are open, ordered by path.
[[nodiscard]] std::vector<const TestModule*> openModules();

}  // namespace trial
