/// Termination: ends a process that does not end by itself.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include <reactor/interfaces.hpp>

namespace reactor {

/// Sends TERM, and KILL when the grace is over. Destroying or cancelling it sends nothing more.
class Termination final {
 public:
  /// Sends a signal, named as `IProcessTransport::signalProcess` takes it; whoever gives it copes
  /// with a process that has ended.
  using Signal = std::function<void(std::string_view name)>;

  /// None is under way.
  Termination() = default;
  /// TERM after `delay` seconds, at once if that is 0; KILL `grace` seconds after that. `clock`
  /// outlives it.
  Termination(IReactorTime& clock, double delay, double grace, Signal signal);
  ~Termination();
  Termination(Termination&&) noexcept = default;
  /// Cancels the one that was there.
  Termination& operator=(Termination&& other) noexcept;

  void cancel() noexcept;

 private:
  std::vector<DelayedCallPtr> calls_;
};

}  // namespace reactor
