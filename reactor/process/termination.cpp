#include <reactor/process/termination.hpp>

#include <utility>

#include <reactor/loop/cancelcall.hpp>

namespace reactor {

Termination::Termination(IReactorTime& clock, double delay, double grace, Signal signal) {
  calls_.push_back(clock.callLater(delay + grace, [signal] { signal("KILL"); }));
  if (delay > 0) {
    calls_.push_back(clock.callLater(delay, [signal = std::move(signal)] { signal("TERM"); }));
  } else {
    signal("TERM");
  }
}

Termination::~Termination() { cancel(); }

Termination& Termination::operator=(Termination&& other) noexcept {
  if (this != &other) {
    cancel();
    calls_ = std::exchange(other.calls_, {});
  }
  return *this;
}

void Termination::cancel() noexcept {
  auto calls = std::exchange(calls_, {});
  for (auto& call : calls) cancelCall(call);
}

}  // namespace reactor
