/// Splitting a text at a separator: the parts of a dotted name, the entries of TRIAL_PATH.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trial {

/// The parts of `text` between the separators, empty ones too; an empty text has one empty part.
[[nodiscard]] inline std::vector<std::string> splitAt(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

}  // namespace trial
