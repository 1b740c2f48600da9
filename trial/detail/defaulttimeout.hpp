/// The time limit of a test that sets none.
#pragma once

namespace trial {

/// Seconds for each stage of a TestCase: setUp, the test, tearDown (TC-21).
inline constexpr double DEFAULT_TIMEOUT_DURATION = 120.0;

}  // namespace trial
