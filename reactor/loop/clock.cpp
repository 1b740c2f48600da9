#include <reactor/clock.hpp>

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <reactor/loop/delayedcalls.hpp>

namespace reactor {

Clock::Clock() : calls_(std::make_unique<DelayedCalls>(*this)) {}

Clock::~Clock() = default;

double Clock::seconds() const { return rightNow_; }

DelayedCallPtr Clock::callLater(double delay, std::function<void()> f) {
  return calls_->callLater(delay, std::move(f));
}

std::vector<DelayedCallPtr> Clock::getDelayedCalls() const { return calls_->pending(); }

void Clock::advance(double amount) {
  if (!(amount >= 0)) {
    throw std::invalid_argument(
        fmt::format("Clock.advance: time only moves on, not by {}", amount));
  }
  rightNow_ += amount;
  while (calls_->runNext(rightNow_)) {
  }
}

void Clock::pump(const std::vector<double>& timings) {
  for (const double amount : timings) advance(amount);
}

}  // namespace reactor
