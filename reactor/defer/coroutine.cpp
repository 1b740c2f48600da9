#include <reactor/coroutine.hpp>

#include <reactor/log.hpp>

namespace reactor::detail {

PromiseBase::~PromiseBase() {
  if (chain_ && !chain_->called()) chain_->setCanceller(nullptr);
}

void PromiseBase::expectNoCircle(const Chain& awaited) const {
  if (chain_->feeds(awaited)) {
    throw std::logic_error("a coroutine cannot wait for a Deferred that waits for the coroutine");
  }
}

bool PromiseBase::finish() noexcept {
  if (!chain_->called())
    chain_->setCanceller(nullptr);  // the canceller is this object, which ends here
  try {
    return chain_->beginFire();
  } catch (const AlreadyCalledError&) {
    log::msg(
        "A coroutine's Deferred had been fired by somebody else; the coroutine's own result is "
        "dropped.");
    return false;
  }
}

void PromiseBase::fail(Failure failure) noexcept {
  if (finish()) chain_->setFailure(std::move(failure));
}

void AwaitLink::wait(Chain& chain, std::coroutine_handle<> frame, PromiseBase& promise) noexcept {
  frame_ = frame;
  promise_ = &promise;
  promise.waitFor(&chain);
  chain.append(this, valueType<void>);
}

Chain* AwaitLink::run(Chain&) {
  // This entry is part of the frame, so none of its members is used once the body goes on.
  const auto frame = frame_;
  PromiseBase* promise = promise_;
  promise->waitIsOver();
  frame.resume();
  if (!frame.done()) return nullptr;
  auto finished = promise->takeChain();
  frame.destroy();
  return finished.detach();
}

void AwaitLink::drop() noexcept {
  promise_->waitIsOver();  // an object in the frame may cancel the coroutine from its destructor
  frame_.destroy();
}

}  // namespace reactor::detail
