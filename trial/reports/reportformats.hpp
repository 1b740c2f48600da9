/// The table of the formats of reports, for --write.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <trial/reports/reportfile.hpp>
#include <trial/runevents.hpp>

namespace trial {

struct ReportFormat {
  std::string_view name;
  std::string_view description;
  ReportFile::Kind kind;
  /// Makes the listener that writes the report of each run to `file`, which outlives it.
  RunListenerPtr (*make)(ReportFile& file);
};

/// Sorted by name.
[[nodiscard]] const std::vector<ReportFormat>& reportFormats();
/// Null if there is none of this name.
[[nodiscard]] const ReportFormat* findReportFormat(std::string_view name);
/// Their names, separated by commas.
[[nodiscard]] std::string reportFormatNames();

}  // namespace trial
