/// Globs in names of tests: `*`, `?` and `[...]`, for which also separators are ordinary letters.
#pragma once

#include <string>
#include <string_view>

namespace trial {

/// Whether `text` has a letter that means something in a glob.
[[nodiscard]] bool isGlob(std::string_view text);
/// Whether the glob matches the whole text. `Suite*` has what lies deeper, too.
[[nodiscard]] bool matchesGlob(const std::string& glob, const std::string& text);

}  // namespace trial
