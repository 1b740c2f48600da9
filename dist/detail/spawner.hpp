/// Spawner: a function that starts a process, as `IReactorProcess::spawnProcess` does. Only
/// <dist/workerlaunch.hpp> uses this.
#pragma once

#include <concepts>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <sys/types.h>

#include <reactor/interfaces.hpp>
#include <reactor/protocol.hpp>

namespace dist {

namespace detail {

using SpawnFunction = std::function<reactor::ProcessTransportPtr(
    std::shared_ptr<reactor::ProcessProtocol> processProtocol, const std::string& executable,
    std::vector<std::string> args, std::optional<reactor::Environment> env,
    std::optional<std::filesystem::path> path, std::optional<uid_t> uid, std::optional<gid_t> gid,
    bool usePTY, reactor::ChildFDs childFDs, reactor::SpawnOptions options)>;

/// The parameters of a SpawnFunction.
using SpawnParameters =
    std::tuple<std::shared_ptr<reactor::ProcessProtocol>, const std::string&,
               std::vector<std::string>, std::optional<reactor::Environment>,
               std::optional<std::filesystem::path>, std::optional<uid_t>, std::optional<gid_t>,
               bool, reactor::ChildFDs, reactor::SpawnOptions>;

template <class F, class Indices>
struct SpawnCall;
/// The call of an F with the first parameters.
template <class F, std::size_t... I>
struct SpawnCall<F, std::index_sequence<I...>> {
  static constexpr bool possible =
      std::is_invocable_v<F&, std::tuple_element_t<I, SpawnParameters>...>;
  /// Null if the function returns nothing.
  static reactor::ProcessTransportPtr call(F& f, [[maybe_unused]] SpawnParameters all) {
    using Returned = std::invoke_result_t<F&, std::tuple_element_t<I, SpawnParameters>...>;
    if constexpr (std::is_void_v<Returned>) {
      f(std::get<I>(std::move(all))...);
      return nullptr;
    } else {
      return f(std::get<I>(std::move(all))...);
    }
  }
};

/// Calls F with as many of the parameters as it takes. It must take some number of them.
template <class F, std::size_t count = std::tuple_size_v<SpawnParameters>>
reactor::ProcessTransportPtr callSpawner(F& f, SpawnParameters all) {
  using Call = SpawnCall<F, std::make_index_sequence<count>>;
  if constexpr (Call::possible) {
    return Call::call(f, std::move(all));
  } else {
    static_assert(count > 0,
                  "a spawner takes the parameters of IReactorProcess::spawnProcess, or the first "
                  "of them: (protocol, executable, args, env, ...)");
    if constexpr (count > 0) return callSpawner<F, count - 1>(f, std::move(all));
  }
}

}  // namespace detail

/// Starts a process. It is made of a function with the parameters of
/// `IReactorProcess::spawnProcess` or the first of them, which may return nothing, or of a reactor.
class Spawner final {
 public:
  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, Spawner> &&
           !std::derived_from<std::remove_cvref_t<F>, reactor::IReactorProcess>) Spawner(F f)
      : spawn_([f = std::move(f)](auto&&... all) mutable {
          return detail::callSpawner(f,
                                     detail::SpawnParameters(std::forward<decltype(all)>(all)...));
        }) {}
  /// The reactor outlives the spawner.
  Spawner(reactor::IReactorProcess& reactor)
      : spawn_([&reactor](auto&&... all) {
          return reactor.spawnProcess(std::forward<decltype(all)>(all)...);
        }) {}

  reactor::ProcessTransportPtr operator()(
      std::shared_ptr<reactor::ProcessProtocol> processProtocol, const std::string& executable,
      std::vector<std::string> args, std::optional<reactor::Environment> env,
      std::optional<std::filesystem::path> path, std::optional<uid_t> uid, std::optional<gid_t> gid,
      bool usePTY, reactor::ChildFDs childFDs, reactor::SpawnOptions options) const {
    return spawn_(std::move(processProtocol), executable, std::move(args), std::move(env),
                  std::move(path), uid, gid, usePTY, std::move(childFDs), options);
  }

 private:
  detail::SpawnFunction spawn_;
};

}  // namespace dist
