/// Where the coverage data of tests goes. (trial's --coverage)
#pragma once

#include <filesystem>

namespace trial {

/// From now on what this process and those that it starts write about covered lines goes to
/// `folder`, which is absolute: that of gcc at the end of each process, below the path of its
/// sources' objects; that of clang for what is loaded from now on, a file for each module or
/// program. Tests that were not built for it write nothing.
void collectCoverage(const std::filesystem::path& folder);

}  // namespace trial
