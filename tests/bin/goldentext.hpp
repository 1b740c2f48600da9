// Brings a recorded text and one that is printed here into a form that can be compared.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace golden {

[[nodiscard]] std::vector<std::string> linesOf(const std::string& text);

/// Durations, addresses, paths, the names of programs and source lines become placeholders; a
/// traceback becomes one token and its last line.
std::string comparable(std::string text);

/// The same of a recording by Twisted's trial: what names a class, a callable or a module of Python
/// names that of the ported suite. A class that has none keeps its name.
std::string recordedByTrial(const std::string& text);

/// The same of what was printed in `folder` by `program`, with modules from `modules`.
std::string printedHere(std::string text, const std::filesystem::path& folder,
                        const std::string& program, const std::filesystem::path& modules);

}  // namespace golden
