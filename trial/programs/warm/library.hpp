/// The library that keeps programs warm, which is installed beside that of trial-dist.
#pragma once

#include <filesystem>

namespace trial::frameworks {

/// Its file; empty if there is none.
[[nodiscard]] std::filesystem::path warmLibraryFile();

}  // namespace trial::frameworks
