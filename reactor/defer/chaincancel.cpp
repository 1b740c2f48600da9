// Cancelling chains.
#include <memory>
#include <utility>

#include <reactor/defererror.hpp>
#include <reactor/detail/chain.hpp>

namespace reactor::detail {

void Chain::setCanceller(Canceller* canceller) noexcept {
  if (canceller_ != nullptr) canceller_->release();
  canceller_ = canceller;
}

void Chain::cancel() {
  auto target = ChainRef::share(*this);
  while (Chain* source = target->awaited()) target = ChainRef::share(*source);
  if (!target->called_) {
    target->cancelUnfired();
  } else if (target->waiting_) {  // the chain it waits for was destroyed unfired: end the wait here
    target->waiting_ = false;
    target->clearResult();
    target->setFailure(Failure(CancelledError()));
    target->unpause();
  }
}

Chain* Chain::awaited() const noexcept {
  if (called_) return waiting_ ? chainedTo_ : nullptr;
  return canceller_ == nullptr ? nullptr : canceller_->instead();
}

void Chain::cancelUnfired() {
  if (canceller_ == nullptr) {
    suppressAlreadyCalled_ = true;
    fireFailure(Failure(CancelledError()));
    return;
  }
  struct Release {
    void operator()(Canceller* c) const noexcept { c->release(); }
  };
  std::unique_ptr<Canceller, Release> used;
  Canceller* canceller = canceller_;
  if (canceller->once()) used.reset(std::exchange(canceller_, nullptr));
  if (canceller->cancel(*this) && !called_) fireFailure(Failure(CancelledError()));
}

}  // namespace reactor::detail
