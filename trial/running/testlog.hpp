/// The log file of a run (`test.log`).
#pragma once

#include <filesystem>
#include <fstream>
#include <memory>

namespace trial {

/// Opens a log for appending and makes the folders above it. Throws a `std::system_error` that
/// names the path.
[[nodiscard]] std::unique_ptr<std::ofstream> openTestLog(const std::filesystem::path& path);

}  // namespace trial
