/// Clock: a reactor's time for tests, which stands still until it is told to move.
/// (twisted.internet.task)
///
/// Its core is that of the real reactor's timers, so that the two cannot differ in order or errors.
#pragma once

#include <memory>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/interfaces.hpp>

namespace reactor {

class DelayedCalls;

class TRIAL_DIST_API Clock final : public IReactorTime {
 public:
  /// At 0 (CLK-01).
  Clock();
  ~Clock() override;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;

  [[nodiscard]] double seconds() const override;
  DelayedCallPtr callLater(double delay, std::function<void()> f) override;
  [[nodiscard]] std::vector<DelayedCallPtr> getDelayedCalls() const override;

  /// Moves time and makes every call that is due then, also those that become due by calls made now
  /// (CLK-02). `std::invalid_argument` if negative.
  void advance(double amount);
  /// `advance` for each (CLK-05).
  void pump(const std::vector<double>& timings);

 private:
  double rightNow_ = 0;
  std::unique_ptr<DelayedCalls> calls_;
};

}  // namespace reactor
