/// The calls that are to be made later, by time: the core of the real reactor's timers and of the
/// test clock.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <reactor/interfaces.hpp>

namespace reactor {

class DelayedCall;

/// A heap that knows where each call is, so that cancelling and moving one cost O(log n) and leave
/// nothing behind. Calls of the same time run in the order in which they were made.
class DelayedCalls final {
 public:
  /// `clock` must outlive this; it says what time it is.
  explicit DelayedCalls(const IReactorTime& clock);
  DelayedCalls(const DelayedCalls&) = delete;
  DelayedCalls& operator=(const DelayedCalls&) = delete;
  /// The calls are dropped without being made; handles to them say that they were cancelled.
  ~DelayedCalls();

  DelayedCallPtr callLater(double delay, std::function<void()> f);
  [[nodiscard]] std::vector<DelayedCallPtr> pending() const;
  [[nodiscard]] std::optional<double> nextTime() const;

  /// Makes the first call that is due at `now`, if there is one. What it throws is logged (REA-15).
  bool runNext(double now);
  /// Makes those that are due at `now`, but none that is made meanwhile, so that a call which calls
  /// itself again leaves room for others.
  void runDue(double now);

 private:
  friend class DelayedCall;
  using CallPtr = std::shared_ptr<DelayedCall>;

  [[nodiscard]] static bool before(const DelayedCall& a, const DelayedCall& b) noexcept;
  void place(CallPtr call, std::size_t position) noexcept;
  void siftUp(std::size_t position) noexcept;
  void siftDown(std::size_t position) noexcept;
  void moved(std::size_t position) noexcept;
  CallPtr take(std::size_t position) noexcept;

  const IReactorTime& clock_;
  std::vector<CallPtr> heap_;
  std::uint64_t lastNumber_ = 0;
};

}  // namespace reactor
