/// The core of every reactor: running and stopping, timed calls, system events.
/// (twisted.internet.base)
///
/// The real reactor and the one for tests differ only in how they wait.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <reactor/interfaces.hpp>
#include <reactor/loop/delayedcalls.hpp>
#include <reactor/loop/systemevents.hpp>

namespace reactor {

/// The part of a reactor that waits.
class IWaiting {
 public:
  virtual ~IWaiting() = default;
  /// Waits until a watched descriptor is ready, but at most `seconds` if given, and serves those
  /// that are. Does not throw.
  virtual void wait(std::optional<double> seconds) = 0;
  /// Called when the reactor starts to run (REA-04).
  virtual void started(bool installSignalHandlers) = 0;
  /// Called at shutdown: removes all watched objects and calls their `connectionLost` (REA-13).
  virtual void disconnectAll() = 0;
};

class ReactorCore final {
 public:
  ReactorCore(IWaiting& waiting, const IReactorTime& time);

  void run(bool installSignalHandlers);
  void stop();
  void crash();
  void iterate(double delay);
  /// True inside `run`.
  [[nodiscard]] bool started() const noexcept { return started_; }
  [[nodiscard]] bool running() const noexcept { return running_; }
  std::optional<TriggerID> callWhenRunning(std::function<void()> f);
  /// Called after a signal that ends the run: logs it and stops the reactor (REA-14). While it is
  /// stopping, a further signal is only logged.
  void signalled(int number);
  [[nodiscard]] std::optional<int> exitSignal() const noexcept { return exitSignal_; }

  [[nodiscard]] DelayedCalls& calls() noexcept { return calls_; }
  [[nodiscard]] const DelayedCalls& calls() const noexcept { return calls_; }
  [[nodiscard]] SystemEvents& events() noexcept { return events_; }

 private:
  void addStartupTrigger();
  void addShutdownTriggers();
  void serveDue();
  [[nodiscard]] std::optional<double> untilNext(std::optional<double> most) const;

  IWaiting& waiting_;
  const IReactorTime& time_;
  DelayedCalls calls_;
  SystemEvents events_;
  bool started_ = false;
  bool running_ = false;  // the before phase of startup is over
  bool stopped_ = false;  // stop was called; never reset
  bool justStopped_ = false;
  bool leavesAtShutdown_ = false;  // its triggers were not called since they were added
  bool installSignalHandlers_ = false;
  std::optional<int> exitSignal_;
};

}  // namespace reactor
