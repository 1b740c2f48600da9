/// Waiting for a Deferred by running the default reactor, as a test that returns one does.
#pragma once

#include <reactor/api.hpp>
#include <reactor/defer.hpp>

namespace trial {

/// Runs the default reactor until `d` has a result, and returns that; at once if it has one. Not
/// re-entrant: `std::logic_error` "_wait is not reentrant". `KeyboardInterrupt` if somebody else
/// or a signal (<trial/running/runsignals.hpp>) ended the loop.
TRIAL_DIST_API reactor::Result<void> waitFor(reactor::Deferred<void> d);

}  // namespace trial
