// Firing chains, running their callbacks and waiting for other chains.
#include <reactor/detail/chain.hpp>

#include <memory>
#include <vector>

#include <fmt/format.h>

#include <reactor/deferdebug.hpp>
#include <reactor/defererror.hpp>
#include <reactor/log.hpp>
#include <reactor/spew.hpp>

namespace reactor::detail {

namespace {

const char circular[] =
    "Callback returned the Deferred it was attached to; this breaks the callback chain.";

}  // namespace

bool Chain::beginFire() {
  if (called_) {
    if (!suppressAlreadyCalled_) throwAlreadyCalled();
    suppressAlreadyCalled_ = false;
    return false;
  }
  called_ = true;
  if (getDebugging()) {
    if (debug_ == nullptr) debug_ = new DebugInfo;
    debug_->invoker = captureStack();
  }
  return true;
}

void Chain::fireFailure(Failure failure) {
  if (!beginFire()) return;
  setFailure(std::move(failure));
  runCallbacks();
}

bool Chain::feeds(const Chain& other) const noexcept {
  if (first_ == nullptr && this != &other) return false;  // no chain waits for this one
  for (const Chain* chain = &other; chain != nullptr; chain = chain->awaited()) {
    if (chain == this) return true;
  }
  return false;
}

void Chain::append(Link* link, const ValueType& newTail) noexcept {
  (first_ == nullptr ? first_ : last_->next) = link;
  last_ = link;
  tail_ = &newTail;
}

void Chain::unpause() {
  if (paused_ == (waiting_ ? 1U : 0U))  // only the wait itself ends its pause
    throw std::logic_error("unpause() of a Deferred that is not paused");
  --paused_;
  runIfFired();
}

void Chain::runCallbacks() {
  auto current = ChainRef::share(*this);
  std::vector<ChainRef> below;  // chains that go on when those that interrupted them are done
  for (;;) {
    if (Chain* other = current->runUntilAnother()) {
      if (current->first_ != nullptr) below.push_back(std::move(current));
      current = ChainRef(other);
    } else if (!below.empty()) {
      current = std::move(below.back());
      below.pop_back();
    } else {
      return;
    }
  }
}

Chain* Chain::runUntilAnother() {
  // The canceller is released here and not in beginFire: its destructor may run code that comes
  // back to this chain, which must have its result by then.
  if (canceller_ != nullptr) std::exchange(canceller_, nullptr)->release();
  if (running_ || paused_ != 0) return nullptr;
  chainedTo_ = nullptr;
  while (paused_ == 0 && first_ != nullptr) {
    if (spewing) {
      spew(fmt::format("callback of the Deferred {}, which has {}", fmt::ptr(this),
                       failed_ ? failure().repr() : "a result"));
    }
    Link* link = popLink();
    running_ = true;
    Chain* other = nullptr;
    try {
      other = link->run(*this);
    } catch (...) {
      clearResult();
      setFailure(Failure());
    }
    running_ = false;
    if (other != nullptr) return other;
  }
  return nullptr;
}

void Chain::adopt(Chain& inner) {
  if (feeds(inner)) throw std::logic_error(circular);
  if (inner.ready()) {
    moveResultFrom(inner);
    inner.setTail(valueType<void>);
    return;
  }
  ++paused_;
  waiting_ = true;
  chainedTo_ = &inner;
  retain();
  inner.append(this, valueType<void>);
}

Chain* Chain::run(Chain& inner) {
  waiting_ = false;
  chainedTo_ = nullptr;
  moveResultFrom(inner);
  --paused_;
  return this;  // passes on the reference that adopt() took
}

void Chain::drop() noexcept {
  chainedTo_ = nullptr;
  release();
}

/// The entry of chainDeferred: fires `target` with the result of the chain that it is in.
class Chain::Forward final : public Link {
 public:
  Forward(Chain& source, Chain& target) : source_(source), target_(ChainRef::share(target)) {}

  Chain* run(Chain& current) override {
    const std::unique_ptr<Forward> self(this);
    forget();
    if (!target_->beginFire()) {
      current.clearResult();
      return nullptr;
    }
    target_->moveResultFrom(current);
    return target_.detach();
  }
  void drop() noexcept override {
    forget();
    delete this;
  }

 private:
  void forget() noexcept {
    if (target_->chainedTo_ == &source_) target_->chainedTo_ = nullptr;
  }
  Chain& source_;
  ChainRef target_;
};

Link* Chain::forwardTo(Chain& target) {
  if (&target == this) throw std::logic_error(circular);
  Link* link = new Forward(*this, target);
  if (!target.called_) target.chainedTo_ = this;
  return link;
}

void Chain::setFailure(Failure failure) noexcept {
  ::new (static_cast<void*>(storage_)) Failure(std::move(failure));
  held_ = &valueType<Failure>;
  failed_ = true;
}

Failure Chain::takeFailure() noexcept {
  Failure failure = std::move(*valueIn<Failure>(storage_));
  clearResult();
  return failure;
}

const Failure& Chain::failure() const noexcept {
  return *valueIn<Failure>(const_cast<std::byte*>(storage_));
}

void Chain::clearResult() noexcept {
  if (held_ != nullptr) {
    failed_ = false;
    std::exchange(held_, &valueType<void>)->destroy(storage_);
  }
}

void Chain::moveResultFrom(Chain& other) noexcept {
  clearResult();
  held_ = std::exchange(other.held_, &valueType<void>);
  failed_ = std::exchange(other.failed_, false);
  held_->relocate(other.storage_, storage_);
}

std::string Chain::repr(const char* className) const {
  const auto* address = static_cast<const void*>(this);
  if (chainedTo_ != nullptr) {
    return fmt::format("<{} at {} waiting on Deferred at {}>", className, address,
                       static_cast<const void*>(chainedTo_));
  }
  if (!called_ || waiting_ || held_ == nullptr)
    return fmt::format("<{} at {}>", className, address);
  return fmt::format("<{} at {} current result: {}>", className, address, held_->repr(storage_));
}

void Chain::throwAlreadyCalled() const {
  throw AlreadyCalledError(getDebugging() ? debugText() : std::string());
}

void Chain::wrongType(const char* what, const ValueType& asked, const ValueType& actual) const {
  throw std::logic_error(
      fmt::format("Deferred<{}> {} as Deferred<{}>: this view of the chain is not true",
                  qualifiedName(actual.type), what, qualifiedName(asked.type)));
}

}  // namespace reactor::detail
