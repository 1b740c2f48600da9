#include <reactor/process/termination.hpp>

#include <utility>

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
  for (const auto& call : std::exchange(calls_, {})) {
    if (call->active()) call->cancel();
  }
}

}  // namespace reactor
