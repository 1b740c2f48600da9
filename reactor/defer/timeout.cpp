#include <reactor/timeout.hpp>

namespace reactor::detail {

struct Timeout::State {
  Chain* chain;  // null once nothing is to be cancelled any more
  DelayedCallPtr call;
  bool timedOut = false;
};

Timeout::Timeout(Chain& chain, double seconds, IReactorTime& clock)
    : state_(std::make_shared<State>(State{&chain, nullptr})) {
  state_->call = clock.callLater(seconds, [state = std::weak_ptr<State>(state_)] {
    const auto current = state.lock();
    if (!current || current->chain == nullptr) return;
    current->timedOut = true;
    const auto watched = ChainRef::share(*current->chain);
    watched->cancel();
  });
}

void Timeout::stop() noexcept {
  if (!state_) return;
  state_->chain = nullptr;
  if (const auto call = std::exchange(state_->call, nullptr); call && call->active())
    call->cancel();
}

bool Timeout::timedOut() const noexcept { return state_->timedOut; }

Failure Timeout::translate(Failure failure, double seconds) {
  return failure.is<CancelledError>() ? Failure(TimeoutError(seconds, "Deferred")) : failure;
}

}  // namespace reactor::detail
