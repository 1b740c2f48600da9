/// Type traits of Deferred<T>: what a callback may return, and the type of the chain afterwards.
#pragma once

#include <type_traits>
#include <variant>

#include <reactor/failure.hpp>

namespace reactor {

template <class T>
class Deferred;

namespace detail {

/// The type that a result of type T is stored as.
template <class T>
using Stored = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

/// Stands for a function that returns its argument.
struct Pass {};
/// False for a function pointer or std::function that is empty.
template <class F>
constexpr bool isCallable(const F& f) {
  if constexpr (std::is_same_v<F, Pass>) {
    return false;
  } else if constexpr (!std::is_empty_v<F> && std::is_constructible_v<bool, const F&>) {
    return static_cast<bool>(f);
  } else {
    return true;
  }
}

struct NoParameter {};
/// The parameter of a function that takes a T. For void it is a type that no caller has.
template <class T>
using Parameter = std::conditional_t<std::is_void_v<T>, NoParameter, T>;

/// Not defined: its return type is the value type of a Deferred.
template <class V>
V valueOfDeferred(const Deferred<V>*);

/// A Deferred<V> or a class derived from one.
template <class R>
concept DeferredLike = requires(const R* r) {
  valueOfDeferred(r);
};

/// Whether a type is a Result<V>, and its V.
template <class R>
struct ResultTraits {
  static constexpr bool isResult = false;
};
template <class V>
struct ResultTraits<std::variant<V, Failure>> {
  static constexpr bool isResult = true;
  using Value = std::conditional_t<std::is_same_v<V, std::monostate>, void, V>;
};

/// The type that a chain of type `Before` has after a callback that returned an `R`.
template <class R, class Before>
struct After {
  using type = R;
};
template <class R, class Before>
requires DeferredLike<R>
struct After<R, Before> {
  using type = decltype(valueOfDeferred(static_cast<const R*>(nullptr)));
};
template <class R, class Before>
requires(ResultTraits<R>::isResult) struct After<R, Before> {
  using type = typename ResultTraits<R>::Value;
};
template <class Before>
struct After<Failure, Before> {
  using type = Before;
};
template <class R, class Before>
using AfterT = typename After<std::remove_cvref_t<R>, Before>::type;

/// Whether a callback `F` can be called with a T (with nothing if T is void) and `Args`.
template <class F, class T, class... Args>
inline constexpr bool isCallback = std::is_invocable_v<F&, T, Args&...>;
template <class F, class... Args>
inline constexpr bool isCallback<F, void, Args...> = std::is_invocable_v<F&, Args&...>;

/// The return type of such a callback.
template <class F, class T, class... Args>
struct CallbackReturn {
  using type = std::invoke_result_t<F&, T, Args&...>;
};
template <class F, class... Args>
struct CallbackReturn<F, void, Args...> {
  using type = std::invoke_result_t<F&, Args&...>;
};
template <class F, class T, class... Args>
using CallbackReturnT = typename CallbackReturn<F, T, Args...>::type;

/// Whether what an errback returns, an `R`, can be the result of a chain of type U.
template <class R, class U>
constexpr bool canBeResult() {
  using Plain = std::remove_cvref_t<R>;
  if constexpr (std::is_void_v<R>) {
    return std::is_void_v<U>;
  } else if constexpr (std::is_base_of_v<Failure, Plain>) {
    return true;
  } else if constexpr (DeferredLike<Plain>) {
    return std::is_same_v<AfterT<Plain, U>, U>;
  } else if constexpr (ResultTraits<Plain>::isResult) {
    using Value = typename ResultTraits<Plain>::Value;
    return std::is_void_v<U> || std::is_constructible_v<U, Value>;
  } else {
    return std::is_constructible_v<U, R>;  // false if U is void
  }
}

/// Whether `G` can be the errback, with `Args`, of a chain of type U. If not, the message of the
/// static_assert that fails is the only one.
template <class G, class U, class... Args>
constexpr bool checkErrback() {
  constexpr bool takesFailure = std::is_invocable_v<G&, Failure, Args&...>;
  static_assert(takesFailure,
                "an errback takes a reactor::Failure, and the further arguments of addErrback");
  if constexpr (takesFailure) {
    constexpr bool fits = canBeResult<std::invoke_result_t<G&, Failure, Args&...>, U>();
    static_assert(fits,
                  "an errback of a Deferred<T> returns a T (nothing if T is void), a Failure, a "
                  "Result<T> or a Deferred<T>");
    return fits;
  } else {
    return false;
  }
}
/// Likewise for a callback of a chain of type T.
template <class F, class T, class... Args>
constexpr bool checkCallback() {
  static_assert(isCallback<F, T, Args...>,
                "a callback of a Deferred<T> takes a T (nothing if T is void), and the further "
                "arguments of addCallback");
  return isCallback<F, T, Args...>;
}
/// Likewise for a function that is called in both cases.
template <class F, class Both, class... Args>
constexpr bool checkBoth() {
  static_assert(std::is_invocable_v<F&, Both, Args&...>,
                "the function of addBoth takes a reactor::Result<T>, and the further arguments of "
                "addBoth");
  return std::is_invocable_v<F&, Both, Args&...>;
}

}  // namespace detail

}  // namespace reactor
