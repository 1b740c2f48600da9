/// Termination: ends a process with TERM, and with KILL if that was not enough.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include <reactor/interfaces.hpp>

namespace reactor {

/// Sends TERM, and KILL when the grace is over. Destroying or cancelling it sends nothing more.
class Termination final {
 public:
  /// Sends the signal with this name, as for `IProcessTransport::signalProcess`. It must not throw
  /// if the process has ended.
  using Signal = std::function<void(std::string_view name)>;

  /// Sends nothing.
  Termination() = default;
  /// Sends TERM after `delay` seconds, at once if that is 0, and KILL `grace` seconds later.
  /// `clock` must outlive this object.
  Termination(IReactorTime& clock, double delay, double grace, Signal signal);
  ~Termination();
  Termination(Termination&&) noexcept = default;
  /// Cancels this one and takes over the other one.
  Termination& operator=(Termination&& other) noexcept;

  void cancel() noexcept;

 private:
  std::vector<DelayedCallPtr> calls_;
};

}  // namespace reactor
