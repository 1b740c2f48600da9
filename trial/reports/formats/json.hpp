/// The report `json`: an event log. (docs/reports.md)
#pragma once

#include <string>

#include <trial/reports/reportfile.hpp>
#include <trial/runevents.hpp>

namespace trial {

/// Writes a line of JSON for each event as it comes. `file` outlives the listener.
[[nodiscard]] RunListenerPtr jsonReport(ReportFile& file);
/// The last line: the program ends with this exit status.
[[nodiscard]] std::string jsonEnd(int status);

}  // namespace trial
