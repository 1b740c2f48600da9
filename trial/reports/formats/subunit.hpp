/// The report `subunit`: version 2 of the subunit protocol. (docs/reports.md)
#pragma once

#include <trial/reports/reportfile.hpp>
#include <trial/runevents.hpp>

namespace trial {

/// Writes packets for each case when it begins and when it is over. `file` outlives the listener.
[[nodiscard]] RunListenerPtr subunitReport(ReportFile& file);

}  // namespace trial
