/// The orders in which tests are loaded: what `--order` and `--random` ask for. (cli.md)
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <trial/loader.hpp>

namespace trial {

struct Order {
  std::string_view name;
  /// One line.
  std::string_view description;
  bool (*before)(const SortItem&, const SortItem&);
};

/// By name: `alphabetical`, `toptobottom`.
[[nodiscard]] std::span<const Order> orders();
/// Null if there is none of this name.
[[nodiscard]] const Order* findOrder(std::string_view name);

/// An order that looks like chance and depends on the seed and the names of the tests alone: the
/// same on every machine, and a test that is added moves no other.
[[nodiscard]] Sorter shuffled(std::uint64_t seed);

}  // namespace trial
