#include <trial/selecting/nearest.hpp>

#include <algorithm>
#include <tuple>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>
#include <reactor/repr.hpp>

namespace trial {

namespace {

constexpr std::size_t mostShown = 3;
// The work grows with the product of the lengths; nobody mistypes a name as long as this.
constexpr std::size_t longest = 512;

/// The absolute difference.
std::size_t apart(std::size_t a, std::size_t b) { return a > b ? a - b : b - a; }

}  // namespace

std::size_t distanceInside(std::string_view wanted, std::string_view name, std::size_t most) {
  // Rows of the table of distances: of the first letters of `wanted` to what ends at each letter
  // of `name`. It may begin anywhere, so the first row is 0.
  std::vector<std::size_t> beforeLast;
  std::vector<std::size_t> last(name.size() + 1, 0);
  std::vector<std::size_t> row(name.size() + 1);
  for (std::size_t i = 1; i <= wanted.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= name.size(); ++j) {
      const bool same = wanted[i - 1] == name[j - 1];
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      const bool swapped =
          i > 1 && j > 1 && wanted[i - 1] == name[j - 2] && wanted[i - 2] == name[j - 1];
      if (swapped) row[j] = std::min(row[j], beforeLast[j - 2] + 1);
    }
    if (*std::min_element(row.begin(), row.end()) > most) return most + 1;
    beforeLast = std::exchange(last, row);
  }
  return std::min(*std::min_element(last.begin(), last.end()), most + 1);
}

std::vector<std::string> nearestNames(std::string_view wanted, std::span<const std::string> names) {
  const auto most = std::max<std::size_t>(1, wanted.size() / 3);
  if (wanted.empty() || wanted.size() > longest) return {};
  using Near = std::tuple<std::size_t, std::size_t, std::size_t>;  // distance, length, index
  std::vector<Near> near;
  std::unordered_set<std::string_view> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto& name = names[i];
    if (name.size() > longest || !seen.insert(name).second) continue;
    const auto distance = distanceInside(wanted, name, most);
    if (distance > most || distance >= wanted.size()) continue;
    near.emplace_back(distance, apart(name.size(), wanted.size()), i);
  }
  std::sort(near.begin(), near.end());
  std::vector<std::string> nearest;
  for (const auto& [distance, length, index] : near) {
    if (nearest.size() == mostShown || distance > std::get<0>(near.front()) + 1) break;
    nearest.push_back(names[index]);
  }
  return nearest;
}

std::string nearestText(std::string_view wanted, std::span<const std::string> names) {
  auto nearest = nearestNames(wanted, names);
  if (nearest.empty()) return {};
  for (auto& name : nearest) name = reactor::repr(name);
  return fmt::format("; the nearest: {}", fmt::join(nearest, ", "));
}

}  // namespace trial
