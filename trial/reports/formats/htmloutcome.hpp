/// Outcomes on the page of the report `html`.
#pragma once

#include <string_view>

#include <trial/reports/runrecord.hpp>

namespace trial {

/// How it is shown: by a class of the style sheet, and in words.
struct HtmlOutcome {
  std::string_view style;
  std::string_view words;
};
[[nodiscard]] HtmlOutcome htmlOutcome(Outcome outcome);

}  // namespace trial
