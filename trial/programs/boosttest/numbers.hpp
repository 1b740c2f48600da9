/// Numbers as a program prints them in its own locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace trial::frameworks::boosttest {

/// The number whose digits stand in groups, `1.234` or `1'234` for instance, or not; none if the
/// text is something else.
[[nodiscard]] std::optional<std::uint64_t> groupedNumber(std::string_view text);

}  // namespace trial::frameworks::boosttest
