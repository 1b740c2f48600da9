/// The table of the formats of reports, for --write.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <trial/reports/reportfile.hpp>
#include <trial/reports/runrecord.hpp>
#include <trial/runevents.hpp>

namespace trial {

struct ReportFormat {
  std::string_view name;
  std::string_view description;
  ReportFile::Kind kind;
  /// Makes the listener that writes the report of each run to `file`, which outlives it; null: it
  /// is written when the run is over.
  RunListenerPtr (*listener)(ReportFile& file) = nullptr;
  /// The whole report of a run that is over.
  std::string (*text)(const RunRecord& run) = nullptr;
  /// What a report that grows has at its end, when the program ends with this exit status; null:
  /// nothing.
  std::string (*end)(int status) = nullptr;
  /// What is added to a file that has `before` bytes when the program ends, of its last run; empty
  /// if it has no room, for which `noRoom` is the reason.
  std::string (*addition)(const RunRecord& run, std::size_t before) = nullptr;
  const char* noRoom = nullptr;
};

/// Sorted by name.
[[nodiscard]] const std::vector<ReportFormat>& reportFormats();
/// Null if there is none of this name.
[[nodiscard]] const ReportFormat* findReportFormat(std::string_view name);
/// Their names, separated by commas.
[[nodiscard]] std::string reportFormatNames();

}  // namespace trial
