/// Lists of things in a sentence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <reactor/api.hpp>

namespace trial {

/// "a", "a and b", "a, b, and c", with `finalDelimiter` "and".
[[nodiscard]] TRIAL_DIST_API std::string _listToPhrase(const std::vector<std::string>& things,
                                                       std::string_view finalDelimiter,
                                                       std::string_view delimiter = ", ");

}  // namespace trial
