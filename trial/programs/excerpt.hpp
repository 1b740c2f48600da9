/// The end of what a program wrote, as it stands in a message.
#pragma once

#include <string>
#include <string_view>

#include <reactor/api.hpp>

namespace trial::frameworks {

/// ":\n" and the end of `text` without its last newlines, a few thousand bytes at most; nothing if
/// it is empty.
[[nodiscard]] TRIAL_DIST_API std::string excerpt(std::string_view text);

}  // namespace trial::frameworks
