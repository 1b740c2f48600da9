// Making chains and destroying them.
#include <cstddef>
#include <new>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <reactor/deferdebug.hpp>
#include <reactor/detail/chain.hpp>
#include <reactor/log.hpp>

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

/// Keeps the memory of destroyed chains for new ones. Not used under AddressSanitizer, which is to
/// see each chain as an allocation.
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

/// Frees the pool's memory when the thread ends. The pool itself has no destructor and is marked as
/// full, because objects that are destroyed later may still free chains.
struct PoolSweeper {
  PoolSweeper() noexcept = default;
  ~PoolSweeper() {
    while (void* block = pool.pop()) ::operator delete(block);
    pool.size = Pool::most;
  }
};
thread_local PoolSweeper sweeper;

// Chains that lost their last reference while another was being destroyed. They are destroyed in a
// loop, not on a growing stack. They are linked through chainedTo_, which they no longer need.
thread_local Chain* graveyard = nullptr;
thread_local bool burying = false;

}  // namespace

Chain::Chain(const ValueType& input) noexcept : input_(&input), tail_(&input) {}

Chain* Chain::make(const ValueType& input) {
  void* block = REACTOR_POOL ? pool.pop() : nullptr;
  if (block == nullptr) {
    if (REACTOR_POOL) (void)&sweeper;  // constructs it, so that its destructor runs
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
  // Destroying an entry or the canceller may run code that uses this chain. It looks fired, running
  // and referenced meanwhile, so that nothing is fired, run or cancelled and it is destroyed once.
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

std::string Chain::debugText() const { return debug_ == nullptr ? std::string() : debug_->text(); }

void Chain::logUnhandled() noexcept {
  try {
    const auto debug = debugText();
    log::Event heading;
    heading.message = "Unhandled error in Deferred:";
    heading.isError = true;
    heading.critical = true;
    log::publish(heading);
    log::err(takeFailure(), debug.empty() ? std::string() : fmt::format("(debug: {})", debug));
  } catch (...) {  // called by the destructor: a failure of the log itself is dropped
  }
}

}  // namespace reactor::detail
