/// The configuration file `trial-dist.toml`: where it is, and what it says.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include <trial/configuration/value.hpp>

namespace trial {

inline constexpr std::string_view configurationFileName = "trial-dist.toml";

/// The nearest thing of that name, whatever it is, in `folder`, which is absolute, or in a folder
/// above it up to the root of the repository, which has a `.git`; none if there is no such file.
/// Outside of a repository only `folder` itself is looked at.
[[nodiscard]] std::optional<std::filesystem::path> findConfiguration(
    const std::filesystem::path& folder);

/// The file as a table. `ConfigurationError` if it is no TOML, no file but a folder or a link to
/// nothing, or belongs neither to the user of this process nor to root; `std::system_error` naming
/// it if it cannot be read.
[[nodiscard]] ConfigurationValue readConfiguration(const std::filesystem::path& file);

}  // namespace trial
