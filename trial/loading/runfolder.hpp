/// The folder that the run was started in. Relative names on the command line are relative to it,
/// also after the process has changed its current folder.
#pragma once

#include <filesystem>

namespace trial {

/// The run's folder, absolute. The first call takes the current folder, unless `setRunFolder` came
/// before.
[[nodiscard]] const std::filesystem::path& runFolder();
/// Sets the run's folder: a worker gets it from its manager. `folder` is absolute.
void setRunFolder(std::filesystem::path folder);
/// `path` without parts that are `.` or empty. The kernel takes it for the same file: a `..` stays,
/// because what stands before it may be a link (LOAD-07).
[[nodiscard]] std::filesystem::path withoutDots(const std::filesystem::path& path);
/// `path` made absolute, relative to the run's folder, and `withoutDots`.
[[nodiscard]] std::filesystem::path fromRunFolder(const std::filesystem::path& path);

}  // namespace trial
