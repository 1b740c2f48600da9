/// The entries that Deferred<T> puts into its chain, and the members of Deferred<T> that make them.
#pragma once

#include <tuple>

#include <reactor/defer.hpp>

namespace reactor {

namespace detail {

/// Makes what a callback returned the result of `chain`, which is of type `U` then.
template <class U, class R>
void putReturned(Chain& chain, R&& returned) {
  using Plain = std::remove_cvref_t<R>;
  if constexpr (std::is_base_of_v<Failure, Plain>) {
    chain.setFailure(std::forward<R>(returned));
  } else if constexpr (DeferredLike<Plain>) {
    static_assert(std::is_same_v<AfterT<Plain, U>, U>,
                  "an errback of a Deferred<T> returns a Deferred<T>");
    returned.chain().expectTail(valueType<U>);
    chain.adopt(returned.chain());
  } else if constexpr (ResultTraits<Plain>::isResult) {
    if (auto* failure = std::get_if<1>(&returned)) {
      chain.setFailure(std::move(*failure));
    } else if constexpr (!std::is_void_v<U>) {
      put<U>(chain, std::get<0>(std::forward<R>(returned)));
    }
  } else {
    static_assert(!std::is_void_v<U>,
                  "an errback of a Deferred<void> returns nothing, a Failure or a "
                  "Deferred<void>");
    put<U>(chain, std::forward<R>(returned));
  }
}

template <class U, class Call>
void putCalled(Chain& chain, Call&& call) {
  if constexpr (std::is_void_v<std::invoke_result_t<Call>>) {
    static_assert(std::is_void_v<U>,
                  "an errback of a Deferred<T> returns a T, a Failure or a Deferred<T>");
    std::forward<Call>(call)();
    putVoid(chain);
  } else {
    putReturned<U>(chain, std::forward<Call>(call)());
  }
}

/// What `addBoth` and the awaiting of a Deferred see.
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

/// Destroys an entry when it has run (style: rule 3).
template <class L>
struct Spent {
  L* link;
  ~Spent() { link->drop(); }
};

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

/// `f` with further arguments behind the result (DEF-02).
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

/// std::invoke, which is in a large header.
template <class F, class... Args>
decltype(auto) invoke(F&& f, Args&&... args) {
  return std::apply(std::forward<F>(f), std::forward_as_tuple(std::forward<Args>(args)...));
}

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

template <class T>
template <class F, class... Args>
auto Deferred<T>::addCallback(F f, Args... args) const {
  using U = detail::AfterT<detail::CallbackReturnT<F, T, Args...>, T>;
  return addLink<U>(detail::withArguments(std::move(f), std::move(args)...), detail::Pass());
}

template <class T>
template <class G, class... Args>
Deferred<T> Deferred<T>::addErrback(G g, Args... args) const {
  return addLink<T>(detail::Pass(), detail::withArguments(std::move(g), std::move(args)...));
}

template <class T>
template <class F, class G>
auto Deferred<T>::addCallbacks(F f, G g) const {
  using U = detail::AfterT<detail::CallbackReturnT<F, T>, T>;
  return addLink<U>(std::move(f), std::move(g));
}

template <class T>
template <class F, class... Args>
auto Deferred<T>::addBoth(F f, Args... args) const {
  using U = detail::AfterT<std::invoke_result_t<F&, Result<T>, Args&...>, T>;
  auto call = detail::withArguments(std::move(f), std::move(args)...);
  detail::Chain& c = chain();
  c.expectTail(detail::valueType<T>);
  c.append(new detail::BothLink<T, U, decltype(call)>(std::move(call)), detail::valueType<U>);
  Deferred<U> view(chain_);
  c.runIfFired();
  return view;
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

template <class F, class... Args>
auto maybeDeferred(F&& f, Args&&... args) {
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

template <class F, class... Args>
auto execute(F&& f, Args&&... args) {
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
    Deferred<detail::AfterT<std::conditional_t<std::is_void_v<R>, void, std::decay_t<R>>, void>> d;
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

}  // namespace reactor
