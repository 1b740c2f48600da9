/// The time limits of the run that goes on in this process, for what cannot be handed them.
#pragma once

#include <optional>

namespace trial::limits {

struct RunLimits {
  /// `--test-timeout`: seconds for each stage of a native case and for each case of a program.
  std::optional<double> testTimeout = std::nullopt;
  /// Seconds between TERM and KILL.
  double grace = 5;
};

/// Those of the RunLimitsInForce that was made last; none if there is none.
[[nodiscard]] const RunLimits& runLimits() noexcept;
/// The smaller one of a limit and `--test-timeout`.
[[nodiscard]] double withTestTimeout(double limit) noexcept;

/// Sets the limits as long as it exists, then those from before.
class RunLimitsInForce final {
 public:
  explicit RunLimitsInForce(RunLimits limits) noexcept;
  ~RunLimitsInForce();
  RunLimitsInForce(const RunLimitsInForce&) = delete;
  RunLimitsInForce& operator=(const RunLimitsInForce&) = delete;

 private:
  RunLimits before_;
};

}  // namespace trial::limits
