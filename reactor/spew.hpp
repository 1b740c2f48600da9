/// Spew: writes a line to stderr for every event, to find out why a program hangs. (trial's --spew)
#pragma once

#include <string_view>

#include <reactor/api.hpp>

namespace reactor {

/// Switches it on or off. A line is written for each timed call, each ready descriptor, each
/// callback of a Deferred, and each box that an AMP sends or receives.
TRIAL_DIST_API void setSpewing(bool on) noexcept;

namespace detail {

TRIAL_DIST_API extern bool spewing;
/// Writes one line. Callers check `spewing` first.
TRIAL_DIST_API void spew(std::string_view line) noexcept;

}  // namespace detail

}  // namespace reactor
