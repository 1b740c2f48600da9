/// copyProcess: makes a copy of this process, as a child of its parent.
#pragma once

#include <sys/types.h>

namespace trial::frameworks::warm {

/// Why this process cannot be copied; null if it can be.
[[nodiscard]] const char* whyNotCopied() noexcept;

/// As `fork`, with the handlers of `pthread_atfork`, but the copy has the same parent as this
/// process. All signals are blocked meanwhile, by the caller. Returns 0 in the copy, or an errno as
/// a negative number.
[[nodiscard]] pid_t copyProcess() noexcept;

}  // namespace trial::frameworks::warm
