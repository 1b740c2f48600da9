/// The module defer: Deferred<T>, described in <reactor/deferred.hpp>, and functions that make
/// Deferreds. (twisted.internet.defer)
#pragma once

#include <tuple>
#include <type_traits>
#include <utility>

#include <reactor/api.hpp>
#include <reactor/defererror.hpp>
#include <reactor/deferred.hpp>
#include <reactor/failure.hpp>

namespace reactor {

/// A Deferred that is already fired with this value (DEF-38).
template <class T>
[[nodiscard]] Deferred<std::decay_t<T>> succeed(T&& value) {
  Deferred<std::decay_t<T>> d;
  d.callback(std::forward<T>(value));
  return d;
}
/// A Deferred that is already fired, without a value.
[[nodiscard]] inline Deferred<void> succeed() {
  Deferred<void> d;
  d.callback();
  return d;
}
/// A Deferred that is already fired with this exception or Failure (DEF-38).
template <class T = void, class E>
[[nodiscard]] Deferred<T> fail(E&& exceptionOrFailure) {
  Deferred<T> d;
  d.errback(std::forward<E>(exceptionOrFailure));
  return d;
}
/// A Deferred that is already fired with the exception being handled.
template <class T = void>
[[nodiscard]] Deferred<T> fail() {
  return fail<T>(Failure());
}

/// Calls `f(args...)` now. Returns the Deferred that it returned (DEF-40, DEF-41), else a Deferred
/// that is fired with its value, its Failure or its exception (DEF-39). Never throws.
template <class F, class... Args>
[[nodiscard]] auto maybeDeferred(F&& f, Args&&... args);
/// The same for a function that does not return a Deferred.
template <class F, class... Args>
[[nodiscard]] auto execute(F&& f, Args&&... args);

/// Returns `d`; anything but a Deferred does not compile (DEF-42).
template <class T>
[[nodiscard]] Deferred<T> ensureDeferred(Deferred<T> d) {
  return d;
}

/// An errback that logs the failure and returns it (DEF-58).
TRIAL_DIST_API Failure logError(Failure f);
/// A callback that returns its argument.
template <class T>
T passthru(T value) {
  return value;
}

namespace detail {

/// Like std::invoke, whose header is large.
template <class F, class... Args>
decltype(auto) invoke(F&& f, Args&&... args) {
  return std::apply(std::forward<F>(f), std::forward_as_tuple(std::forward<Args>(args)...));
}

}  // namespace detail

template <class F, class... Args>
auto maybeDeferred(F&& f, Args&&... args) {
  constexpr bool fits = std::is_invocable_v<F, Args...>;
  static_assert(fits, "the function of maybeDeferred takes the arguments that follow it");
  if constexpr (!fits) {
    return Deferred<void>();
  } else {
    using R = std::invoke_result_t<F, Args...>;
    using U = std::conditional_t<std::is_same_v<std::remove_cvref_t<R>, Failure>, void,
                                 detail::AfterT<R, void>>;
    try {
      if constexpr (detail::DeferredLike<std::remove_cvref_t<R>>) {
        return Deferred<U>(detail::invoke(std::forward<F>(f), std::forward<Args>(args)...));
      } else {
        return execute(std::forward<F>(f), std::forward<Args>(args)...);
      }
    } catch (...) {
      return fail<U>(Failure());
    }
  }
}

template <class F, class... Args>
auto execute(F&& f, Args&&... args) {
  constexpr bool fits = std::is_invocable_v<F, Args...>;
  static_assert(fits, "the function of execute takes the arguments that follow it");
  if constexpr (!fits) {
    return Deferred<void>();
  } else {
    using R = std::invoke_result_t<F, Args...>;
    static_assert(!detail::DeferredLike<std::remove_cvref_t<R>>,
                  "maybeDeferred is for functions with a Deferred");
    if constexpr (std::is_same_v<std::remove_cvref_t<R>, Failure>) {
      try {
        return fail(detail::invoke(std::forward<F>(f), std::forward<Args>(args)...));
      } catch (...) {
        return fail(Failure());
      }
    } else {
      Deferred<detail::AfterT<std::conditional_t<std::is_void_v<R>, void, std::decay_t<R>>, void>>
          d;
      try {
        if constexpr (std::is_void_v<R>) {
          detail::invoke(std::forward<F>(f), std::forward<Args>(args)...);
          d.callback();
        } else if constexpr (detail::ResultTraits<std::decay_t<R>>::isResult) {
          d.fire(detail::invoke(std::forward<F>(f), std::forward<Args>(args)...));
        } else {
          d.callback(detail::invoke(std::forward<F>(f), std::forward<Args>(args)...));
        }
      } catch (...) {
        d.errback(Failure());
      }
      return d;
    }
  }
}

}  // namespace reactor
