/// The kinds of files that a name can mean, by their names.
#pragma once

#include <filesystem>

namespace trial {

/// True if the extension is that of a C++ source or header.
[[nodiscard]] bool isSource(const std::filesystem::path& path);

}  // namespace trial
