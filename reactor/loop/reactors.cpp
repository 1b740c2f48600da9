#include <reactor/reactors.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <reactor/libevent.hpp>
#include <reactor/repr.hpp>

namespace reactor {

namespace {

/// The name of the method in libevent; empty for `default`.
std::string methodOf(std::string_view shortName) {
  const auto& types = getReactorTypes();
  const auto found = std::find_if(types.begin(), types.end(), [shortName](const auto& type) {
    return type.shortName == shortName;
  });
  if (found == types.end()) throw NoSuchReactor(fmt::format("no reactor {}", repr(shortName)));
  return shortName == types.front().shortName ? std::string() : std::string(shortName);
}

}  // namespace

const std::array<ReactorType, 4>& getReactorTypes() noexcept {
  static constexpr std::array<ReactorType, 4> types = {{
      {"default", "the best of these that the system has"},
      {"epoll", "epoll(7)"},
      {"poll", "poll(2)"},
      {"select", "select(2): descriptors below 1024 only"},
  }};
  return types;
}

void checkReactor(std::string_view shortName) { const LibeventReactor tried(methodOf(shortName)); }

void installReactor(std::string_view shortName) { detail::makeDefaultReactor(methodOf(shortName)); }

}  // namespace reactor
