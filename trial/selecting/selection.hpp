/// keepSelected: what `-k` does with a suite.
#pragma once

#include <string>

#include <trial/itrial.hpp>

namespace trial {

/// Removes the tests that the expression does not match from the suites in `suite`, and returns
/// what is left. Names that could not be loaded stay. If no test is left, there is an ErrorHolder
/// in their place that shows the nearest names. Throws ExpressionError.
[[nodiscard]] TestPtr keepSelected(TestPtr suite, const std::string& expression);

}  // namespace trial
