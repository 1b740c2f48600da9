/// DelayedCalls: a queue of timed calls, used by the reactors and by Clock.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <reactor/interfaces.hpp>

namespace reactor {

class DelayedCall;

/// A heap in which each call knows its position, so that cancelling and moving a call take O(log n)
/// and leave no dead entries. Calls with the same time run in the order in which they were added.
class DelayedCalls final {
 public:
  /// `clock` tells the time and must outlive this object.
  explicit DelayedCalls(const IReactorTime& clock);
  DelayedCalls(const DelayedCalls&) = delete;
  DelayedCalls& operator=(const DelayedCalls&) = delete;
  /// The calls are not made; handles to them say that they were cancelled.
  ~DelayedCalls();

  DelayedCallPtr callLater(double delay, std::function<void()> f);
  [[nodiscard]] std::vector<DelayedCallPtr> pending() const;
  [[nodiscard]] std::optional<double> nextTime() const;

  /// Makes the first call that is due at `now`, if there is one. Its exceptions are logged
  /// (REA-15).
  bool runNext(double now);
  /// Makes the calls that are due at `now`, but none that is added by them, so that a call which
  /// adds itself again does not keep the loop from its other work.
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
