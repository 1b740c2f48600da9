/// What every reactor has in common: running and stopping, timed calls, system events.
/// (twisted.internet.base)
///
/// The real reactor and the one for tests differ in how they wait, and in nothing else.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <reactor/interfaces.hpp>
#include <reactor/loop/delayedcalls.hpp>
#include <reactor/loop/systemevents.hpp>

namespace reactor {

/// The part of a reactor that knows how to wait.
class IWaiting {
 public:
  virtual ~IWaiting() = default;
  /// Waits for what is watched, `seconds` at most (none: for ever), and serves it. Throws nothing.
  virtual void wait(std::optional<double> seconds) = 0;
  /// The reactor runs from now on (REA-04).
  virtual void started(bool installSignalHandlers) = 0;
  /// The reactor shuts down: whatever is watched is lost (REA-13).
  virtual void disconnectAll() = 0;
};

class ReactorCore final {
 public:
  ReactorCore(IWaiting& waiting, const IReactorTime& time);

  void run(bool installSignalHandlers);
  void stop();
  void crash();
  void iterate(double delay);
  /// Inside `run`.
  [[nodiscard]] bool started() const noexcept { return started_; }
  [[nodiscard]] bool running() const noexcept { return running_; }
  std::optional<TriggerID> callWhenRunning(std::function<void()> f);
  /// A signal came that ends the run: logs it and stops (REA-14). Another one while stopping is
  /// only logged.
  void signalled(int number);
  [[nodiscard]] std::optional<int> exitSignal() const noexcept { return exitSignal_; }

  [[nodiscard]] DelayedCalls& calls() noexcept { return calls_; }
  [[nodiscard]] const DelayedCalls& calls() const noexcept { return calls_; }
  [[nodiscard]] SystemEvents& events() noexcept { return events_; }

 private:
  void addStartupTrigger();
  void serveDue();
  [[nodiscard]] std::optional<double> untilNext(std::optional<double> most) const;

  IWaiting& waiting_;
  const IReactorTime& time_;
  DelayedCalls calls_;
  SystemEvents events_;
  bool started_ = false;
  bool running_ = false;  // past the before phase of startup
  bool stopped_ = false;  // stop was called, for good
  bool justStopped_ = false;
  bool installSignalHandlers_ = false;
  std::optional<int> exitSignal_;
};

}  // namespace reactor
