/// exitRemark: why a process may have exited in the middle of a case, for all that its report says.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace trial::frameworks {

/// A sentence for the user. `reported`: where the framework reports, as part of it.
[[nodiscard]] inline std::string exitRemark(std::string_view reported, std::string_view framework) {
  return fmt::format("It has called exit, or has closed {}, on which {} reports.", reported,
                     framework);
}

}  // namespace trial::frameworks
