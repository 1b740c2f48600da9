/// What the configuration file says of test programs.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <trial/detail/isolation.hpp>
#include <trial/programs/described/adapter.hpp>

namespace trial::frameworks {

/// An `[[overrides]]` of the file: what holds for some programs instead of the options' defaults.
struct ProgramOverrides {
  /// Globs of the programs.
  std::vector<std::string> programs;
  Isolation isolation = Isolation::batch;
};

struct ProgramConfiguration {
  /// The folder of the file.
  std::filesystem::path folder;
  /// One for each `[[framework]]`.
  std::vector<std::unique_ptr<const Described>> frameworks;
  std::vector<ProgramOverrides> overrides;
};

/// That of the configuration file that holds for a run in `folder`, which is absolute; empty if
/// there is none. It is read once and lives as long as the process. `ConfigurationError` if
/// something is wrong in the file.
[[nodiscard]] const ProgramConfiguration& programConfigurationFor(
    const std::filesystem::path& folder);

/// The first of the described frameworks one of whose globs fits the program; null if there is
/// none. `program` is absolute. A glob without `/` is of the file's name, another one of its path
/// below the folder of the configuration file, as it is written or without links.
[[nodiscard]] const Framework* describedFrameworkOf(const std::filesystem::path& program,
                                                    const std::filesystem::path& folder);

/// Which cases of the program share a process: `given` if the user has said so, else what the last
/// of the overrides says that fits the program.
[[nodiscard]] Isolation isolationOf(std::optional<Isolation> given,
                                    const std::filesystem::path& program,
                                    const std::filesystem::path& folder);

}  // namespace trial::frameworks
