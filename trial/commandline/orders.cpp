#include <trial/commandline/orders.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>
#include <tuple>

#include <trial/cases/fnv.hpp>

namespace trial {

namespace {

bool byName(const SortItem& a, const SortItem& b) { return a.name < b.name; }

/// Modules and packages have no line and are sorted by name.
bool byLine(const SortItem& a, const SortItem& b) {
  if (a.line == 0 || b.line == 0) return byName(a, b);
  return std::tie(a.file, a.line) < std::tie(b.file, b.line);
}

constexpr std::array<Order, 2> all = {{
    {"alphabetical", "modules, classes and tests by their names", byName},
    {"toptobottom", "in the order in which they were registered", byLine},
}};

/// A hash of seed and id: FNV-1a, then the last step of splitmix64.
std::uint64_t rank(std::uint64_t seed, const std::string& id) {
  std::uint64_t value = fnv1a(id, fnvBasis ^ (seed * 0x9e3779b97f4a7c15U));
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31);
}

/// A number that a machine can hold is itself; of a longer one it is a hash.
std::uint64_t folded(const Seed& seed) {
  const auto& digits = seed.digits();
  std::uint64_t number = 0;
  const auto error = std::from_chars(digits.data(), digits.data() + digits.size(), number).ec;
  return error == std::errc() ? number : rank(0, digits);
}

}  // namespace

std::span<const Order> orders() { return all; }

const Order* findOrder(std::string_view name) {
  const auto* found = std::find_if(all.begin(), all.end(),
                                   [name](const Order& order) { return order.name == name; });
  return found == all.end() ? nullptr : found;
}

Sorter shuffled(const Seed& number) {
  return [seed = folded(number)](const SortItem& a, const SortItem& b) {
    return std::make_tuple(rank(seed, a.id), std::string_view(a.id)) <
           std::make_tuple(rank(seed, b.id), std::string_view(b.id));
  };
}

}  // namespace trial
