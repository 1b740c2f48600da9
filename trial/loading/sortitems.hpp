/// Sorting loaded tests with a loader's sorter.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include <trial/detail/sortitem.hpp>
#include <trial/itrial.hpp>

namespace trial {

/// Sorts `items` by their SortItems; equal ones keep their order.
template <class T>
void sort(std::vector<std::pair<SortItem, T>>& items, const Sorter& sorter) {
  std::stable_sort(items.begin(), items.end(),
                   [&sorter](const auto& a, const auto& b) { return sorter(a.first, b.first); });
}

/// The tests, without their SortItems.
inline std::vector<TestPtr> secondsOf(std::vector<std::pair<SortItem, TestPtr>> items) {
  std::vector<TestPtr> tests;
  tests.reserve(items.size());
  for (auto& [item, test] : items) tests.push_back(std::move(test));
  return tests;
}

}  // namespace trial
