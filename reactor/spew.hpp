/// Spew: a line on stderr for everything that happens, for who cannot see why something hangs.
/// (trial's --spew)
#pragma once

#include <string_view>

#include <reactor/api.hpp>

namespace reactor {

/// From now on, or no longer: each timed call, each descriptor that is ready, each callback of a
/// Deferred, and each box that an AMP sends or receives.
TRIAL_DIST_API void setSpewing(bool on) noexcept;

namespace detail {

TRIAL_DIST_API extern bool spewing;
/// Writes one line. Asked only while `spewing`.
TRIAL_DIST_API void spew(std::string_view line) noexcept;

}  // namespace detail

}  // namespace reactor
