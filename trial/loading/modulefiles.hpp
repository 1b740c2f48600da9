/// The files of modules, be they of tests or of reporters: where they are looked for, and how they
/// are opened.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <trial/detail/registry.hpp>

namespace trial {

/// The run's folder, and what TRIAL_PATH names: folders, and files, which may have a name before a
/// `=`.
struct SearchPath {
  struct File {
    std::string name;
    std::filesystem::path path;
  };
  std::vector<std::filesystem::path> folders;
  std::vector<File> files;
};
[[nodiscard]] SearchPath searchPath();

/// A file that is there, with the name of a shared module.
[[nodiscard]] bool isModuleFile(const std::filesystem::path& path);
/// `NAME.so` or `libNAME.so` in `folder`; ModuleError if both are there.
[[nodiscard]] std::optional<std::filesystem::path> moduleIn(const std::filesystem::path& folder,
                                                            const std::string& name);

/// ModuleError if `disableModule` was called with the name.
void checkEnabled(std::string_view name);
/// Opens a module, once however often it is asked for; what it registers when it is opened is its
/// own. It is called `name`, if it does not say its own name; an empty one stands for the file's.
/// ModuleError with the dynamic linker's words if it cannot be opened, and what its initialisers
/// throw, each time that it is asked for.
TestModule& openModuleFile(const std::filesystem::path& file, std::string name = {});
/// Those that are open, in the order of their paths.
[[nodiscard]] std::vector<const TestModule*> openModules();

}  // namespace trial
