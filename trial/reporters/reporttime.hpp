/// ReportTime: the clock of reporters. It shows an earlier time while events are replayed.
#pragma once

#include <optional>

namespace trial {

/// Sets the time that all reporters see, for as long as this object exists. Such objects nest: the
/// last one counts, and they must be destroyed in reverse order.
class ReportTime final {
 public:
  /// `seconds` is the value of `now` when the replayed event happened; `runBegan` is that at the
  /// beginning of its run, if it is known; `date` that of `date`, if it was not just now.
  explicit ReportTime(double seconds, std::optional<double> runBegan = std::nullopt,
                      std::optional<double> date = std::nullopt) noexcept;
  ~ReportTime();
  ReportTime(const ReportTime&) = delete;
  ReportTime& operator=(const ReportTime&) = delete;

  /// Seconds, of a clock that never goes back.
  [[nodiscard]] static double now() noexcept;
  [[nodiscard]] static std::optional<double> runBegan() noexcept;
  /// Seconds since 1970.
  [[nodiscard]] static double date() noexcept;

 private:
  ReportTime* outer_;
  double seconds_;
  std::optional<double> runBegan_;
  std::optional<double> date_;
};

}  // namespace trial
