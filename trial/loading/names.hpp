/// The meaning of a name, before anything is opened: `program::case`, a path, or a dotted name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trial {

<<<<<<< HEAD
=======
/// The folder that the run was started in: relative paths are relative to it, also when the process
/// has gone to another one. At first the current folder at the first question.
[[nodiscard]] const std::filesystem::path& runFolder();
/// For a worker, which is told. `folder` is absolute.
void setRunFolder(std::filesystem::path folder);
/// `path` made absolute from there.
[[nodiscard]] std::filesystem::path fromRunFolder(const std::filesystem::path& path);

>>>>>>> build
/// A name split at its first `::`.
struct SplitName {
  /// The part before `::`, or the whole name; lexically normal if it is a path.
  std::string target;
  /// The part behind `::`: a case, a suite or a glob of the program `target`.
  std::optional<std::string> inside;
  /// `target` is a path: there is a `::` or a `/`, or a file of this name exists. A folder without
  /// a dot in its name is taken for a dotted name, because a module of that name wins over it.
  bool isPath = false;
};
[[nodiscard]] SplitName splitName(std::string_view name);

<<<<<<< HEAD
/// The program of the case `id`: the part before the first `::`. Empty for a native case.
[[nodiscard]] TRIAL_DIST_API std::string_view programOf(std::string_view id) noexcept;

/// The ways to split a dotted name into a beginning and the remaining parts, longest beginning
/// first: ("a.b.c", []), ("a.b", [c]), ("a", [b, c]).
[[nodiscard]] TRIAL_DIST_API std::vector<std::pair<std::string, std::vector<std::string>>>
_qualNameWalker(std::string_view qualName);

/// True if `pattern` selects the case `id` of a program: it is the id, a suite above it, or a glob
/// that matches either. `separator` is that of the program's framework.
[[nodiscard]] TRIAL_DIST_API bool namesCase(const std::string& pattern, const std::string& id,
                                            char separator);
=======
/// The parts of `text` between separators: at least one.
[[nodiscard]] std::vector<std::string> splitAt(std::string_view text, char separator);

/// A file of C++ by its extension.
[[nodiscard]] bool isSource(const std::filesystem::path& path);

/// The path of the test program that the case `id` is of, which it may share a process with; empty
/// for a native case.
[[nodiscard]] std::string_view programOf(std::string_view id) noexcept;

/// ("a.b.c", []), ("a.b", [c]), ("a", [b, c]).
[[nodiscard]] std::vector<std::pair<std::string, std::vector<std::string>>> _qualNameWalker(
    std::string_view qualName);

/// Whether `pattern` names the case `id` of a program: it is the id, a suite above it, or a glob of
/// either. `separator` is that of the program's framework.
[[nodiscard]] bool namesCase(const std::string& pattern, const std::string& id, char separator);
>>>>>>> build

}  // namespace trial
