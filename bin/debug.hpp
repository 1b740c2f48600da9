/// --debug and --debug-stacktraces: before anything runs. (twisted.scripts.trial)
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <reactor/api.hpp>
#include <trial/options.hpp>

namespace bin {

/// Switches on what the options ask for: where Deferreds are made, with `debug` too.
TRIAL_DIST_API void _initialDebugSetup(const trial::Options& options);

/// The command that runs `command` under the debugger; none if that cannot be found: it is looked
/// up in PATH unless it has a '/'.
[[nodiscard]] TRIAL_DIST_API std::optional<std::vector<std::string>> underDebugger(
    const std::string& debugger, const std::vector<std::string>& command);

/// Becomes the debugger that `options` name, with this program and `arguments` in it; returns only
/// when this process is already what the debugger runs. `trial::UsageError` if there is no such
/// debugger.
TRIAL_DIST_API void startDebugger(const trial::Options& options,
                                  const std::vector<std::string>& arguments);

}  // namespace bin
