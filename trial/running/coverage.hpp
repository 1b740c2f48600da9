/// collectCoverage: sets the folder for coverage data. (trial's --coverage)
#pragma once

#include <filesystem>

namespace trial {

/// Makes this process and the processes that it starts write their coverage data to `folder`, an
/// absolute path. Code built by gcc writes at the end of each process, below the path of its object
/// files. Code built by clang writes one file for each module or program that is loaded from now
/// on. Tests that were not built for coverage write nothing.
void collectCoverage(const std::filesystem::path& folder);

}  // namespace trial
