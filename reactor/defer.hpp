/// Deferred<T>: a result that is not there yet, and what is to be done with it.
/// (twisted.internet.defer)
///
/// A Deferred is a cheap handle; copies are views of one chain. Callbacks are added to that chain,
/// run in order as soon as there is a result, and each gets what the one before it returned:
///
///     Deferred<int> d;
///     d.addCallback([](int n) { return std::to_string(n); })     // a view of type
///     Deferred<std::string>
///         .addErrback([](Failure f) { return f.getErrorMessage(); });
///     d.callback(7);
///
/// A view whose type is no longer that of the chain throws std::logic_error when callbacks are
/// added to it. A failure that nobody took is logged when the last view goes (DEF-34, DEF-37).
#pragma once

#include <stdexcept>
#include <type_traits>
#include <utility>
#include <variant>

#include <reactor/api.hpp>
#include <reactor/defererror.hpp>
#include <reactor/detail/chain.hpp>
#include <reactor/detail/defertraits.hpp>
#include <reactor/failure.hpp>

namespace reactor {

class IReactorTime;

/// What a chain carries: a value (`std::monostate` for void) or a Failure.
template <class T>
using Result = std::variant<detail::Stored<T>, Failure>;

template <class T>
class [[nodiscard]] Promise;  // in <reactor/coroutine.hpp>

/// The part of Deferred that does not depend on its type.
class TRIAL_DIST_API DeferredBase {
 public:
  /// False for a handle that was moved from or made from nullptr; nothing else may be done with it.
  explicit operator bool() const noexcept { return static_cast<bool>(chain_); }
  /// It has a result, or had one.
  [[nodiscard]] bool called() const { return chain().called(); }
  /// How many pauses are open (DEF-27).
  [[nodiscard]] unsigned paused() const { return chain().paused(); }
  void pause() const { chain().pause(); }
  /// `std::logic_error` if not paused.
  void unpause() const { chain().unpause(); }
  /// Ends an unfired one with CancelledError, or as its canceller decides; of one that waits for
  /// another, cancels the other (DEF-43 to DEF-49).
  void cancel() const { chain().cancel(); }
  /// Fires with `f`, or with an exception, or with the one being handled (DEF-13).
  void errback(Failure f) const { chain().fireFailure(std::move(f)); }
  template <class E>
  requires(!std::is_base_of_v<Failure, std::remove_cvref_t<E>>) void errback(E&& exception) const {
    errback(Failure(std::forward<E>(exception)));
  }
  void errback() const { errback(Failure()); }
  /// `<Deferred at 0xADDR current result: 'orange'>` (DEF-33).
  [[nodiscard]] std::string repr() const { return chain().repr("Deferred"); }

  friend bool operator==(const DeferredBase& a, const DeferredBase& b) noexcept {
    return a.chain_.get() == b.chain_.get();
  }

  /// The chain itself, for what is built on it.
  [[nodiscard]] detail::Chain& chain() const {
    if (!chain_) detail::throwEmptyDeferred();
    return *chain_;
  }

 protected:
  explicit DeferredBase(detail::ChainRef chain) noexcept : chain_(std::move(chain)) {}
  detail::ChainRef chain_;
};

template <class T>
class Deferred : public DeferredBase {
 public:
  using value_type = T;
  using promise_type = Promise<T>;

  /// Unfired, without callbacks.
  Deferred() : DeferredBase(detail::ChainRef(detail::Chain::make(detail::valueType<T>))) {}
  /// `canceller(Deferred)` is called once, if `cancel` comes before the result; it may fire the
  /// Deferred it is given. It is released as soon as there is a result (DEF-46 to DEF-50).
  template <class F>
  requires std::is_invocable_v<F&, Deferred>
  explicit Deferred(F canceller) : Deferred() { setCanceller(std::move(canceller)); }
  /// No Deferred at all.
  explicit Deferred(std::nullptr_t) noexcept : DeferredBase(detail::ChainRef()) {}
  /// A view of a chain that already has this type; `std::logic_error` if it has not.
  explicit Deferred(detail::ChainRef chain) : DeferredBase(std::move(chain)) {
    this->chain().expectTail(detail::valueType<T>);
  }

  /// Fires with a value and runs the callbacks now. `AlreadyCalledError` if it was fired before,
  /// unless one call is to be swallowed after `cancel` (DEF-14, DEF-44).
  void callback(detail::Parameter<T> value) const requires(!std::is_void_v<T>);
  void callback() const requires std::is_void_v<T>;
  void callback(Failure f) const { errback(std::move(f)); }
  /// A Deferred is no result: throws `std::invalid_argument`, this one stays unfired (DEF-17).
  template <class U>
  void callback(const Deferred<U>&) const {
    detail::throwDeferredAsResult();
  }
  /// Fires with whichever it is.
  void fire(Result<T> result) const;

  /// Calls `f(value, args...)`. It returns the new value or nothing, a Failure, a Result, or a
  /// Deferred to wait for; what it throws becomes a Failure. Returns the view of this chain with
  /// its new type.
  template <class F, class... Args>
  auto addCallback(F f, Args... args) const;
  /// Calls `g(failure, args...)`, which returns a T, a Failure, a Result<T> or a Deferred<T>
  /// (nothing, of a Deferred<void>).
  template <class G, class... Args>
  Deferred addErrback(G g, Args... args) const;
  /// One of the two is called.
  template <class F, class G>
  auto addCallbacks(F f, G g) const;
  /// Calls `f(Result<T>, args...)`.
  template <class F, class... Args>
  auto addBoth(F f, Args... args) const;
  /// Fires `target` as this one is when it comes to here; this one's result is none then (DEF-32).
  Deferred<void> chainDeferred(const Deferred& target) const;

  /// Cancels this one if it, with the callbacks that it has now, has no result after `timeout`
  /// seconds. The CancelledError becomes a TimeoutError; or the result is what
  /// `onTimeoutCancel(Result<T>, timeout)` makes of it (DEF-51 to DEF-57). `clock` must outlive the
  /// wait. Include <reactor/timeout.hpp>.
  template <class F = detail::Pass>
  Deferred addTimeout(double timeout, IReactorTime& clock, F onTimeoutCancel = {}) const;

  /// A view with another type, which the chain must have now: `std::logic_error` if it has not.
  template <class U>
  [[nodiscard]] Deferred<U> as() const {
    return Deferred<U>(chain_);
  }
  /// A handle to fire `chain` with, whatever type it has after its callbacks.
  [[nodiscard]] static Deferred toFire(detail::Chain& chain) noexcept;
  /// The Deferred of a coroutine is the coroutine's (CO-10: anything else does not compile).
  [[nodiscard]] static Deferred fromCoroutine(Deferred coroutine) { return coroutine; }

 private:
  template <class F>
  void setCanceller(F canceller) const;
  template <class U, class F, class G>
  Deferred<U> addLink(F f, G g) const;
};

/// Fired already (DEF-38).
template <class T>
[[nodiscard]] Deferred<std::decay_t<T>> succeed(T&& value) {
  Deferred<std::decay_t<T>> d;
  d.callback(std::forward<T>(value));
  return d;
}
[[nodiscard]] inline Deferred<void> succeed() {
  Deferred<void> d;
  d.callback();
  return d;
}
template <class T = void, class E>
[[nodiscard]] Deferred<T> fail(E&& exceptionOrFailure) {
  Deferred<T> d;
  d.errback(std::forward<E>(exceptionOrFailure));
  return d;
}
template <class T = void>
[[nodiscard]] Deferred<T> fail() {
  return fail<T>(Failure());
}

/// Calls `f(args...)` now; its value or exception (DEF-39), or its Deferred itself (DEF-40,
/// DEF-41). Never throws.
template <class F, class... Args>
[[nodiscard]] auto maybeDeferred(F&& f, Args&&... args);
template <class F, class... Args>
[[nodiscard]] auto execute(F&& f, Args&&... args);

/// A Deferred is itself; nothing else compiles (DEF-42).
template <class T>
[[nodiscard]] Deferred<T> ensureDeferred(Deferred<T> d) {
  return d;
}

/// An errback that logs and hands on (DEF-58).
TRIAL_DIST_API Failure logError(Failure f);
/// A callback that hands on.
template <class T>
T passthru(T value) {
  return value;
}

}  // namespace reactor

#include <reactor/detail/deferlinks.hpp>
