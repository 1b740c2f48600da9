// The page that --write html=FILE writes.
#include <trial/reports/formats/html.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <pugixml.hpp>

#include <trial/reports/formats/htmltimeline.hpp>
#include <trial/reports/loggedcase.hpp>

#include "recorder.hpp"
#include "reportedrun.hpp"
#include "texts.hpp"

using boost::unit_test::label;
using reported::failed;
using reported::native;
using texts::contains;
using texts::contentOf;

BOOST_AUTO_TEST_SUITE(HtmlReportTests)

namespace {

using namespace trial;

/// The page as XML, which has to be well-formed.
struct Parsed {
  explicit Parsed(std::string page) : text(std::move(page)) {
    const auto result = document.load_string(text.c_str(), pugi::parse_full);
    BOOST_TEST_REQUIRE(static_cast<bool>(result), result.description());
  }
  [[nodiscard]] std::size_t count(const char* path) const {
    return document.select_nodes(path).size();
  }
  [[nodiscard]] std::string textAt(const char* path) const {
    return document.select_node(path).node().text().get();
  }

  std::string text;
  pugi::xml_document document;
};

std::string pageOfReportedRun() {
  RunRecord run;
  reported::tellOfRun(run);
  return htmlReport(run);
}

/// A run of these cases in one worker; each takes `seconds`, one after another.
struct Timed {
  explicit Timed(std::vector<TestPtr> tests) : cases(std::move(tests)) {
    const ReportTime then(0, std::nullopt, 1000);
    run.runBegan(cases);
  }
  void over(std::size_t number, double began, double seconds, CaseResult result,
            const std::string& out = {}) {
    CaseReport report;
    report.test = cases[number];
    report.began = began;
    report.seconds = seconds;
    report.worker = 0;
    report.out = out;
    report.results.push_back(std::move(result));
    run.caseOver(report);
  }
  void end(double at) {
    const ReportTime then(at, std::nullopt, 1000 + at);
    run.runOver();
  }

  std::vector<TestPtr> cases;
  RunRecord run;
};

std::vector<TestPtr> numbered(int count) {
  std::vector<TestPtr> cases;
  for (int i = 0; i < count; ++i) cases.push_back(native(std::to_string(i)));
  return cases;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_page_has_every_outcome, *label("RPT-14") * label("RPT-27")) {
  const auto page = pageOfReportedRun();
  const auto begin = page.find("<body>");
  const auto end = page.find("<script>");
  BOOST_TEST_REQUIRE(begin != std::string::npos);
  BOOST_TEST(page.substr(begin, end - begin) ==
             contentOf(std::string(TRIAL_TEST_DATA) + "/reports/html"));
}

BOOST_AUTO_TEST_CASE(nothing_on_the_page_is_fetched, *label("RPT-27")) {
  const auto page = pageOfReportedRun();
  for (const char* part : {"http:", "https:", "//", "src=", "url(", "@import", "<link"})
    BOOST_TEST(!contains(page, part), part);
}

BOOST_AUTO_TEST_CASE(texts_of_tests_are_texts_on_the_page, *label("RPT-27")) {
  const std::string evil = "\"'><script>alert(1)</script>&amp;</pre></details>\x1b\xff";
  const auto test = std::make_shared<LoggedCase>(
      LoggedCase::Facts{.id = evil, .path = {evil, evil}, .description = evil, .place = {evil, 1}});
  Timed timed({test});
  timed.over(0, 0, 1, failureResult(failed(evil)), evil);
  timed.run.workerLost(0, evil);
  timed.end(2);
  const Parsed page(htmlReport(timed.run));
  BOOST_TEST(page.count("//script") == 1U);
  BOOST_TEST(page.count("//details") == 2U);
  const std::string shown = "\"'><script>alert(1)</script>&amp;</pre></details>��";
  BOOST_TEST(contains(page.textAt("//details/pre"), shown));
  BOOST_TEST(page.textAt("(//details/pre)[2]") == shown);
  BOOST_TEST(contains(page.textAt("//rect[@class='lost']/title"), "<script>alert(1)</script>"));
}

BOOST_AUTO_TEST_CASE(failures_are_linked_from_the_list, *label("RPT-27")) {
  Timed timed(numbered(5));
  for (std::size_t i = 0; i < 5; ++i)
    timed.over(i, 0, 0, i == 1 ? successResult() : failureResult(failed("no")));
  timed.end(1);
  const Parsed page(htmlReport(timed.run));
  BOOST_TEST(page.count("//details[@id]") == 4U);
  BOOST_TEST(page.count("//details[@id and @open]") == 3U);
  BOOST_TEST(page.textAt("//details[@id='f3']/summary/code") == "m.C.4");
  BOOST_TEST(page.textAt("//a[@href='#f3']/code") == "4");
}

BOOST_AUTO_TEST_CASE(long_texts_have_a_limit, *label("RPT-28")) {
  Timed timed(numbered(1000));
  for (std::size_t i = 0; i < 1000; ++i)
    timed.over(i, 0, 0, failureResult(failed(std::string(100'000, '<'))),
               std::string(100'000, '&'));
  timed.end(1);
  const auto page = htmlReport(timed.run);
  BOOST_TEST(page.size() > 16'000'000U);
  BOOST_TEST(page.size() < 24'000'000U);
  BOOST_TEST(contains(page, "100000 bytes or more are left out, because this page would be too"));
  BOOST_TEST(contains(page, "<code>m.C.999</code>"));
}

BOOST_AUTO_TEST_CASE(what_cases_wrote_leaves_room_for_what_failures_say, *label("RPT-28")) {
  Timed timed(numbered(1000));
  for (std::size_t i = 0; i < 1000; ++i)
    timed.over(i, 0, 0, failureResult(failed("no")), std::string(100'000, '&'));
  timed.end(1);
  const Parsed page(htmlReport(timed.run));
  BOOST_TEST(page.textAt("//details[@id='f999']/pre") == "no");
  BOOST_TEST(page.count("//details[@id='f999']/p[contains(., 'left out')]") == 1U);
}

BOOST_AUTO_TEST_CASE(the_slowest_come_first, *label("RPT-27")) {
  Timed timed(numbered(30));
  for (std::size_t i = 0; i < 30; ++i)
    timed.over(i, 0, static_cast<double>(i * 7 % 30), successResult());
  timed.end(30);
  const Parsed page(htmlReport(timed.run));
  const auto rows = page.document.select_nodes("//tr[td/meter]");
  BOOST_TEST_REQUIRE(rows.size() == 20U);
  BOOST_TEST(rows.begin()->node().child_value("td") == std::string("29.000 s"));
  BOOST_TEST((rows.end() - 1)->node().child_value("td") == std::string("10.000 s"));
}

BOOST_AUTO_TEST_CASE(short_cases_share_a_bar_that_shows_the_worst, *label("RPT-28")) {
  constexpr std::size_t count = 50'000;
  Timed timed(numbered(count));
  for (std::size_t i = 0; i < count; ++i) {
    timed.over(i, static_cast<double>(i) / 1000, 0.001,
               i == 12'345 ? failureResult(failed("no")) : successResult());
  }
  timed.end(50);
  const Parsed line(htmlTimeline(timed.run));
  BOOST_TEST(line.count("//rect") <= 1100U);
  BOOST_TEST(line.count("//rect") > 900U);
  BOOST_TEST(line.count("//rect[@class='failed']") == 1U);
  BOOST_TEST(contains(line.textAt("//rect[@class='failed']/title"), "m.C.12345, failed, 0.001 s"));
}

BOOST_AUTO_TEST_CASE(a_run_of_nothing_has_a_page, *label("RPT-27")) {
  Timed timed({});
  timed.end(0);
  const Parsed page(htmlReport(timed.run));
  BOOST_TEST(page.textAt("//h1/span") == "passed");
  BOOST_TEST(htmlTimeline(timed.run).empty());
}

BOOST_AUTO_TEST_SUITE_END()
