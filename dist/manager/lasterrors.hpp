/// lastErrorsText: what a worker wrote to stderr, as it stands at the end of a message.
#pragma once

#include <string>

namespace dist {

/// A line that says what follows, and the end of `lastErrors`; nothing if that is empty.
[[nodiscard]] std::string lastErrorsText(const std::string& lastErrors);

}  // namespace dist
