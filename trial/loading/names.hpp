/// The meaning of a name, before anything is opened: `program::case`, a path, or a dotted name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trial {

/// A name split at its first `::`.
struct SplitName {
  /// The part before `::`, or the whole name; if it is a path, `withoutDots`.
  std::string target;
  /// The part behind `::`: a case, a suite or a glob of the program `target`.
  std::optional<std::string> inside;
  /// `target` is a path: there is a `::` or a `/`, or a file of this name exists. A folder without
  /// a dot in its name is taken for a dotted name, because a module of that name wins over it.
  bool isPath = false;
};
[[nodiscard]] SplitName splitName(std::string_view name);

/// The program of the case `id`: the part before the first `::`. Empty for a native case.
[[nodiscard]] std::string_view programOf(std::string_view id) noexcept;

/// The ways to split a dotted name into a beginning and the remaining parts, longest beginning
/// first: ("a.b.c", []), ("a.b", [c]), ("a", [b, c]).
[[nodiscard]] std::vector<std::pair<std::string, std::vector<std::string>>> _qualNameWalker(
    std::string_view qualName);

}  // namespace trial
