/// complete: answers the completion of a shell.
#pragma once

#include <string>
#include <vector>

namespace bin {

/// Whether the arguments are `--complete KIND BEGINNING`, see <trial/commandline/completion.hpp>.
/// The option is not in the help.
[[nodiscard]] bool isAskedToComplete(const std::vector<std::string>& arguments);

/// Writes a line for each candidate to the descriptor `out`: its text, then a tab and its
/// description if it has one. Nothing else is printed, even if a module crashes when it is opened.
/// After `seconds` the candidates found so far are the answer. Returns the exit status, which is 0.
[[nodiscard]] int complete(const std::vector<std::string>& arguments, int out, double seconds = 5);

}  // namespace bin
