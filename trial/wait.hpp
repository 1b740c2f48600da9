/// Waiting for a Deferred by running the default reactor.
#pragma once

#include <functional>

#include <reactor/api.hpp>
#include <reactor/defer.hpp>

namespace trial {

/// Runs the default reactor until `d` has a result, and returns it. Throws `std::logic_error`
/// "_wait is not reentrant" if called while it is waiting, and `KeyboardInterrupt` if a signal
/// (<trial/ending/runsignals.hpp>) or another caller ended the loop.
TRIAL_DIST_API reactor::Result<void> waitFor(reactor::Deferred<void> d);
/// The same, but a signal calls `signalled` instead of ending the loop.
TRIAL_DIST_API reactor::Result<void> waitFor(reactor::Deferred<void> d,
                                             std::function<void()> signalled);

}  // namespace trial
