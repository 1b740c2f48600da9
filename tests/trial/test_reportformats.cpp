// The reports that are written when a run is over: the whole text of each, for every outcome.
#include <trial/reports/reports.hpp>

#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <trial/reports/excerpts.hpp>
#include <trial/reports/formats/xmltext.hpp>
#include <trial/reports/loggedcase.hpp>

#include "recorder.hpp"
#include "reportedrun.hpp"
#include "texts.hpp"

using boost::unit_test::label;
using recording::ScratchFolder;
using reported::failed;
using reported::native;
using reported::tellOfRun;
using texts::contentOf;

BOOST_AUTO_TEST_SUITE(ReportFormatTests)

namespace {

using namespace trial;

/// The report of that run as it is to be.
std::string expected(const std::string& format) {
  return contentOf(std::string(TRIAL_TEST_DATA) + "/reports/" + format);
}

struct Written : ScratchFolder {
  /// The report of that run.
  [[nodiscard]] std::string report(const std::string& format) const {
    Reports reports({format + "=report"}, false);
    tellOfRun(reports);
    return contentOf(path / "report");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(reports_have_every_outcome, Written,
                        *label("RPT-14") * label("RPT-15") * label("RPT-16")) {
  for (const char* format : {"tap", "trace"}) BOOST_TEST(report(format) == expected(format));
}

BOOST_FIXTURE_TEST_CASE(reports_for_servers_have_every_outcome, Written,
                        *label("RPT-13") * label("RPT-14") * label("RPT-17")) {
  for (const char* format : {"ctrf", "junit"}) BOOST_TEST(report(format) == expected(format));
}

BOOST_AUTO_TEST_CASE(xml_has_no_character_that_it_may_not_have, *label("RPT-13")) {
  BOOST_TEST(inXml("a\tb\nc\rd") == "a\tb\nc\rd");
  BOOST_TEST(inXml(std::string("\0\x1b\x7f", 3)) == "��\x7f");
  BOOST_TEST(inXml("\xff\xef\xbf\xbe\xef\xbf\xbf ä") == "��� ä");
}

BOOST_FIXTURE_TEST_CASE(junit_stays_below_the_limit_of_its_readers, ScratchFolder,
                        *label("RPT-13")) {
  Reports reports({"junit=report"}, false);
  std::vector<TestPtr> cases;
  for (int i = 0; i < 1000; ++i) cases.push_back(native(std::to_string(i)));
  reports.runBegan(cases);
  for (const auto& test : cases) {
    CaseReport report;
    report.test = test;
    report.results.push_back(failureResult(failed(std::string(100'000, '<'))));
    report.out = std::string(100'000, '&');
    reports.caseOver(report);
  }
  reports.runOver();
  const auto text = contentOf(path / "report");
  BOOST_TEST(text.size() < 30'000'000U);
  BOOST_TEST(text.size() > 20'000'000U);
  BOOST_TEST(text.find("are left out, because this report would be too large") !=
             std::string::npos);
  BOOST_TEST(text.find("name=\"999\"") != std::string::npos);
}

/// The report of a run of these cases, each with this result.
std::string reportOf(const std::string& format, const std::vector<TestPtr>& cases,
                     const CaseResult& result) {
  Reports reports({format + "=report"}, false);
  reports.runBegan(cases);
  for (const auto& test : cases) {
    CaseReport report;
    report.test = test;
    report.results.push_back(result);
    reports.caseOver(report);
  }
  reports.runOver();
  return contentOf("report");
}

BOOST_FIXTURE_TEST_CASE(junit_stays_below_it_with_many_long_reasons, ScratchFolder,
                        *label("RPT-13")) {
  std::vector<TestPtr> cases;
  for (int i = 0; i < 20'000; ++i) cases.push_back(native(std::to_string(i)));
  const auto text = reportOf("junit", cases, skipResult(std::string(1000, '<')));
  BOOST_TEST(text.size() < 30'000'000U);
  BOOST_TEST(text.find("name=\"19999\"") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(each_name_in_junit_is_another, ScratchFolder, *label("RPT-13")) {
  std::vector<TestPtr> cases;
  for (int i = 0; i < 50'000; ++i) cases.push_back(native("same"));
  cases.push_back(native("same (3)"));
  cases.push_back(native("a\xef\xbf\xbe"));
  const auto text = reportOf("junit", cases, successResult());
  for (const char* name : {"same", "same (2)", "same (50000)", "same (3) (2)", "a�"}) {
    const auto at = text.find(std::string("name=\"") + name + '"');
    BOOST_TEST_REQUIRE(at != std::string::npos, name);
    BOOST_TEST(text.find(std::string(" name=\"") + name + '"', at + 1) == std::string::npos, name);
  }
}

BOOST_FIXTURE_TEST_CASE(tap_has_no_block_with_nothing_in_it, ScratchFolder, *label("RPT-14")) {
  const auto unplaced =
      std::make_shared<LoggedCase>(LoggedCase::Facts{.id = "a", .path = {"a"}, .description = "a"});
  BOOST_TEST(reportOf("tap", {unplaced}, unexpectedSuccessResult(makeTodo(""))) ==
             "TAP version 13\n1..1\nok 1 - a # TODO \n");
}

BOOST_FIXTURE_TEST_CASE(output_of_passed_cases_is_kept_up_to_a_limit, ScratchFolder,
                        *label("RPT-13")) {
  RunRecord record;
  std::vector<TestPtr> cases;
  for (int i = 0; i < 600; ++i) cases.push_back(native(std::to_string(i)));
  record.runBegan(cases);
  std::size_t kept = 0;
  for (const auto& test : cases) {
    CaseReport report;
    report.test = test;
    report.results.push_back(test == cases.back() ? failureResult(failed("no")) : successResult());
    report.out = std::string(100'000, 'o');
    record.caseOver(report);
  }
  for (const auto& one : record.cases()) kept += one.report.out.size();
  BOOST_TEST(kept > 30'000'000U);
  BOOST_TEST(kept < 36'000'000U);
  BOOST_TEST(record.cases().front().report.out.size() > 65'000U);
  BOOST_TEST(record.cases().back().report.out.size() > 65'000U);
}

BOOST_AUTO_TEST_CASE(long_texts_keep_their_head_and_their_tail) {
  BOOST_TEST(cutText("0123456789", 10) == "0123456789");
  BOOST_TEST(cutText("0123456789a", 10) == "01234\n[1 bytes are left out]\n6789a");
  BOOST_TEST(cutText("abcdä6789äzyxw", 10) == "abcd\n[8 bytes are left out]\nzyxw");
  BOOST_TEST(cutLine("0123456789", 10) == "0123456789");
  BOOST_TEST(cutLine("012345678äb", 10) == "012345678... (3 bytes more)");
}

BOOST_AUTO_TEST_SUITE_END()
