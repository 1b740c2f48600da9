/// The report `tap`: the Test Anything Protocol, versions 13 and 14. (docs/reports.md)
#pragma once

#include <string>

#include <trial/reports/runrecord.hpp>

namespace trial {

[[nodiscard]] std::string tapReport(const RunRecord& run);

}  // namespace trial
