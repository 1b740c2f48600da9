/// The timeline of the report `html`.
#pragma once

#include <string>

#include <trial/reports/runrecord.hpp>

namespace trial {

/// Draws when each worker ran which case, a row for each worker, as HTML. Cases that begin and end
/// within a thousandth of the run share a bar. Empty if no case was run.
[[nodiscard]] std::string htmlTimeline(const RunRecord& run);

}  // namespace trial
