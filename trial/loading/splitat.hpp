/// Splitting a text at a separator: the parts of a dotted name, the entries of TRIAL_PATH.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trial {

/// The parts of `text` between the separators, empty ones too; an empty text has one empty part.
[[nodiscard]] std::vector<std::string> splitAt(std::string_view text, char separator);

}  // namespace trial
