/// The report `junit`: XML as JUnit's, for servers that run builds. (docs/reports.md)
#pragma once

#include <string>

#include <trial/reports/runrecord.hpp>

namespace trial {

/// A document of less than 30 MB unless the names alone take more.
[[nodiscard]] std::string junitReport(const RunRecord& run);

}  // namespace trial
