#include <reactor/loop/base.hpp>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <reactor/error.hpp>
#include <reactor/log.hpp>

namespace reactor {

ReactorCore::ReactorCore(IWaiting& waiting, const IReactorTime& time)
    : waiting_(waiting), time_(time), calls_(time) {
  addStartupTrigger();
  addShutdownTriggers();
}

void ReactorCore::addShutdownTriggers() {
  leavesAtShutdown_ = true;
  events_.add(Phase::during, "shutdown", [this] {
    leavesAtShutdown_ = false;
    crash();
  });
  events_.add(Phase::during, "shutdown", [this] { waiting_.disconnectAll(); });
}

void ReactorCore::addStartupTrigger() {
  events_.add(Phase::during, "startup", [this] {
    if (!started_) return;  // crash() was called while the before phase waited
    running_ = true;
    waiting_.started(installSignalHandlers_);
  });
}

void ReactorCore::run(bool installSignalHandlers) {
  if (started_) throw ReactorAlreadyRunning();
  if (stopped_) throw ReactorNotRestartable();
  if (!leavesAtShutdown_) addShutdownTriggers();  // a suite of tests fires that event, for instance
  started_ = true;
  exitSignal_.reset();
  installSignalHandlers_ = installSignalHandlers;
  events_.fire("startup");
  while (started_) {
    serveDue();
    if (started_) waiting_.wait(untilNext(std::nullopt));
  }
  log::msg("Main loop terminated.");
}

void ReactorCore::stop() {
  if (!started_ || stopped_) throw ReactorNotRunning();
  stopped_ = true;
  justStopped_ = true;
}

void ReactorCore::crash() {
  if (!started_) return;
  started_ = false;
  running_ = false;
  addStartupTrigger();
}

void ReactorCore::iterate(double delay) {
  if (!(delay >= 0)) {
    throw std::invalid_argument(fmt::format("iterate: the delay must be >= 0, not {}", delay));
  }
  serveDue();
  waiting_.wait(untilNext(delay));
}

std::optional<TriggerID> ReactorCore::callWhenRunning(std::function<void()> f) {
  if (!f) throw std::invalid_argument("callWhenRunning: no function");
  if (!running_) return events_.add(Phase::after, "startup", std::move(f));
  f();
  return std::nullopt;
}

void ReactorCore::signalled(int number) {
  log::msg(fmt::format("Received SIG{}, shutting down.", ::sigabbrev_np(number)));
  if (!exitSignal_) exitSignal_ = number;
  if (running_ && !stopped_) stop();
}

void ReactorCore::serveDue() {
  calls_.runDue(time_.seconds());
  if (std::exchange(justStopped_, false)) events_.fire("shutdown");
}

std::optional<double> ReactorCore::untilNext(std::optional<double> most) const {
  if (justStopped_) return 0;
  const auto next = calls_.nextTime();
  if (!next) return most;
  const double left = std::max(0.0, *next - time_.seconds());
  return most ? std::min(*most, left) : left;
}

}  // namespace reactor
