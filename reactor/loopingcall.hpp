/// LoopingCall: calls something again and again. (twisted.internet.task)
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>

namespace reactor {

/// The calls come at multiples of the interval after the start. One that returns a Deferred is over
/// when that has fired; what would have come meanwhile is left out (CLK-09). One that throws, or
/// whose Deferred fails, is the last (CLK-08).
class TRIAL_DIST_API LoopingCall final {
 public:
  /// Calls `f(args...)`.
  template <class F, class... Args>
  requires std::is_invocable_v<F&, Args&...>
  explicit LoopingCall(F f, Args... args)
      : LoopingCall(Erased(), [f = std::move(f), ... args = std::move(args)](int) mutable {
          return asDeferred([&] { return f(args...); });
        }) {}
  /// Calls `f(count)`: how many intervals have passed since the last call, as a rule 1. It is not
  /// called when none has, which only the time that `f` takes can bring about (CLK-10).
  template <class F>
  requires std::is_invocable_v<F&, int>
  [[nodiscard]] static LoopingCall withCount(F f) {
    return LoopingCall(
        Erased(),
        [f = std::move(f)](int count) mutable { return asDeferred([&] { return f(count); }); },
        true);
  }
  /// Ends without a word: what `start` returned does not fire.
  ~LoopingCall();
  LoopingCall(const LoopingCall&) = delete;
  LoopingCall& operator=(const LoopingCall&) = delete;

  /// Whose time it is, to be set before the start; null: the default reactor's. It must outlive
  /// this object.
  IReactorTime* clock = nullptr;

  /// Calls now, or, without `now`, first after an interval (CLK-06); an interval of 0 is once a
  /// turn of the loop. Fires with this object when it was stopped. `std::invalid_argument` for an
  /// interval that is not a number from 0 up (CLK-07), `std::logic_error` if it runs.
  Deferred<LoopingCall*> start(double interval, bool now = true);
  /// No call follows. While a call waits for its Deferred, what `start` returned fires after that.
  /// `std::logic_error` if it does not run.
  void stop();
  /// The intervals are counted from now (CLK-11), unless a call is under way. `std::logic_error` if
  /// it does not run.
  void reset();

  [[nodiscard]] bool running() const noexcept { return running_; }
  /// In seconds; none before the first start.
  [[nodiscard]] std::optional<double> interval() const noexcept { return interval_; }
  /// On the clock.
  [[nodiscard]] std::optional<double> starttime() const noexcept { return starttime_; }
  /// The next call; null while one is under way or it does not run.
  [[nodiscard]] const DelayedCallPtr& call() const noexcept { return call_; }

 private:
  struct Erased {};
  using Function = std::function<Deferred<void>(int count)>;
  LoopingCall(Erased, Function f, bool counts = false);

  /// What `f` returns is dropped; a Deferred is waited for.
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
  const std::shared_ptr<LoopingCall*> self_ = std::make_shared<LoopingCall*>(this);  // null: gone
};

}  // namespace reactor
