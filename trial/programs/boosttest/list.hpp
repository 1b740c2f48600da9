/// The list of the cases of a Boost.Test program.
#pragma once

#include <string_view>
#include <vector>

#include <trial/programs/framework.hpp>

namespace trial::frameworks::boosttest {

/// Reads what `--list_content=DOT` prints behind its first line. False if the text does not go to
/// its end. The note of a case is its number of expected failures.
///
/// A unit that depends on another is skipped if that is disabled, or if a case in there is skipped.
/// To ask for it by its name would enable what it depends on, and run it; so such cases are said to
/// be left out (`ListedCase::leftOut`).
[[nodiscard]] bool readList(std::string_view text, std::vector<ListedCase>& cases);

}  // namespace trial::frameworks::boosttest
