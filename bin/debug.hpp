/// Carries out --debug and --debug-stacktraces, before any test runs. (twisted.scripts.trial)
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <reactor/api.hpp>
#include <trial/options.hpp>

namespace bin {

/// Makes Deferreds record where they are made, if `debugStacktraces` or `debug` is set.
TRIAL_DIST_API void _initialDebugSetup(const trial::Options& options);

/// The command that runs `command` under the debugger; none if the debugger is not found. It is
/// looked up in PATH unless its name has a '/'.
[[nodiscard]] TRIAL_DIST_API std::optional<std::vector<std::string>> underDebugger(
    const std::string& debugger, const std::vector<std::string>& command);

/// Replaces this process by the debugger of `options`, which runs this program with `arguments`.
/// Returns only if this process already runs in the debugger. Throws a `trial::UsageError` if there
/// is no such debugger.
TRIAL_DIST_API void startDebugger(const trial::Options& options,
                                  const std::vector<std::string>& arguments);

}  // namespace bin
