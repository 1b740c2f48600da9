/// The verdict on a whole run that Boost.Test prints to stderr in the end.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace trial::frameworks::boosttest {

/// How many bytes at the end of what was written may be a verdict, or the beginning of one.
[[nodiscard]] std::size_t verdictIn(std::string_view written);
/// Whether anything failed, as the verdict says; none if the text is no verdict.
[[nodiscard]] std::optional<bool> anyFailedIn(std::string_view text);

}  // namespace trial::frameworks::boosttest
