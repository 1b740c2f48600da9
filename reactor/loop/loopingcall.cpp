#include <reactor/loopingcall.hpp>

#include <cmath>
#include <stdexcept>

#include <reactor/libevent.hpp>
#include <reactor/loop/cancelcall.hpp>

namespace reactor {

LoopingCall::LoopingCall(Erased, Function f, bool counts)
    : f_(std::make_shared<Function>(std::move(f))), counts_(counts) {}

LoopingCall::~LoopingCall() {
  *self_ = nullptr;
  cancelCall(call_);
}

IReactorTime& LoopingCall::time() const { return clock != nullptr ? *clock : defaultReactor(); }

Deferred<LoopingCall*> LoopingCall::start(double interval, bool now) {
  if (running_) throw std::logic_error("Tried to start an already running LoopingCall.");
  if (!(interval >= 0)) throw std::invalid_argument("interval must be >= 0");
  running_ = true;
  now_ = now;
  interval_ = interval;
  starttime_ = time().seconds();
  lastCounted_.reset();
  const Deferred<LoopingCall*> done;
  done_ = done;
  if (now) {
    make();
  } else {
    scheduleFrom(*starttime_);
  }
  return done;
}

void LoopingCall::stop() {
  if (!running_) throw std::logic_error("Tried to stop a LoopingCall that was not running.");
  running_ = false;
  if (!call_) return;  // a call is in progress: over() or failed() follows
  std::exchange(call_, nullptr)->cancel();
  over();
}

void LoopingCall::reset() {
  if (!running_) throw std::logic_error("Tried to reset a LoopingCall that was not running.");
  if (!call_) return;
  std::exchange(call_, nullptr)->cancel();
  starttime_ = time().seconds();
  scheduleFrom(*starttime_);
}

void LoopingCall::make() {
  call_ = nullptr;
  const int passed = counts_ ? count(time().seconds()) : 1;
  if (passed == 0) return over();
  // The call may destroy this object.
  const auto self = self_;
  const auto f = f_;
  (*f)(passed).addCallbacks(
      [self] {
        if (*self != nullptr) (*self)->over();
      },
      [self](Failure failure) {
        if (*self != nullptr) (*self)->failed(std::move(failure));
      });
}

/// Called when a call is over, and by stop() between two calls.
void LoopingCall::over() {
  if (running_) return scheduleFrom(time().seconds());
  const auto done = std::exchange(done_, Deferred<LoopingCall*>(nullptr));
  if (done) done.callback(this);
}

void LoopingCall::failed(Failure failure) {
  running_ = false;
  std::exchange(done_, Deferred<LoopingCall*>(nullptr)).errback(std::move(failure));
}

void LoopingCall::scheduleFrom(double when) {
  double wait = 0;
  if (*interval_ > 0) {
    wait = *interval_ - std::fmod(when - *starttime_, *interval_);
    // The rest is too small to change the time, so this interval counts as over.
    if (when + wait == when) wait = *interval_;
  }
  call_ = time().callLater(wait, [this] { make(); });
}

int LoopingCall::count(double now) {
  if (*interval_ == 0) {
    lastCounted_.reset();
    return 1;
  }
  const double last = lastCounted_.value_or(now_ ? *starttime_ - *interval_ : *starttime_);
  const double passed = intervalOf(now) - intervalOf(last);
  if (passed <= 0) return 0;
  lastCounted_ = now;
  return static_cast<int>(passed);
}

double LoopingCall::intervalOf(double when) const {
  return std::trunc((when - *starttime_) / *interval_);
}

}  // namespace reactor
