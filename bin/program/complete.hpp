/// What the completion of a shell asks this program for.
#pragma once

#include <string>
#include <vector>

namespace bin {

/// The hidden first argument: `--complete KIND BEGINNING`, see <trial/commandline/completion.hpp>.
[[nodiscard]] bool isAskedToComplete(const std::vector<std::string>& arguments);

/// Writes a line for each candidate to the descriptor `out`: its text, and its description behind a
/// tab if it has one. Nothing else is written anywhere, be it that a module crashes when it is
/// opened; after `seconds` it is left at what was found. Returns the exit status, which is 0.
[[nodiscard]] int complete(const std::vector<std::string>& arguments, int out, double seconds = 5);

}  // namespace bin
