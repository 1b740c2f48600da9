/// Deferred::addTimeout: cancels a Deferred after a time. (twisted.internet.defer)
#pragma once

#include <memory>

#include <reactor/api.hpp>
#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>

namespace reactor {

namespace detail {

/// Cancels a chain when the time is over. The timer does not keep the chain alive; it is stopped
/// when the chain has a result or is destroyed.
class TRIAL_DIST_API Timeout final {
 public:
  Timeout(Chain& chain, double seconds, IReactorTime& clock);
  Timeout(Timeout&&) noexcept = default;
  Timeout& operator=(Timeout&&) = delete;
  ~Timeout() { stop(); }
  /// Stops the timer.
  void stop() noexcept;
  [[nodiscard]] bool timedOut() const noexcept;
  /// TimeoutError if `failure` is a CancelledError, else `failure`.
  [[nodiscard]] static Failure translate(Failure failure, double seconds);

 private:
  struct TRIAL_DIST_LOCAL State;
  std::shared_ptr<State> state_;
};

}  // namespace detail

template <class T>
template <class F>
Deferred<T> Deferred<T>::addTimeout(double timeout, IReactorTime& clock, F onTimeoutCancel) const {
  detail::Timeout timer(chain(), timeout, clock);
  return addBoth([timer = std::move(timer), translate = std::move(onTimeoutCancel),
                  timeout](Result<T> result) mutable -> Result<T> {
    const bool timedOut = timer.timedOut();
    timer.stop();
    if (!timedOut) return result;
    if constexpr (!std::is_same_v<F, detail::Pass>) {
      constexpr bool fits = std::is_invocable_r_v<Result<T>, F&, Result<T>, double>;
      static_assert(fits,
                    "onTimeoutCancel is called with a Result<T> and the time, and returns a "
                    "Result<T>");
      if constexpr (fits) {
        if (detail::isCallable(translate)) return translate(std::move(result), timeout);
      }
    }
    if (auto* failure = std::get_if<1>(&result)) {
      return Result<T>(std::in_place_index<1>,
                       detail::Timeout::translate(std::move(*failure), timeout));
    }
    return result;
  });
}

}  // namespace reactor
