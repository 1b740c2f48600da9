/// What a name on the command line means, before anything is opened: `program::case`, a path, or a
/// dotted name.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <reactor/api.hpp>

namespace trial {

/// The folder that the run was started in: relative paths are relative to it, also when the process
/// has gone to another one. At first the current folder at the first question.
[[nodiscard]] TRIAL_DIST_API const std::filesystem::path& runFolder();
/// For a worker, which is told. `folder` is absolute.
TRIAL_DIST_API void setRunFolder(std::filesystem::path folder);
/// `path` made absolute from there.
[[nodiscard]] TRIAL_DIST_API std::filesystem::path fromRunFolder(const std::filesystem::path& path);

/// A name split at its first `::`.
struct SplitName {
  /// Lexically normalised if it is a path.
  std::string target;
  /// What stands behind `::`: a case, a suite or a glob of the program `target`.
  std::optional<std::string> inside;
  /// `target` has a `/` or exists; as a folder without a dot in its name it is also a dotted name.
  bool isPath = false;
};
[[nodiscard]] TRIAL_DIST_API SplitName splitName(std::string_view name);

/// The parts of `text` between separators: at least one.
[[nodiscard]] TRIAL_DIST_API std::vector<std::string> splitAt(std::string_view text,
                                                              char separator);

/// A file of C++ by its extension.
[[nodiscard]] TRIAL_DIST_API bool isSource(const std::filesystem::path& path);

/// The path of the test program that the case `id` is of, which it may share a process with; empty
/// for a native case.
[[nodiscard]] TRIAL_DIST_API std::string_view programOf(std::string_view id) noexcept;

/// ("a.b.c", []), ("a.b", [c]), ("a", [b, c]).
[[nodiscard]] TRIAL_DIST_API std::vector<std::pair<std::string, std::vector<std::string>>>
_qualNameWalker(std::string_view qualName);

}  // namespace trial
