/// The modules, of tests or of reporters, that this process knows: it has opened them with
/// `dlopen`, each file once, or another process has listed them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <trial/detail/registry.hpp>

namespace trial {

/// Opens the module in `file`, unless another process has listed it; a file that is already known
/// is not opened again. The tests that its initialisers register belong to the returned module. If
/// the module does not set its own name, it gets `name`, or if that is empty, the file's. If the
/// file cannot be opened, throws a `ModuleError` with the dynamic linker's message, or the
/// exception of an initialiser: the same one each time the module is asked for.
TestModule& openModuleFile(const std::filesystem::path& file, std::string name = {});
/// Keeps what another process has listed of the module in `file`. When the module is asked for, it
/// is known by its list and is not opened; if the list has an error, that is thrown.
void keepList(const std::filesystem::path& file, TestModule listed);
/// Whether the file was opened or listed, or either was tried.
[[nodiscard]] bool isKnownModule(const std::filesystem::path& file);
/// Throws `ModuleError` if the module is disabled or cannot be used as a test module, or the error
/// with which opening it failed.
void checkUsable(const TestModule& module);
/// The modules that are known, ordered by path.
[[nodiscard]] std::vector<const TestModule*> openModules();

}  // namespace trial
