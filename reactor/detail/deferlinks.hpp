/// The entries that Deferred<T> puts into its chain. Only <reactor/deferred.hpp> uses this.
#pragma once

#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include <reactor/detail/chain.hpp>
#include <reactor/detail/defertraits.hpp>
#include <reactor/failure.hpp>

namespace reactor {

namespace detail {

/// Makes `returned`, the return value of a callback, the result of `chain`, whose type is U after
/// that callback.
template <class U, class R>
void putReturned(Chain& chain, R&& returned) {
  using Plain = std::remove_cvref_t<R>;
  if constexpr (std::is_base_of_v<Failure, Plain>) {
    chain.setFailure(std::forward<R>(returned));
  } else if constexpr (DeferredLike<Plain>) {
    returned.chain().expectTail(valueType<U>);
    chain.adopt(returned.chain());
  } else if constexpr (ResultTraits<Plain>::isResult) {
    if (auto* failure = std::get_if<1>(&returned)) {
      chain.setFailure(std::move(*failure));
    } else if constexpr (!std::is_void_v<U>) {
      put<U>(chain, std::get<0>(std::forward<R>(returned)));
    }
  } else {
    put<U>(chain, std::forward<R>(returned));
  }
}

/// Runs `call` and makes its return value the result of `chain`.
template <class U, class Call>
void putCalled(Chain& chain, Call&& call) {
  if constexpr (std::is_void_v<std::invoke_result_t<Call>>) {
    std::forward<Call>(call)();
    putVoid(chain);
  } else {
    putReturned<U>(chain, std::forward<Call>(call)());
  }
}

/// Moves the result out of `chain`, whether it is a value or a failure.
template <class T>
std::variant<Stored<T>, Failure> takeResult(Chain& chain) {
  using Both = std::variant<Stored<T>, Failure>;
  if (chain.failed()) return Both(std::in_place_index<1>, chain.takeFailure());
  if constexpr (std::is_void_v<T>) {
    return Both(std::in_place_index<0>);
  } else {
    return Both(std::in_place_index<0>, take<T>(chain));
  }
}

/// Destroys an entry at the end of its `run`.
template <class L>
struct Spent {
  L* link;
  ~Spent() { link->drop(); }
};

/// The entry of addCallback, addErrback and addCallbacks: `F` gets a T, `G` a failure, and the
/// chain has type U afterwards. A `Pass` in place of either leaves the result as it is.
template <class T, class U, class F, class G>
class CallbacksLink final : public Link {
 public:
  CallbacksLink(F f, G g) : f_(std::move(f)), g_(std::move(g)) {}

  Chain* run(Chain& current) override {
    const Spent<CallbacksLink> self{this};
    if (current.failed()) {
      if constexpr (!std::is_same_v<G, Pass>) {
        putCalled<U>(current, [&] { return g_(current.takeFailure()); });
      }
    } else if constexpr (!std::is_same_v<F, Pass>) {
      if constexpr (std::is_void_v<T>) {
        current.clearResult();
        putCalled<U>(current, [&] { return f_(); });
      } else {
        putCalled<U>(current, [&] { return f_(take<T>(current)); });
      }
    }
    return nullptr;
  }
  void drop() noexcept override { delete this; }

 private:
  F f_;
  G g_;
};

/// The entry of addBoth.
template <class T, class U, class F>
class BothLink final : public Link {
 public:
  explicit BothLink(F f) : f_(std::move(f)) {}

  Chain* run(Chain& current) override {
    const Spent<BothLink> self{this};
    putCalled<U>(current, [&] { return f_(takeResult<T>(current)); });
    return nullptr;
  }
  void drop() noexcept override { delete this; }

 private:
  F f_;
};

/// A function that calls `f(result, args...)` (DEF-02).
template <class F, class... Args>
auto withArguments(F f, Args... args) {
  if constexpr (sizeof...(Args) == 0) {
    return f;
  } else {
    return [f = std::move(f),
            rest = std::tuple<Args...>(std::move(args)...)](auto&&... result) mutable {
      return std::apply(
          [&](Args&... more) { return f(std::forward<decltype(result)>(result)..., more...); },
          rest);
    };
  }
}

/// Calls a canceller that was given to the constructor of Deferred<T>.
template <class T, class F>
class UserCanceller final : public Canceller {
 public:
  explicit UserCanceller(F f) : f_(std::move(f)) {}
  bool cancel(Chain& chain) override {
    f_(Deferred<T>::toFire(chain));
    return true;
  }

 private:
  F f_;
};

}  // namespace detail

}  // namespace reactor
