/// The report `html`: one page, which needs no network. (docs/reports.md)
#pragma once

#include <string>

#include <trial/reports/runrecord.hpp>

namespace trial {

/// HTML that is XML, too. What failures say and what cases wrote takes 16 MiB of it at most; the
/// rest grows with the number of cases.
[[nodiscard]] std::string htmlReport(const RunRecord& run);

}  // namespace trial
