/// The end of what a program wrote, as it stands in a message.
#pragma once

#include <string>
#include <string_view>

namespace trial::frameworks {

/// ":\n" and the end of `text` without its last newlines, a few thousand bytes at most; nothing if
/// it is empty.
[[nodiscard]] std::string excerpt(std::string_view text);

}  // namespace trial::frameworks
