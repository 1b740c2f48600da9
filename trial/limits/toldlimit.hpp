/// How a process that runs cases and the one that limits them agree without a message for each
/// stage of each case.
#pragma once

#include <algorithm>

namespace trial::limits {

/// Seconds that the limiting process waits beyond the limit that it was told, so that the error of
/// a test that waits too long comes from the test's own process (TC-21).
[[nodiscard]] inline double toldSlack(double limit) noexcept { return std::max(1.0, limit / 10); }
/// A stage that begins within so many seconds after the limit was told need not tell it again.
[[nodiscard]] inline double maySkipTelling(double limit) noexcept { return toldSlack(limit) / 2; }

}  // namespace trial::limits
