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

#if defined(__SANITIZE_ADDRESS__)
#define REACTOR_POOL 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define REACTOR_POOL 0
#endif
#endif
#ifndef REACTOR_POOL
#define REACTOR_POOL 1
#endif

/// Memory of dead chains, for the next ones. A sanitizer sees each chain as an allocation of its
/// own.
struct Pool {
  static constexpr std::size_t most = 4096;
  void* first = nullptr;
  std::size_t size = 0;

  void* pop() noexcept {
    if (first == nullptr) return nullptr;
    --size;
    return std::exchange(first, *static_cast<void**>(first));
  }
  bool push(void* block) noexcept {
    if (size >= most) return false;
    *static_cast<void**>(block) = std::exchange(first, block);
    ++size;
    return true;
  }
};
thread_local Pool pool;

/// Empties the pool when the thread ends. The pool itself is not destroyed: objects that live
/// longer may still have chains to free, and keep none of them.
struct PoolSweeper {
  PoolSweeper() noexcept = default;
  ~PoolSweeper() {
    while (void* block = pool.pop()) ::operator delete(block);
    pool.size = Pool::most;
  }
};
thread_local PoolSweeper sweeper;

// Chains whose last reference went while another was being destroyed: they are destroyed in a loop,
// not on a growing stack. Linked through chainedTo_, which a dead chain does not use.
thread_local Chain* graveyard = nullptr;
thread_local bool burying = false;

const char circular[] =
    "Callback returned the Deferred it was attached to; this breaks the callback chain.";

}  // namespace

Chain::Chain(const ValueType& input) noexcept : input_(&input), tail_(&input) {}

Chain* Chain::make(const ValueType& input) {
  void* block = REACTOR_POOL ? pool.pop() : nullptr;
  if (block == nullptr) {
    if (REACTOR_POOL) (void)&sweeper;  // there is one as soon as there is something to sweep
    block = ::operator new(sizeof(Chain));
  }
  ChainRef chain(::new (block) Chain(input));
  if (getDebugging()) {
    chain->debug_ = new DebugInfo;
    chain->debug_->creator = captureStack();
  }
  return chain.detach();
}

Chain::~Chain() {
  // What the entries hold may find its way back here through whoever waited for this chain or was
  // to cancel it; there is nothing left to fire, run or cancel then, and it dies only once.
  refs_ = 1;
  called_ = true;
  running_ = true;
  waiting_ = false;
  while (Link* link = popLink()) link->drop();
  if (canceller_ != nullptr) canceller_->release();
  if (failed_) logUnhandled();
  clearResult();
  delete debug_;
}

void Chain::bury() noexcept {
  chainedTo_ = std::exchange(graveyard, this);
  if (burying) return;
  burying = true;
  while (graveyard != nullptr) {
    Chain* dead = graveyard;
    graveyard = std::exchange(dead->chainedTo_, nullptr);
    destroy(dead);
  }
  burying = false;
}

void Chain::destroy(Chain* chain) noexcept {
  chain->~Chain();
  if (!REACTOR_POOL || !pool.push(chain)) ::operator delete(static_cast<void*>(chain));
}

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

void Chain::setCanceller(Canceller* canceller) noexcept {
  if (canceller_ != nullptr) canceller_->release();
  canceller_ = canceller;
}

void Chain::cancel() {
  auto target = ChainRef::share(*this);
  while (Chain* source = target->awaited()) target = ChainRef::share(*source);
  if (!target->called_) {
    target->cancelUnfired();
  } else if (target->waiting_) {  // for one that went without firing: nobody else can end the wait
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

bool Chain::feeds(const Chain& other) const noexcept {
  if (first_ == nullptr && this != &other) return false;  // nobody waits for this one
  for (const Chain* chain = &other; chain != nullptr; chain = chain->awaited()) {
    if (chain == this) return true;
  }
  return false;
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

void Chain::append(Link* link, const ValueType& newTail) noexcept {
  (first_ == nullptr ? first_ : last_->next) = link;
  last_ = link;
  tail_ = &newTail;
}

Link* Chain::popLink() noexcept {
  Link* link = first_;
  if (link != nullptr) first_ = std::exchange(link->next, nullptr);
  return link;
}

void Chain::unpause() {
  if (paused_ == (waiting_ ? 1U : 0U))  // a wait is not for others to end
    throw std::logic_error("unpause() of a Deferred that is not paused");
  --paused_;
  runIfFired();
}

void Chain::runCallbacks() {
  auto current = ChainRef::share(*this);
  std::vector<ChainRef> below;  // those that have more to do when the ones above them are done
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
  // Not when it was fired: what the canceller holds may come back here when it goes, and there is a
  // result now.
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
  return this;  // with the reference that the wait had
}

void Chain::drop() noexcept {
  chainedTo_ = nullptr;
  release();
}

/// The entry of chainDeferred.
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

std::string Chain::debugText() const { return debug_ == nullptr ? std::string() : debug_->text(); }

void Chain::throwAlreadyCalled() const {
  throw AlreadyCalledError(getDebugging() ? debugText() : std::string());
}

void Chain::wrongType(const char* what, const ValueType& asked, const ValueType& actual) const {
  throw std::logic_error(
      fmt::format("Deferred<{}> {} as Deferred<{}>: this view of the chain is not true",
                  qualifiedName(actual.type), what, qualifiedName(asked.type)));
}

void Chain::logUnhandled() noexcept {
  try {
    const auto debug = debugText();
    log::Event heading;
    heading.message = "Unhandled error in Deferred:";
    heading.isError = true;
    heading.critical = true;
    log::publish(heading);
    log::err(takeFailure(), debug.empty() ? std::string() : fmt::format("(debug: {})", debug));
  } catch (...) {  // a destructor has nobody to tell, and a log that fails has no log
  }
}

}  // namespace reactor::detail
