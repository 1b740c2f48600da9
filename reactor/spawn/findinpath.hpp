/// findInPath: searches the folders of PATH for a program. And the program that this process runs.
#pragma once

#include <cerrno>
#include <filesystem>
#include <string>

namespace reactor {

/// The result of the search.
struct InPath {
  /// `FOLDER/NAME`, or the name itself if it has a `/`; empty if nothing was found.
  std::string file = {};
  /// The reason if nothing was found: ENOENT, or EACCES if there is a file that may not be
  /// executed.
  int error = ENOENT;
};

/// The first executable file `name` in the folders of `path`, a list with colons like PATH. A name
/// with a `/` is not searched for, only checked. An empty folder means the current one. Relative
/// folders and names are relative to `from`, or to the current folder if that is empty.
[[nodiscard]] InPath findInPath(const std::string& name, const std::string& path,
                                const std::filesystem::path& from = {});

/// PATH of this process, or `systemPath` if it has none.
[[nodiscard]] std::string ownPath();
/// The folders of the system's programs.
inline constexpr const char* systemPath = "/usr/local/bin:/usr/bin:/bin";

/// Starting this file starts the program that this process runs, even if its file was replaced or
/// deleted since.
inline constexpr const char* ownProgram = "/proc/self/exe";
/// Where that program was when this process was started, for people to read.
[[nodiscard]] std::string ownProgramName();

}  // namespace reactor
