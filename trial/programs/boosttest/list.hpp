/// The list of the cases of a Boost.Test program.
#pragma once

#include <string_view>
#include <vector>

#include <trial/programs/framework.hpp>

namespace trial::frameworks::boosttest {

/// Reads what `--list_content=DOT` prints behind its first line. False if the text does not go to
/// its end. The note of a case is its number of expected failures.
[[nodiscard]] bool readList(std::string_view text, std::vector<ListedCase>& cases);

}  // namespace trial::frameworks::boosttest
