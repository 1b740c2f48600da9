#include <dist/manager/blockingrun.hpp>

#include <stdexcept>
#include <utility>

#include <reactor/error.hpp>

namespace dist {

using reactor::Deferred;

BlockingRun::BlockingRun(reactor::IReactor& loop, std::function<void()> interrupt,
                         std::function<void()> left)
    : loop_(loop), interrupt_(std::move(interrupt)), left_(std::move(left)) {}

BlockingRun::~BlockingRun() {
  if (running_ && !outcome_) running_.cancel();
  for (const auto id : triggers_) {
    try {
      loop_.removeSystemEventTrigger(id);
    } catch (const std::invalid_argument&) {
      // It was called.
    }
  }
}

BlockingRun::ResultPtr BlockingRun::run(const std::function<Deferred<ResultPtr>()>& start) {
  if (loop_.running()) throw reactor::ReactorAlreadyRunning();
  if (const auto id = loop_.callWhenRunning([this, &start] { begin(start); })) {
    triggers_.push_back(*id);
  }
  // Somebody else stops the reactor, a signal for instance: the run ends first (DR-18).
  triggers_.push_back(
      loop_.addSystemEventTrigger(reactor::Phase::before, "shutdown", [this] { return end(); }));
  loop_.run(false);  // the caller sees to signals
  if (!running_) begin(start);
  if (!outcome_) {
    cancelling_ = true;
    left_();
    running_.cancel();
  }
  if (!outcome_) throw std::logic_error("a cancelled run has no result");
  if (auto* failure = std::get_if<1>(&*outcome_)) failure->raiseException();
  return std::get<0>(*std::move(outcome_));
}

void BlockingRun::begin(const std::function<Deferred<ResultPtr>()>& start) {
  running_ = start();
  running_.addBoth([this](reactor::Result<ResultPtr> result) {
    outcome_ = std::move(result);
    if (shutdown_) return shutdown_->callback();
    if (cancelling_) return;
    try {
      loop_.stop();
    } catch (const reactor::ReactorNotRunning&) {
      // Somebody else has stopped it in this turn, or has left it.
    }
  });
}

Deferred<void> BlockingRun::end() {
  if (outcome_ || !running_) return reactor::succeed();
  shutdown_.emplace();
  interrupt_();
  return *shutdown_;
}

}  // namespace dist
