/// Where modules are searched: the run's folder and the environment variable TRIAL_PATH.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace trial {

/// Entries of TRIAL_PATH are separated by `:`. An entry is a folder, or the file of a module, which
/// may have a name: `name=file.so`.
struct SearchPath {
  struct File {
    /// The name in the entry, or the file's own.
    std::string name;
    std::filesystem::path path;
  };
  /// The run's folder first.
  std::vector<std::filesystem::path> folders;
  std::vector<File> files;
};
[[nodiscard]] SearchPath searchPath();

/// The value of TRIAL_PATH with which a worker finds every test module that is open in this process
/// under the name that it has here.
[[nodiscard]] std::string workerModulePath();

}  // namespace trial
