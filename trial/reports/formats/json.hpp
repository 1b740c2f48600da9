/// The report `json`: an event log. (docs/reports.md)
#pragma once

#include <trial/reports/reportfile.hpp>
#include <trial/runevents.hpp>

namespace trial {

/// Writes a line of JSON for each event as it comes. `file` outlives the listener.
[[nodiscard]] RunListenerPtr jsonReport(ReportFile& file);

}  // namespace trial
