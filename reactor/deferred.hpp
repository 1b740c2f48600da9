/// Deferred<T>: a result that is not there yet, and the callbacks that are to get it.
/// (twisted.internet.defer.Deferred)
///
/// A Deferred is a cheap handle; copies are views of one chain. Callbacks are added to that chain,
/// run in order as soon as there is a result, and each gets the result of the one before it:
///
///     Deferred<int> d;
///     d.addCallback([](int n) { return std::to_string(n); })  // now a Deferred<std::string>
///         .addErrback([](Failure f) { return f.getErrorMessage(); });
///     d.callback(7);
///
/// Adding callbacks through a view whose type is no longer that of the chain throws
/// std::logic_error. A failure that no errback has handled is logged when the last view goes
/// (DEF-34, DEF-37).
///
/// Include <reactor/defer.hpp>, which has the functions that make Deferreds too.
#pragma once

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include <reactor/api.hpp>
#include <reactor/detail/chain.hpp>
#include <reactor/detail/deferlinks.hpp>
#include <reactor/detail/defertraits.hpp>
#include <reactor/failure.hpp>

namespace reactor {

class IReactorTime;

/// The result of a Deferred: a value (`std::monostate` for void) or a Failure.
template <class T>
using Result = std::variant<detail::Stored<T>, Failure>;

namespace detail {

[[noreturn]] TRIAL_DIST_API void throwEmptyDeferred();
[[noreturn]] TRIAL_DIST_API void throwDeferredAsResult();

}  // namespace detail

template <class T>
class [[nodiscard]] Promise;  // in <reactor/coroutine.hpp>

/// The part of Deferred<T> that does not depend on T.
class TRIAL_DIST_API DeferredBase {
 public:
  /// False for a handle that was moved from or made from nullptr: calling anything else of such a
  /// handle throws `std::logic_error`.
  explicit operator bool() const noexcept { return static_cast<bool>(chain_); }
  /// True once it was fired, also when a callback has taken the result since.
  [[nodiscard]] bool called() const { return chain().called(); }
  /// How many calls of `pause` have not been undone by `unpause` yet (DEF-27).
  [[nodiscard]] unsigned paused() const { return chain().paused(); }
  void pause() const { chain().pause(); }
  /// Throws `std::logic_error` if it is not paused.
  void unpause() const { chain().unpause(); }
  /// If it is unfired, calls its canceller, and then fires it with CancelledError unless the
  /// canceller has fired it. If it waits for another Deferred, cancels that one (DEF-43 to DEF-49).
  void cancel() const { chain().cancel(); }
  /// Fires with a failure: `f`, or an exception, or the exception being handled (DEF-13).
  void errback(Failure f) const { chain().fireFailure(std::move(f)); }
  template <class E>
  requires(!std::is_base_of_v<Failure, std::remove_cvref_t<E>>) void errback(E&& exception) const {
    errback(Failure(std::forward<E>(exception)));
  }
  void errback() const { errback(Failure()); }
  /// Text such as `<Deferred at 0xADDR current result: 'orange'>` (DEF-33).
  [[nodiscard]] std::string repr() const { return chain().repr("Deferred"); }

  friend bool operator==(const DeferredBase& a, const DeferredBase& b) noexcept {
    return a.chain_.get() == b.chain_.get();
  }

  /// The untyped chain, for code of this library that builds on it.
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

  /// Makes an unfired one without callbacks.
  Deferred() : DeferredBase(detail::ChainRef(detail::Chain::make(detail::valueType<T>))) {}
  /// `canceller(Deferred)` is called at most once: when `cancel` is called before there is a
  /// result. It may fire the Deferred that it is given. It is destroyed as soon as there is a
  /// result (DEF-46 to DEF-50).
  template <class F>
  requires std::is_invocable_v<F&, Deferred>
  explicit Deferred(F canceller) : Deferred() { setCanceller(std::move(canceller)); }
  /// Makes an empty handle.
  explicit Deferred(std::nullptr_t) noexcept : DeferredBase(detail::ChainRef()) {}
  /// Makes a view of `chain`. Throws `std::logic_error` if the chain has another type.
  explicit Deferred(detail::ChainRef chain) : DeferredBase(std::move(chain)) {
    this->chain().expectTail(detail::valueType<T>);
  }

  /// Fires with a value and runs the callbacks before it returns. Throws `AlreadyCalledError` if it
  /// was fired before; but the first call after a `cancel` without a canceller is ignored (DEF-14,
  /// DEF-44).
  void callback(detail::Parameter<T> value) const requires(!std::is_void_v<T>);
  void callback() const requires std::is_void_v<T>;
  void callback(Failure f) const { errback(std::move(f)); }
  /// Throws `std::invalid_argument` and fires nothing: a Deferred cannot be a result (DEF-17).
  template <class U>
  void callback(const Deferred<U>&) const {
    detail::throwDeferredAsResult();
  }
  /// A value of another type does not compile.
  template <class U>
  requires(!std::is_convertible_v<U&&, detail::Parameter<T>> &&
           !std::is_base_of_v<DeferredBase, std::remove_cvref_t<U>> &&
           !std::is_base_of_v<Failure, std::remove_cvref_t<U>>) void callback(U&&) const {
    static_assert(std::is_convertible_v<U&&, detail::Parameter<T>>,
                  "a Deferred<T> is fired with a T (with nothing if T is void) or a Failure");
  }
  /// Fires with the value or with the failure that `result` holds.
  void fire(Result<T> result) const;

  /// Adds a callback: `f(value, args...)` is called if the result is a value then. `f` returns the
  /// new value or nothing, a Failure, a Result, or a Deferred to wait for; an exception of `f`
  /// becomes a Failure. Returns a view of this chain with its new type.
  template <class F, class... Args>
  auto addCallback(F f, Args... args) const;
  /// Adds an errback: `g(failure, args...)` is called if the result is a failure then. `g` returns
  /// a T (nothing if T is void), a Failure, a Result<T> or a Deferred<T>.
  template <class G, class... Args>
  Deferred addErrback(G g, Args... args) const;
  /// Adds a callback and an errback as one step: either `f(value)` or `g(failure)` is called.
  template <class F, class G>
  auto addCallbacks(F f, G g) const;
  /// Adds a callback for both cases: `f(Result<T>, args...)` is called.
  template <class F, class... Args>
  auto addBoth(F f, Args... args) const;
  /// Adds a step that fires `target` with the result at that point of the chain. After it, this
  /// Deferred has no value (void) (DEF-32).
  Deferred<void> chainDeferred(const Deferred& target) const;

  /// Cancels this Deferred if its present callbacks have not all run after `timeout` seconds. Then
  /// a CancelledError becomes a TimeoutError, or, if `onTimeoutCancel` is given,
  /// `onTimeoutCancel(Result<T>, timeout)` returns the result (DEF-51 to DEF-57). `clock` must
  /// outlive the wait. Include <reactor/timeout.hpp> to call this.
  template <class F = detail::Pass>
  Deferred addTimeout(double timeout, IReactorTime& clock, F onTimeoutCancel = {}) const;

  /// A view of type U. Throws `std::logic_error` if that is not the present type of the chain.
  template <class U>
  [[nodiscard]] Deferred<U> as() const {
    return Deferred<U>(chain_);
  }
  /// A handle for firing `chain`, whose input type must be T; its present type is not checked.
  [[nodiscard]] static Deferred toFire(detail::Chain& chain) noexcept;
  /// Returns the Deferred of a coroutine as it is; anything else does not compile (CO-10).
  [[nodiscard]] static Deferred fromCoroutine(Deferred coroutine) { return coroutine; }

 private:
  template <class F>
  void setCanceller(F canceller) const;
  template <class U, class F, class G>
  Deferred<U> addLink(F f, G g) const;
};

template <class T>
Deferred<T> Deferred<T>::toFire(detail::Chain& chain) noexcept {
  Deferred d(nullptr);
  d.chain_ = detail::ChainRef::share(chain);
  return d;
}

template <class T>
template <class F>
void Deferred<T>::setCanceller(F canceller) const {
  if (detail::isCallable(canceller)) {
    chain_->setCanceller(new detail::UserCanceller<T, F>(std::move(canceller)));
  }
}

template <class T>
void Deferred<T>::callback(detail::Parameter<T> value) const requires(!std::is_void_v<T>) {
  detail::Chain& c = chain();
  c.expectInput(detail::valueType<T>);
  if (!c.beginFire()) return;
  detail::putFired<T>(c, std::move(value));
  c.runCallbacks();
}

template <class T>
void Deferred<T>::callback() const requires std::is_void_v<T> {
  detail::Chain& c = chain();
  c.expectInput(detail::valueType<void>);
  if (!c.beginFire()) return;
  detail::putVoid(c);
  c.runCallbacks();
}

template <class T>
void Deferred<T>::fire(Result<T> result) const {
  if (auto* failure = std::get_if<1>(&result)) {
    errback(std::move(*failure));
  } else if constexpr (std::is_void_v<T>) {
    callback();
  } else {
    callback(std::get<0>(std::move(result)));
  }
}

template <class T>
template <class U, class F, class G>
Deferred<U> Deferred<T>::addLink(F f, G g) const {
  detail::Chain& c = chain();
  c.expectTail(detail::valueType<T>);
  c.append(new detail::CallbacksLink<T, U, F, G>(std::move(f), std::move(g)), detail::valueType<U>);
  Deferred<U> view(chain_);
  c.runIfFired();
  return view;
}

// A function of the wrong type gets one message, from `check...`, and nothing is compiled of it.

template <class T>
template <class F, class... Args>
auto Deferred<T>::addCallback(F f, Args... args) const {
  if constexpr (detail::checkCallback<F, T, Args...>()) {
    using U = detail::AfterT<detail::CallbackReturnT<F, T, Args...>, T>;
    return addLink<U>(detail::withArguments(std::move(f), std::move(args)...), detail::Pass());
  } else {
    return *this;
  }
}

template <class T>
template <class G, class... Args>
Deferred<T> Deferred<T>::addErrback(G g, Args... args) const {
  if constexpr (detail::checkErrback<G, T, Args...>()) {
    return addLink<T>(detail::Pass(), detail::withArguments(std::move(g), std::move(args)...));
  } else {
    return *this;
  }
}

template <class T>
template <class F, class G>
auto Deferred<T>::addCallbacks(F f, G g) const {
  if constexpr (detail::checkCallback<F, T>()) {
    using U = detail::AfterT<detail::CallbackReturnT<F, T>, T>;
    if constexpr (detail::checkErrback<G, U>()) {
      return addLink<U>(std::move(f), std::move(g));
    } else {
      return Deferred<U>(nullptr);
    }
  } else {
    return *this;
  }
}

template <class T>
template <class F, class... Args>
auto Deferred<T>::addBoth(F f, Args... args) const {
  if constexpr (detail::checkBoth<F, Result<T>, Args...>()) {
    using U = detail::AfterT<std::invoke_result_t<F&, Result<T>, Args&...>, T>;
    auto call = detail::withArguments(std::move(f), std::move(args)...);
    detail::Chain& c = chain();
    c.expectTail(detail::valueType<T>);
    c.append(new detail::BothLink<T, U, decltype(call)>(std::move(call)), detail::valueType<U>);
    Deferred<U> view(chain_);
    c.runIfFired();
    return view;
  } else {
    return *this;
  }
}

template <class T>
Deferred<void> Deferred<T>::chainDeferred(const Deferred& target) const {
  detail::Chain& c = chain();
  c.expectTail(detail::valueType<T>);
  target.chain().expectInput(detail::valueType<T>);
  c.append(c.forwardTo(target.chain()), detail::valueType<void>);
  Deferred<void> view(chain_);
  c.runIfFired();
  return view;
}

}  // namespace reactor
