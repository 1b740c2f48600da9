/// The orders in which tests are loaded, for `--order` and `--random`. (cli.md)
#pragma once

#include <span>
#include <string_view>

#include <trial/detail/seed.hpp>
#include <trial/loader.hpp>

namespace trial {

struct Order {
  std::string_view name;
  /// One line for --help-orders.
  std::string_view description;
  bool (*before)(const SortItem&, const SortItem&);
};

/// The orders that `--order` knows: `alphabetical`, `toptobottom`.
[[nodiscard]] std::span<const Order> orders();
/// Null if there is none of this name.
[[nodiscard]] const Order* findOrder(std::string_view name);

/// A pseudo-random order that depends only on the seed and the names of the tests. It is the same
/// on every machine, and adding a test does not change the order of the others.
[[nodiscard]] Sorter shuffled(const Seed& seed);

}  // namespace trial
