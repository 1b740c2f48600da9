/// MonkeyPatcher: gives places other values, and restores the old ones. (twisted.python.monkey)
///
///     MonkeyPatcher patcher{{Ledger::limit, 0}, {ledger, &Ledger::name, "other"}};
///     patcher.runWithPatches([] { ... });
#pragma once

#include <functional>
#include <initializer_list>
#include <type_traits>
#include <utility>
#include <vector>

#include <reactor/api.hpp>

namespace trial {

class TRIAL_DIST_API MonkeyPatcher {
 public:
  /// A value for a place: a variable, or a member of an object. The place must live until the
  /// patcher has restored it.
  class TRIAL_DIST_API Patch {
   public:
    template <class T>
    Patch(T& place, std::type_identity_t<T> value)
        : place_(&place),
          set_([&place, value = std::move(value)] { place = value; }),
          save_(
              [&place] { return std::function<void()>([&place, old = place] { place = old; }); }) {}
    template <class Object, class C, class T>
    requires std::is_base_of_v<C, Object> Patch(Object& object, T C::*member,
                                                std::type_identity_t<T> value)
        : Patch(object.*member, std::move(value)) {}

   private:
    friend MonkeyPatcher;
    const void* place_;
    std::function<void()> set_;
    /// Returns the function that restores the value that the place has now.
    std::function<std::function<void()>()> save_;
  };

  MonkeyPatcher() = default;
  MonkeyPatcher(std::initializer_list<Patch> patches) : patches_(patches) {}

  /// The arguments of a Patch: a variable and its value, or an object, a member and its value.
  template <class... Args>
  requires std::is_constructible_v<Patch, Args...>
  void addPatch(Args&&... args) { patches_.emplace_back(std::forward<Args>(args)...); }
  /// Sets all values. The value that a place had at the first time is the one that is restored.
  void patch();
  /// Restores the values that were replaced, the last one first. Does nothing if none was.
  void restore();
  /// Calls `f(args...)` with all values set, restores them and returns what `f` returned.
  template <class F, class... Args>
  auto runWithPatches(F&& f, Args&&... args) -> std::invoke_result_t<F, Args...> {
    using Returned = std::invoke_result_t<F, Args...>;
    patch();
    try {
      if constexpr (std::is_void_v<Returned>) {
        std::invoke(std::forward<F>(f), std::forward<Args>(args)...);
        restore();
      } else {
        Returned returned = std::invoke(std::forward<F>(f), std::forward<Args>(args)...);
        restore();
        return std::forward<Returned>(returned);
      }
    } catch (...) {
      restore();
      throw;
    }
  }

 private:
  struct Original {
    const void* place;
    std::function<void()> restore;
  };

  std::vector<Patch> patches_;
  std::vector<Original> originals_;
};

}  // namespace trial
