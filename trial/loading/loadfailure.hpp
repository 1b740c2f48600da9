/// Why something could not be loaded, as its author wants to see it.
#pragma once

#include <reactor/failure.hpp>

namespace trial {

/// What is being caught, with the frames of the code that was loaded: neither ours nor those of the
/// dynamic linker.
[[nodiscard]] reactor::Failure loadFailure();

}  // namespace trial
