/// The time that reporters go by: now, or when that happened which they are told of later.
#pragma once

#include <optional>

namespace trial {

/// While one lives, it is the time of all reporters; they end in reverse order.
class ReportTime final {
 public:
  /// What `now` said when it happened, and when the run began whose part it is, if that is known.
  explicit ReportTime(double seconds, std::optional<double> runBegan = std::nullopt) noexcept;
  ~ReportTime();
  ReportTime(const ReportTime&) = delete;
  ReportTime& operator=(const ReportTime&) = delete;

  /// Seconds, of a clock that never goes back.
  [[nodiscard]] static double now() noexcept;
  [[nodiscard]] static std::optional<double> runBegan() noexcept;

 private:
  ReportTime* outer_;
  double seconds_;
  std::optional<double> runBegan_;
};

}  // namespace trial
