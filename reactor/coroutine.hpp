/// Deferred<T> as a coroutine type: `co_await` a Deferred for its value, `co_return` the result.
///
/// A coroutine runs at once, up to the first wait for a Deferred that has no result (CO-01). An
/// exception that leaves the body becomes the failure of its Deferred. `cancel()` cancels the
/// Deferred that it waits for; the body may catch the CancelledError (CO-07). The Deferred that is
/// waited for owns the suspended frame, which is destroyed with it. So keep the Deferred of a
/// coroutine until it has fired, and call `cancel()` to end it early.
///
/// Write no closure with captures and no braced aggregate inside a co_await expression: GCC 12
/// destroys it twice. Name it on the line before.
#pragma once

#include <coroutine>
#include <utility>

#include <reactor/defer.hpp>

namespace reactor {

namespace detail {

/// The part of a coroutine's promise that does not depend on its type. It is the canceller of the
/// coroutine's chain.
class TRIAL_DIST_API PromiseBase : public Canceller {
 public:
  explicit PromiseBase(const ValueType& type) : chain_(Chain::make(type)) {}
  PromiseBase(const PromiseBase&) = delete;
  PromiseBase& operator=(const PromiseBase&) = delete;
  ~PromiseBase() override;

  /// Called only while the body waits for nothing, so it is running or over: its own result counts.
  bool cancel(Chain&) final { return false; }
  [[nodiscard]] Chain* instead() const noexcept final { return waitingOn_; }
  [[nodiscard]] bool once() const noexcept final { return false; }
  void release() noexcept final {}

  [[nodiscard]] std::suspend_never initial_suspend() const noexcept { return {}; }

  /// A body that never waited does not stop here, so that its frame is freed at once. One that was
  /// resumed stops; the chain that resumed it frees the frame and runs the callbacks in its loop.
  struct FinalAwaiter {
    bool resumed;
    [[nodiscard]] bool await_ready() const noexcept { return !resumed; }
    void await_suspend(std::coroutine_handle<>) const noexcept {}
    void await_resume() const noexcept {}
  };
  [[nodiscard]] FinalAwaiter final_suspend() const noexcept { return {waited_}; }
  void unhandled_exception() { fail(Failure()); }

  /// The body waits for `chain` from now on.
  void waitFor(Chain* chain) noexcept {
    waited_ = true;
    waitingOn_ = chain;
  }
  void waitIsOver() noexcept { waitingOn_ = nullptr; }
  /// Throws `std::logic_error` if `awaited` gets its result from this coroutine.
  void expectNoCircle(const Chain& awaited) const;
  [[nodiscard]] Chain& chain() const noexcept { return *chain_; }
  [[nodiscard]] ChainRef takeChain() noexcept { return std::move(chain_); }

 protected:
  void start() noexcept { chain_->setCanceller(this); }
  /// False if the coroutine's Deferred has been fired by other code: the returned value is dropped.
  [[nodiscard]] bool finish() noexcept;
  void fail(Failure failure) noexcept;

 private:
  ChainRef chain_;
  Chain* waitingOn_ = nullptr;
  bool waited_ = false;
};

/// The entry of a waiting coroutine in the chain that it waits for. It is part of the frame.
class TRIAL_DIST_API AwaitLink : public Link {
 public:
  Chain* run(Chain& current) final;
  void drop() noexcept final;

 protected:
  ~AwaitLink() = default;
  void wait(Chain& chain, std::coroutine_handle<> frame, PromiseBase& promise) noexcept;

 private:
  std::coroutine_handle<> frame_;
  PromiseBase* promise_ = nullptr;
};

template <class T>
class Awaiter final : public AwaitLink {
 public:
  /// Waits for a Deferred that the frame or other code keeps alive.
  explicit Awaiter(Chain& chain) : chain_(&chain) { chain.expectTail(valueType<T>); }
  /// Waits for a temporary Deferred. Gives up its reference while waiting, so that the chain and
  /// the frame do not keep each other alive.
  explicit Awaiter(ChainRef chain) : Awaiter(*chain) { owned_ = std::move(chain); }

  [[nodiscard]] bool await_ready() noexcept {
    if (!chain_->ready()) return false;
    chain_->setTail(valueType<void>);
    return true;
  }
  template <class P>
  void await_suspend(std::coroutine_handle<P> frame) noexcept {
    wait(*chain_, frame, frame.promise());
    if (owned_ && chain_->refs() > 1) owned_ = ChainRef();
  }
  T await_resume() {
    if (chain_->failed()) chain_->takeFailure().raiseException();
    if constexpr (!std::is_void_v<T>) return take<T>(*chain_);
  }

 private:
  Chain* chain_;
  ChainRef owned_;
};

/// Awaits a value that is not a Deferred: it is the result at once (CO-05).
template <class T>
struct ReadyAwaiter {
  T value;
  [[nodiscard]] bool await_ready() const noexcept { return true; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  T await_resume() { return std::forward<T>(value); }
};

template <class T>
class TypedPromise : public PromiseBase {
 public:
  TypedPromise() : PromiseBase(valueType<T>) {}
  [[nodiscard]] Deferred<T> get_return_object() {
    start();
    return Deferred<T>(ChainRef::share(chain()));
  }

  template <class U>
  [[nodiscard]] Awaiter<U> await_transform(const Deferred<U>& d) {
    this->expectNoCircle(d.chain());
    return Awaiter<U>(d.chain());
  }
  template <class D>
  requires(DeferredLike<D>&& std::is_rvalue_reference_v<D&&> && !std::is_const_v<D>)
      [[nodiscard]] auto await_transform(D&& d) {
    using U = AfterT<D, void>;
    this->expectNoCircle(d.chain());
    Deferred<U> moved = std::move(d);
    return Awaiter<U>(ChainRef::share(moved.chain()));
  }
  template <class V>
  requires(!DeferredLike<std::remove_cvref_t<V>>)
      [[nodiscard]] ReadyAwaiter<V> await_transform(V&& value) {
    return {std::forward<V>(value)};
  }
};

}  // namespace detail

template <class T>
class [[nodiscard]] Promise final : public detail::TypedPromise<T> {
 public:
  template <class V = T>
  requires std::convertible_to<V&&, T>
  void return_value(V&& value) {
    if (this->finish()) detail::putFired<T>(this->chain(), std::forward<V>(value));
  }
  void return_value(Failure failure) { this->fail(std::move(failure)); }
};

template <>
class [[nodiscard]] Promise<void> final : public detail::TypedPromise<void> {
 public:
  void return_void() noexcept {
    if (finish()) detail::putVoid(chain());
  }
};

/// Returns `f`, a function or a method that returns a Deferred: coroutines need no decorator here
/// (CO-09).
template <class D, class... Args>
requires detail::DeferredLike<D>
[[nodiscard]] constexpr auto inlineCallbacks(D (*f)(Args...)) noexcept { return f; }
template <class D, class C, class... Args>
requires detail::DeferredLike<D>
[[nodiscard]] constexpr auto inlineCallbacks(D (C::*f)(Args...)) noexcept { return f; }
template <class D, class C, class... Args>
requires detail::DeferredLike<D>
[[nodiscard]] constexpr auto inlineCallbacks(D (C::*f)(Args...) const) noexcept { return f; }

}  // namespace reactor
