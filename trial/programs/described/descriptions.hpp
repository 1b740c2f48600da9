/// The frameworks that the configuration file describes.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include <trial/programs/described/adapter.hpp>

namespace trial::frameworks {

/// Those of the configuration file that holds for a run in `folder`, which is absolute. It is read
/// once; the adapters live as long as the process. `ConfigurationError` if something is wrong in
/// the file.
[[nodiscard]] const std::vector<std::unique_ptr<const Described>>& descriptionsFor(
    const std::filesystem::path& folder);

/// The first of them one of whose globs fits the program; null if there is none. `program` is
/// absolute. A glob without `/` is of the file's name, another one of its path below the folder of
/// the configuration file, as it is written or without links.
[[nodiscard]] const Framework* describedFrameworkOf(const std::filesystem::path& program,
                                                    const std::filesystem::path& folder);

}  // namespace trial::frameworks
