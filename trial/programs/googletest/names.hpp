/// The names of GoogleTest's cases, as ids and in filters.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace trial::frameworks::googletest {

/// Whether the suite or the case begins with `DISABLED_`, also behind the name of an instantiation.
/// `id` is `Suite.name`.
[[nodiscard]] bool isDisabled(std::string_view id);

/// GoogleTest takes equal names, from `RegisterTest` and from types with equal names. The second
/// case of a name has the id `Suite.name #2`.
class EqualNames final {
 public:
  /// The id of the next case of this name in the order of the program.
  [[nodiscard]] std::string idOfNext(std::string_view name);
  void clear() noexcept { seen_.clear(); }

 private:
  std::unordered_map<std::string, int> seen_;
};

/// The patterns that select the case, separated by colons; perhaps others too.
[[nodiscard]] std::string patternsFor(std::string_view id);

}  // namespace trial::frameworks::googletest
