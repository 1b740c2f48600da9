#include <trial/reports/reportformats.hpp>

#include <algorithm>

#include <trial/reports/formats/ctrf.hpp>
#include <trial/reports/formats/github.hpp>
#include <trial/reports/formats/html.hpp>
#include <trial/reports/formats/json.hpp>
#include <trial/reports/formats/junit.hpp>
#include <trial/reports/formats/subunit.hpp>
#include <trial/reports/formats/tap.hpp>
#include <trial/reports/formats/trace.hpp>

namespace trial {

const std::vector<ReportFormat>& reportFormats() {
  using Kind = ReportFile::Kind;
  static const std::vector<ReportFormat> formats = {
      {"ctrf", "JSON in the Common Test Report Format", Kind::whole, nullptr, ctrfReport},
      {"github", "a summary for a step of GitHub's Actions", Kind::added, nullptr, nullptr, nullptr,
       githubSummary, githubHasNoRoom},
      {"html", "a page for a browser", Kind::whole, nullptr, htmlReport},
      {"json", "an event log, a line for each event, for --replay", Kind::growing, jsonReport,
       nullptr, jsonEnd},
      {"junit", "XML for servers that run builds", Kind::whole, nullptr, junitReport},
      {"subunit", "version 2 of the subunit protocol, packets for each case as it comes",
       Kind::growing, subunitReport},
      {"tap", "the Test Anything Protocol, for prove", Kind::whole, nullptr, tapReport},
      {"trace", "a timeline in Chrome's trace format", Kind::whole, nullptr, traceReport},
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
