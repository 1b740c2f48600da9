/// The report `ctrf`: Common Test Report Format, JSON. (docs/reports.md)
#pragma once

#include <string>

#include <trial/reports/runrecord.hpp>

namespace trial {

[[nodiscard]] std::string ctrfReport(const RunRecord& run);

}  // namespace trial
