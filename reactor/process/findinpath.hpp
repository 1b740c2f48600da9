/// Where a program is that is named without a folder.
#pragma once

#include <cerrno>
#include <filesystem>
#include <string>

namespace reactor {

struct InPath {
  /// `FOLDER/NAME`, or the name if it has a `/`; empty if it was not found.
  std::string file = {};
  /// Why not: ENOENT, or EACCES if one is there that may not be executed.
  int error = ENOENT;
};

/// The first file `name` in the folders of `path`, which is written as PATH is, that may be
/// executed; a name with a `/` is looked at as it is. Relative folders, and an empty one, which is
/// the current, count from `from`.
[[nodiscard]] InPath findInPath(const std::string& name, const std::string& path,
                                const std::filesystem::path& from = {});

/// PATH of this process; if it has none, where the system has its programs.
[[nodiscard]] std::string ownPath();
/// Where the system has its programs.
inline constexpr const char* systemPath = "/usr/local/bin:/usr/bin:/bin";

}  // namespace reactor
