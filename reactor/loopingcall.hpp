/// LoopingCall: calls a function at regular intervals. (twisted.internet.task)
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>

namespace reactor {

/// The calls are made at multiples of the interval after the start. A call that returns a Deferred
/// lasts until that has fired, and the calls that were due meanwhile are left out (CLK-09). After a
/// call that throws, or whose Deferred fails, there are no further calls (CLK-08).
class TRIAL_DIST_API LoopingCall final {
 public:
  /// Calls `f(args...)`.
  template <class F, class... Args>
  requires std::is_invocable_v<F&, Args&...>
  explicit LoopingCall(F f, Args... args)
      : LoopingCall(Erased(), [f = std::move(f), ... args = std::move(args)](int) mutable {
          return asDeferred([&] { return f(args...); });
        }) {}
  /// Calls `f(count)` with the number of intervals since the last call, usually 1. It is not called
  /// if that number is 0, which can happen only because of the time that `f` takes (CLK-10).
  template <class F>
  requires std::is_invocable_v<F&, int>
  [[nodiscard]] static LoopingCall withCount(F f) {
    return LoopingCall(
        Erased(),
        [f = std::move(f)](int count) mutable { return asDeferred([&] { return f(count); }); },
        true);
  }
  /// Stops without firing the Deferred that `start` returned.
  ~LoopingCall();
  LoopingCall(const LoopingCall&) = delete;
  LoopingCall& operator=(const LoopingCall&) = delete;

  /// The clock to use, set before the start; null for the default reactor. It must outlive this
  /// object.
  IReactorTime* clock = nullptr;

  /// Makes the first call now, or after one interval if `now` is false (CLK-06). With an interval
  /// of 0 there is one call in each turn of the loop. The Deferred fires with this object when it
  /// is stopped. Throws `std::invalid_argument` if the interval is negative or not a number
  /// (CLK-07), `std::logic_error` if this object runs already.
  Deferred<LoopingCall*> start(double interval, bool now = true);
  /// Ends the calls and fires the Deferred that `start` returned; if a call is waiting for a
  /// Deferred, after that has fired. Throws `std::logic_error` if it does not run.
  void stop();
  /// Counts the intervals from now (CLK-11). No effect while a call is in progress. Throws
  /// `std::logic_error` if it does not run.
  void reset();

  [[nodiscard]] bool running() const noexcept { return running_; }
  /// In seconds; none before the first start.
  [[nodiscard]] std::optional<double> interval() const noexcept { return interval_; }
  /// The time of the start, on the clock.
  [[nodiscard]] std::optional<double> starttime() const noexcept { return starttime_; }
  /// The next timed call; null while a call is in progress and when it does not run.
  [[nodiscard]] const DelayedCallPtr& call() const noexcept { return call_; }

 private:
  struct Erased {};
  using Function = std::function<Deferred<void>(int count)>;
  LoopingCall(Erased, Function f, bool counts = false);

  /// Calls `f`; the result fires when that is over, without the value that `f` returned.
  template <class F>
  static Deferred<void> asDeferred(F f) {
    auto done = maybeDeferred(f);
    if constexpr (std::is_same_v<decltype(done), Deferred<void>>) {
      return done;
    } else {
      return done.addCallback([](const auto&) {});
    }
  }

  [[nodiscard]] IReactorTime& time() const;
  void make();
  void over();
  void failed(Failure failure);
  void scheduleFrom(double when);
  [[nodiscard]] int count(double now);
  [[nodiscard]] double intervalOf(double when) const;

  const std::shared_ptr<Function> f_;
  const bool counts_;
  bool running_ = false;
  bool now_ = true;
  std::optional<double> interval_;
  std::optional<double> starttime_;
  std::optional<double> lastCounted_;
  DelayedCallPtr call_;
  Deferred<LoopingCall*> done_{nullptr};
  const std::shared_ptr<LoopingCall*> self_ =
      std::make_shared<LoopingCall*>(this);  // null once destroyed
};

}  // namespace reactor
