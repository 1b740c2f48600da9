/// nearestNames: what a user may have meant by a name that matches nothing.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trial {

/// How many letters have to be added, dropped, replaced, or swapped with the next one, to find
/// `wanted` inside of `name`. More than `most` is told as `most + 1`.
[[nodiscard]] std::size_t distanceInside(std::string_view wanted, std::string_view name,
                                         std::size_t most);

/// At most three of `names`, the nearest first. Too far are those that need a change in more than a
/// third of `wanted`, or two more changes than the nearest. Of equally near ones those of nearly
/// the same length come first.
[[nodiscard]] std::vector<std::string> nearestNames(std::string_view wanted,
                                                    std::span<const std::string> names);

/// "; the nearest: 'a', 'b'", or nothing if none is near.
[[nodiscard]] std::string nearestText(std::string_view wanted, std::span<const std::string> names);

}  // namespace trial
