/// The folder in which trial-dist keeps what it remembers between runs.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace trial {

/// The value of an environment variable; none if it is not set.
using Environment = std::function<std::optional<std::string>(const char* name)>;

/// What TRIAL_DIST_STATE names, else a folder for runs that are started in `runFolder` below
/// `$XDG_STATE_HOME/trial-dist` or `$HOME/.local/state/trial-dist`; none if none of the variables
/// is set. A variable that is empty, or a path that is not absolute in XDG_STATE_HOME and HOME,
/// counts as not set. Nothing is made.
[[nodiscard]] std::optional<std::filesystem::path> stateFolder(
    const std::filesystem::path& runFolder, const Environment& environment);

}  // namespace trial
