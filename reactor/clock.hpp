/// Clock: time for tests, which changes only when `advance` is called.
/// (twisted.internet.task)
///
/// It shares DelayedCalls with the real reactor, so that order and errors are the same in both.
#pragma once

#include <memory>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/interfaces.hpp>

namespace reactor {

class DelayedCalls;

class TRIAL_DIST_API Clock : public IReactorTime {
 public:
  /// The time is 0 (CLK-01).
  Clock();
  ~Clock() override;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;

  [[nodiscard]] double seconds() const override;
  DelayedCallPtr callLater(double delay, std::function<void()> f) override;
  using IReactorTime::callLater;
  [[nodiscard]] std::vector<DelayedCallPtr> getDelayedCalls() const override;

  /// Adds `amount` to the time and makes every call that is due then, also one that is added by
  /// these calls (CLK-02). Throws `std::invalid_argument` if `amount` is negative.
  void advance(double amount);
  /// Calls `advance` with each (CLK-05).
  void pump(const std::vector<double>& timings);

 private:
  double rightNow_ = 0;
  std::unique_ptr<DelayedCalls> calls_;
};

}  // namespace reactor
