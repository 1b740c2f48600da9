/// The report `trace`: what happened when, in Chrome's trace format. (docs/reports.md)
#pragma once

#include <string>

#include <trial/reports/runrecord.hpp>

namespace trial {

[[nodiscard]] std::string traceReport(const RunRecord& run);

}  // namespace trial
