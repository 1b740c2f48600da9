// What a run on several workers prints, in parts whose order does not matter.
#pragma once

#include <string>
#include <vector>

namespace golden {

/// The parts of a text that `comparable` has made, sorted: each case with all its lines, under its
/// whole name; each group of equal results, with its tests sorted; each summary; each other line.
/// A part of a further pass of `--until-failure` has the pass in front.
[[nodiscard]] std::vector<std::string> blocksOf(const std::string& text);

/// The lines of a text, sorted.
[[nodiscard]] std::vector<std::string> sortedLines(const std::string& text);

}  // namespace golden
