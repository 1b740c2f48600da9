/// The untyped core of Deferred: a counted chain of callbacks with one result travelling along it.
/// Deferred<T> in <reactor/deferred.hpp> adds the types. Only this library uses this header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include <reactor/api.hpp>
#include <reactor/failure.hpp>
#include <reactor/repr.hpp>

namespace reactor::detail {

class Chain;

/// The operations on a value of one type in a chain's storage. Two are compared by their type, not
/// by their address, since each shared object may have its own copy.
struct ValueType {
  const std::type_info& type;
  void (*relocate)(void* from, void* to) noexcept;
  void (*destroy)(void* storage) noexcept;
  std::string (*repr)(const void* storage);

  friend bool operator==(const ValueType& a, const ValueType& b) noexcept {
    return &a == &b || a.type == b.type;
  }
};

/// One entry of a chain. Either `run` or `drop` is called, once, and destroys it.
class TRIAL_DIST_API Link {
 public:
  /// Works on the result of `current` and destroys this entry. If it throws, the exception becomes
  /// the result. Returns a chain whose callbacks must run before `current` goes on, together with a
  /// reference to it, or null.
  virtual Chain* run(Chain& current) = 0;
  /// Destroys this entry without running it.
  virtual void drop() noexcept = 0;

  Link* next = nullptr;

 protected:
  ~Link() = default;
};

/// Called by `cancel()` of a chain that has not been fired.
class TRIAL_DIST_API Canceller {
 public:
  virtual ~Canceller() = default;
  /// Returns true if the chain is to be fired with CancelledError in case this call has not fired
  /// it.
  virtual bool cancel(Chain& chain) = 0;
  /// True if the chain calls `cancel` at most once and then releases this object.
  [[nodiscard]] virtual bool once() const noexcept { return true; }
  /// The chain to cancel instead, so that long rows of chains are cancelled in a loop; null if
  /// `cancel` is to be called.
  [[nodiscard]] virtual Chain* instead() const noexcept { return nullptr; }
  virtual void release() noexcept { delete this; }
};

struct DebugInfo;

/// A chain that waits for another chain is itself the entry in the other chain's list.
class TRIAL_DIST_API Chain final : private Link {
 public:
  static Chain* make(const ValueType& input);
  void retain() noexcept { ++refs_; }
  /// Destroys the chain with its last reference. This is done in a loop, so that dropping 100,000
  /// linked chains needs little stack.
  void release() noexcept {
    if (--refs_ == 0) bury();
  }
  [[nodiscard]] std::uint32_t refs() const noexcept { return refs_; }

  // Firing.
  /// Marks the chain as fired. Returns false if the caller must ignore this firing because the
  /// chain was cancelled; throws AlreadyCalledError if it was fired before (DEF-14, DEF-44).
  bool beginFire();
  void fireFailure(Failure failure);
  void runCallbacks();
  void cancel();
  void setCanceller(Canceller* canceller) noexcept;

  // Callbacks.
  void append(Link* link, const ValueType& newTail) noexcept;
  void runIfFired() {
    if (called_ && !running_ && paused_ == 0) runCallbacks();
  }
  void pause() noexcept { ++paused_; }
  void unpause();
  /// Called from a link's `run`: takes the result of `inner`, now or when there is one.
  void adopt(Chain& inner);
  /// True if `other` gets its result from this chain, directly or through others, so that waiting
  /// for `other` would never end.
  [[nodiscard]] bool feeds(const Chain& other) const noexcept;
  /// An entry that fires `target` with the result that this chain has at that point.
  [[nodiscard]] Link* forwardTo(Chain& target);

  // Types. The first two throw std::logic_error naming both types if they differ.
  void expectInput(const ValueType& type) const {
    if (&type != input_ && !(type == *input_)) wrongType("fired", type, *input_);
  }
  void expectTail(const ValueType& type) const {
    if (&type != tail_ && !(type == *tail_)) wrongType("used", type, *tail_);
  }
  void setTail(const ValueType& type) noexcept { tail_ = &type; }
  [[nodiscard]] const ValueType& tail() const noexcept { return *tail_; }

  // State.
  [[nodiscard]] bool called() const noexcept { return called_; }
  [[nodiscard]] bool failed() const noexcept { return failed_; }
  [[nodiscard]] std::uint32_t paused() const noexcept { return paused_; }
  [[nodiscard]] bool running() const noexcept { return running_; }
  /// True if it has a canceller: `cancel` stops an operation or ends a coroutine.
  [[nodiscard]] bool cancellable() const noexcept { return canceller_ != nullptr; }
  [[nodiscard]] const Chain* chainedTo() const noexcept { return chainedTo_; }
  /// True if there is a result, and no callback or pause is between it and the caller.
  [[nodiscard]] bool ready() const noexcept {
    return called_ && paused_ == 0 && !running_ && first_ == nullptr;
  }
  [[nodiscard]] std::string repr(const char* className) const;

  // The result.
  [[nodiscard]] void* storage() noexcept { return storage_; }
  void setHeld(const ValueType& type) noexcept { held_ = &type; }
  void setFailure(Failure failure) noexcept;
  [[nodiscard]] Failure takeFailure() noexcept;
  [[nodiscard]] const Failure& failure() const noexcept;
  /// Destroys the result; afterwards the result is of type void.
  void clearResult() noexcept;

  static constexpr std::size_t storageSize = 32;

 private:
  explicit Chain(const ValueType& input) noexcept;
  ~Chain();
  void bury() noexcept;
  static void destroy(Chain* chain) noexcept;
  void moveResultFrom(Chain& other) noexcept;
  [[nodiscard]] std::string debugText() const;
  void logUnhandled() noexcept;
  [[nodiscard]] Link* popLink() noexcept {
    Link* link = first_;
    if (link != nullptr) first_ = std::exchange(link->next, nullptr);
    return link;
  }
  [[nodiscard]] Chain* awaited() const noexcept;
  [[noreturn]] void wrongType(const char* what, const ValueType& asked,
                              const ValueType& actual) const;
  [[noreturn]] void throwAlreadyCalled() const;

  void cancelUnfired();
  class Forward;
  // As an entry of `inner`, for which this chain waits: `run` takes its result; `drop` is called if
  // `inner` is destroyed without one.
  Chain* run(Chain& inner) override;
  void drop() noexcept override;
  [[nodiscard]] Chain* runUntilAnother();

  std::uint32_t refs_ = 1;
  std::uint32_t paused_ = 0;
  Link* first_ = nullptr;
  Link* last_ = nullptr;
  const ValueType* input_;
  const ValueType* tail_;
  const ValueType* held_ = nullptr;  // of the value in storage_, null if there is none
  Canceller* canceller_ = nullptr;
  Chain* chainedTo_ = nullptr;  // the chain that will give the result; not a counted reference
  DebugInfo* debug_ = nullptr;
  bool called_ = false;
  bool running_ = false;
  bool failed_ = false;
  bool suppressAlreadyCalled_ = false;
  bool waiting_ = false;  // for an inner chain, which may have been destroyed
  alignas(void*) std::byte storage_[storageSize];
};

/// Owns one reference to a chain.
class ChainRef {
 public:
  ChainRef() noexcept = default;
  /// Takes over the reference that the caller has.
  explicit ChainRef(Chain* chain) noexcept : chain_(chain) {}
  ChainRef(const ChainRef& other) noexcept : chain_(other.chain_) {
    if (chain_ != nullptr) chain_->retain();
  }
  ChainRef(ChainRef&& other) noexcept : chain_(std::exchange(other.chain_, nullptr)) {}
  ChainRef& operator=(ChainRef other) noexcept {
    std::swap(chain_, other.chain_);
    return *this;
  }
  ~ChainRef() {
    if (chain_ != nullptr) chain_->release();
  }
  static ChainRef share(Chain& chain) noexcept {
    chain.retain();
    return ChainRef(&chain);
  }
  [[nodiscard]] Chain* get() const noexcept { return chain_; }
  [[nodiscard]] Chain* detach() noexcept { return std::exchange(chain_, nullptr); }
  [[nodiscard]] Chain* operator->() const noexcept { return chain_; }
  [[nodiscard]] Chain& operator*() const noexcept { return *chain_; }
  explicit operator bool() const noexcept { return chain_ != nullptr; }

 private:
  Chain* chain_ = nullptr;
};

template <class T>
inline constexpr bool fitsInline =
    sizeof(T) <= Chain::storageSize &&
    alignof(T) <= alignof(void*) && std::is_nothrow_move_constructible_v<T>;

/// The value: in the storage itself, or at the address that is stored there.
template <class T>
T* valueIn(void* storage) noexcept {
  if constexpr (fitsInline<T>) {
    return std::launder(static_cast<T*>(storage));
  } else {
    return *static_cast<T**>(storage);
  }
}

template <class T>
struct ValueOps {
  static void relocate(void* from, void* to) noexcept {
    if constexpr (fitsInline<T>) {
      T* value = valueIn<T>(from);
      ::new (to) T(std::move(*value));
      value->~T();
    } else {
      *static_cast<T**>(to) = *static_cast<T**>(from);
    }
  }
  static void destroy(void* storage) noexcept {
    if constexpr (fitsInline<T>) {
      valueIn<T>(storage)->~T();
    } else {
      delete valueIn<T>(storage);
    }
  }
  static std::string repr(const void* storage) {
    return reactor::repr(*valueIn<T>(const_cast<void*>(storage)));
  }
};

template <>
struct ValueOps<void> {
  static void relocate(void*, void*) noexcept {}
  static void destroy(void*) noexcept {}
  static std::string repr(const void*) { return "None"; }
};

template <class T>
inline constexpr ValueType valueType{typeid(T), &ValueOps<T>::relocate, &ValueOps<T>::destroy,
                                     &ValueOps<T>::repr};

/// Makes `value` the result of a chain that has none. If this throws, it still has none.
template <class T, class V>
void put(Chain& chain, V&& value) {
  if constexpr (fitsInline<T>) {
    ::new (chain.storage()) T(std::forward<V>(value));
  } else {
    *static_cast<T**>(chain.storage()) = new T(std::forward<V>(value));
  }
  chain.setHeld(valueType<T>);
}
inline void putVoid(Chain& chain) noexcept { chain.setHeld(valueType<void>); }

/// Makes `value` the result of a chain that has begun to fire. If moving the value throws, the
/// exception becomes the result, because the chain is not fired again.
template <class T, class V>
void putFired(Chain& chain, V&& value) noexcept {
  if constexpr (fitsInline<T> && std::is_nothrow_constructible_v<T, V&&>) {
    put<T>(chain, std::forward<V>(value));
  } else {
    try {
      put<T>(chain, std::forward<V>(value));
    } catch (...) {
      chain.setFailure(Failure());
    }
  }
}

/// Moves the value out; afterwards the result of the chain is of type void.
template <class T>
T take(Chain& chain) {
  struct Clear {
    Chain& chain;
    ~Clear() { chain.clearResult(); }
  } clear{chain};
  return std::move(*valueIn<T>(chain.storage()));
}

}  // namespace reactor::detail
