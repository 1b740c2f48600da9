/// The numbers of cases that a framework does not tell apart.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <trial/programs/framework.hpp>

namespace trial::frameworks {

/// Cases with equal keys are numbered in their ids and in the last part of their paths: `name#1`,
/// `name#2`, and so on, in the order of `order`, which has the index of each case; empty: that of
/// the list. A number is left out where another case is called so.
void numberAlike(std::vector<ListedCase>& cases,
                 const std::function<std::string(const ListedCase&)>& keyOf,
                 std::vector<std::size_t> order = {});

}  // namespace trial::frameworks
