/// cancelCall: cancels a call that may have been made already.
#pragma once

#include <utility>

#include <reactor/interfaces.hpp>

namespace reactor {

/// Cancels the call if it is still to come, and lets it go. No effect if there is none.
inline void cancelCall(DelayedCallPtr& call) {
  if (const auto left = std::exchange(call, nullptr); left && left->active()) left->cancel();
}

}  // namespace reactor
