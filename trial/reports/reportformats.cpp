#include <trial/reports/reportformats.hpp>

#include <algorithm>

#include <trial/reports/formats/json.hpp>
#include <trial/reports/formats/junit.hpp>

namespace trial {

const std::vector<ReportFormat>& reportFormats() {
  using Kind = ReportFile::Kind;
  static const std::vector<ReportFormat> formats = {
      {"json", "an event log, a line for each event, for --replay", Kind::growing, jsonReport},
      {"junit", "XML for servers that run builds", Kind::whole, nullptr, junitReport},
  };
  return formats;
}

const ReportFormat* findReportFormat(std::string_view name) {
  const auto& formats = reportFormats();
  const auto found = std::find_if(formats.begin(), formats.end(),
                                  [name](const auto& format) { return format.name == name; });
  return found == formats.end() ? nullptr : &*found;
}

std::string reportFormatNames() {
  std::string names;
  for (const auto& format : reportFormats()) {
    names += names.empty() ? "" : ", ";
    names += format.name;
  }
  return names;
}

}  // namespace trial
