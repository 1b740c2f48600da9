/// The untyped core of Deferred: a counted chain of callbacks with one result travelling along it.
/// Deferred<T> in <reactor/defer.hpp> puts the types on top; nothing else uses this.
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

/// How a value of one type is kept in a chain's storage. Compared by type, not by address: each
/// shared object may have its own copy.
struct ValueType {
  const std::type_info& type;
  void (*relocate)(void* from, void* to) noexcept;
  void (*destroy)(void* storage) noexcept;
  std::string (*repr)(const void* storage);

  friend bool operator==(const ValueType& a, const ValueType& b) noexcept {
    return &a == &b || a.type == b.type;
  }
};

/// One entry of a chain. It is used up either by `run` or by `drop`, whichever comes.
class TRIAL_DIST_API Link {
 public:
  /// Works on the result of `current`; destroys this entry. May throw: that is the new result.
  /// Returns a chain (with its reference) that is to run before `current` goes on, or null.
  virtual Chain* run(Chain& current) = 0;
  /// Destroys this entry unused.
  virtual void drop() noexcept = 0;

  Link* next = nullptr;

 protected:
  ~Link() = default;
};

/// What `cancel()` of an unfired chain asks.
class TRIAL_DIST_API Canceller {
 public:
  virtual ~Canceller() = default;
  /// Called at most once by a chain if `once()`. Returns whether CancelledError follows when the
  /// chain is still unfired afterwards.
  virtual bool cancel(Chain& chain) = 0;
  [[nodiscard]] virtual bool once() const noexcept { return true; }
  /// The chain that is to be cancelled in place of this one, for cancelling in a loop; null to be
  /// asked.
  [[nodiscard]] virtual Chain* instead() const noexcept { return nullptr; }
  virtual void release() noexcept { delete this; }
};

struct DebugInfo;

/// It is itself the entry that it puts into the list of a chain that it waits for.
class TRIAL_DIST_API Chain final : private Link {
 public:
  static Chain* make(const ValueType& input);
  void retain() noexcept { ++refs_; }
  /// The last one destroys the chain, iteratively: dropping 100,000 linked ones needs no stack.
  void release() noexcept {
    if (--refs_ == 0) bury();
  }
  [[nodiscard]] std::uint32_t refs() const noexcept { return refs_; }

  // Firing.
  /// False if this call is to be swallowed; throws AlreadyCalledError (DEF-14, DEF-44).
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
  /// Inside a link's `run`: the result is what `inner` gives, now or later.
  void adopt(Chain& inner);
  /// Whether `other` gets its result from this one, directly or through others: waiting for it
  /// would last for ever.
  [[nodiscard]] bool feeds(const Chain& other) const noexcept;
  /// An entry that fires `target` as this chain is when it comes there.
  [[nodiscard]] Link* forwardTo(Chain& target);

  // Types. Both throw std::logic_error naming the types.
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
  /// It has a canceller: `cancel` stops something, or ends a coroutine.
  [[nodiscard]] bool cancellable() const noexcept { return canceller_ != nullptr; }
  [[nodiscard]] const Chain* chainedTo() const noexcept { return chainedTo_; }
  /// There is a result and nothing that must happen to it first.
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
  /// Destroys the result; there is none (of type void) then.
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
  [[nodiscard]] Link* popLink() noexcept;
  [[nodiscard]] Chain* awaited() const noexcept;
  [[noreturn]] void wrongType(const char* what, const ValueType& asked,
                              const ValueType& actual) const;
  [[noreturn]] void throwAlreadyCalled() const;

  void cancelUnfired();
  class Forward;
  // This chain waits for `inner`, which has come to where it hands its result over, or goes without
  // one.
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
  Chain* chainedTo_ = nullptr;  // who will give the result; never keeps it alive
  DebugInfo* debug_ = nullptr;
  bool called_ = false;
  bool running_ = false;
  bool failed_ = false;
  bool suppressAlreadyCalled_ = false;
  bool waiting_ = false;  // for an inner chain, which may be gone
  alignas(void*) std::byte storage_[storageSize];
};

/// Owns one reference.
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

/// Where the value lies: in the storage, or behind a pointer there.
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

/// Makes `value` the result. The chain must have none, and has none if this throws.
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

/// Makes `value` the result of a chain that has begun to fire: what moving it throws is the result
/// then, because nobody else will fire it.
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

/// Moves the value out; the chain has none of type void then.
template <class T>
T take(Chain& chain) {
  struct Clear {
    Chain& chain;
    ~Clear() { chain.clearResult(); }
  } clear{chain};
  return std::move(*valueIn<T>(chain.storage()));
}

}  // namespace reactor::detail
