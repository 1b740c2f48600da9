// How the adapter of Catch2 follows reports. The recording in data/ is of
// tests/programs/catch2_outcomes.cpp with Catch2 3.7.1.
#include <csignal>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <trial/programs/catch2/adapter.hpp>
#include <trial/programs/failures.hpp>

#include "catch2cases.hpp"
#include "progresslines.hpp"
#include "texts.hpp"

using boost::unit_test::label;
using namespace trial::frameworks;
using catch2cases::named;
using catch2cases::notesOf;
using Kind = trial::CaseResult::Kind;

BOOST_AUTO_TEST_SUITE(Catch2ReportTests)

namespace {

using Lines = std::vector<std::string>;

class Heard final : public ProgressLines {
 public:
  void caseFinished(const std::string& id, ReportedCase&& reported) override {
    const auto& result = reported.report.results.at(0);
    ++count[result.kind];
    details[id] = detailsOf(result);
    total += reported.report.seconds.value_or(0);
    ProgressLines::caseFinished(id, std::move(reported));
  }
  void output(int fd, std::string_view data) override { (fd == 1 ? out : err) += data; }

  std::map<Kind, int> count;
  std::map<std::string, std::string> details;
  std::string out;
  std::string err;
  double total = 0;
};

/// A report of which any part can be given.
struct Follow {
  explicit Follow(Lines cases = {"one", "two"}, const CaseNotes* notes = nullptr)
      : ids(std::move(cases)), parser(Catch2Version3().progress({"./p", {}, notes}, ids, heard)) {}

  void report(std::string_view text) { parser->received(reportFD, text); }
  void begin() { report("<?xml version=\"1.0\"?>\n<Catch2TestRun name=\"p\">\n"); }
  void open(std::string_view name, std::string_view more = {}) {
    report(fmt::format("<TestCase name=\"{}\" {}>\n", name, more));
  }
  void close(bool success = true, std::string_view inside = {}) {
    report(
        fmt::format("<OverallResult success=\"{}\" durationInSeconds=\"0.5\">{}</OverallResult>"
                    "\n</TestCase>\n",
                    success, inside));
  }
  void end(ProcessEnd how = {}) {
    report("</Catch2TestRun>\n");
    parser->ended(how);
  }
  void check(const Lines& expected) {
    BOOST_TEST(heard.lines == expected, boost::test_tools::per_element());
  }

  const Lines ids;
  Heard heard;
  std::unique_ptr<ProgressParser> parser;
};

const ProcessEnd failedStatus = {.status = 42, .signal = 0};
const ProcessEnd segmentationFault = {.status = 0, .signal = SIGSEGV};

std::string recordedRun() {
  return texts::contentOf(std::filesystem::path(TRIAL_TEST_DATA) / "catch2v3_outcomes.xml");
}

/// That run's cases, in its order.
std::vector<ListedCase> recordedCases() {
  constexpr std::string_view head = "<TestCase name=\"";
  std::vector<ListedCase> cases;
  const auto run = recordedRun();
  for (auto at = run.find(head); at != std::string::npos; at = run.find(head, at + 1)) {
    auto name = run.substr(at + head.size());
    name.resize(name.find('"'));
    if (const auto sign = name.find("&lt;"); sign != std::string::npos) name.replace(sign, 4, "<");
    cases.push_back(named(std::move(name)));
  }
  return cases;
}

/// Follows that run.
struct FollowRecorded {
  FollowRecorded() : notes(notesOf(recordedCases())), follow(idsOf(notes), &notes) {}
  static Lines idsOf(const CaseNotes& notes) {
    Lines ids;
    for (const auto& [id, note] : notes) ids.push_back(id);
    return ids;
  }
  const CaseNotes notes;
  Follow follow;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_recorded_run_is_told_however_it_is_cut, *label("CATCH-04")) {
  const auto run = recordedRun();
  Lines whole;
  for (const std::size_t size : {run.size(), std::size_t{1}, std::size_t{7}, std::size_t{1000}}) {
    FollowRecorded recorded;
    auto& follow = recorded.follow;
    for (std::size_t at = 0; at < run.size(); at += size)
      follow.report(std::string_view(run).substr(at, size));
    follow.parser->ended(failedStatus);
    BOOST_TEST(follow.parser->complete());
    auto& heard = follow.heard;
    // <OverallResultsCases successes="13" failures="23" expectedFailures="4" skips="4"/>
    BOOST_TEST(heard.count[Kind::success] == 13);
    BOOST_TEST(heard.count[Kind::failure] + heard.count[Kind::error] == 23);
    BOOST_TEST(heard.count[Kind::expectedFailure] == 4);
    BOOST_TEST(heard.count[Kind::skip] == 4);
    BOOST_TEST(heard.total > 0);
    if (whole.empty()) whole = heard.lines;
    follow.check(whole);
  }
}

BOOST_AUTO_TEST_CASE(failures_have_places_messages_and_sections, *label("CATCH-05")) {
  FollowRecorded recorded;
  auto& follow = recorded.follow;
  follow.report(recordedRun());
  auto& details = follow.heard.details;
  BOOST_TEST(details["fails"] ==
             "catch2_outcomes.cpp:24: failed in CHECK( one == 2 ): 1 == 2\n"
             "catch2_outcomes.cpp:25: failed in CHECK_FALSE( one == 1 ): !(1 == 1)\n"
             "catch2_outcomes.cpp:26: failed in REQUIRE( one == 3 ): 1 == 3");
  BOOST_TEST(details["fails with words"] ==
             "catch2_outcomes.cpp:29: failed: first line\n"
             "    second line\\x1B[m\\x0C\\x0B\\xFF\\xED\\xA0\\x80 <&>");
  BOOST_TEST(details["throws"] ==
             "catch2_outcomes.cpp:35: exception after this line: thrown <&> \"quoted\"");
  BOOST_TEST(details["throws first of all"] ==
             "catch2_outcomes.cpp:38: exception: thrown <&> \"quoted\"");
  BOOST_TEST(details["throws in a check"] ==
             "catch2_outcomes.cpp:40: exception in CHECK( "
             "throwing() == 1 ): thrown <&> \"quoted\"");
  BOOST_TEST(details["has sections"] ==
             "catch2_outcomes.cpp:58: failed in CHECK( i == 8 ): 7 == 8\n"
             "  in section: outer / inner, \"first\"\n"
             "  with: in the case\n"
             "  with: i := 7\n"
             "catch2_outcomes.cpp:61: exception after this line: thrown <&> \"quoted\"\n"
             "  in section: outer / inner, third\n"
             "  with: in the case");
  BOOST_TEST(details["warns and fails"] == "catch2_outcomes.cpp:84: failed in CHECK( false )");
  BOOST_TEST(details["should fail and passes"] ==
             "it passed, but its tag [!shouldfail] says that it fails");
  BOOST_TEST(details["is skipped"] == "not today\nnor tomorrow");
  BOOST_TEST(details["is skipped in a section"] == "only this");
}

BOOST_AUTO_TEST_CASE(what_a_case_wrote_to_streams_is_its_output, *label("CATCH-04")) {
  Follow follow;
  follow.begin();
  follow.open("one");
  BOOST_TEST_REQUIRE((follow.parser->inProgress() != nullptr));
  BOOST_TEST(*follow.parser->inProgress() == "one");
  follow.close(true, "<StdOut>\ntext &lt;/TestCase>\n   </StdOut><StdErr>\nmore\n  </StdErr>");
  follow.open("unasked");
  follow.close(true, "<StdOut>other</StdOut>");
  BOOST_TEST(follow.heard.out == "text </TestCase>\n");
  BOOST_TEST(follow.heard.err == "more\n");
  follow.check({"started one", "success one: "});
}

BOOST_AUTO_TEST_CASE(a_case_that_was_not_asked_for_is_not_told_of) {
  Follow follow;
  follow.begin();
  BOOST_TEST(!follow.parser->complete());
  follow.open("other");
  BOOST_TEST(*follow.parser->inProgress() == "other");
  BOOST_TEST(follow.parser->detailsSoFar() ==
             "it was not asked for, but Catch2 takes its name for that of one that was");
  follow.close(false);
  for (int i = 0; i < 2; ++i) {
    follow.open("two");
    follow.close();
  }
  follow.end(failedStatus);
  follow.check({"started two", "success two: "});
}

BOOST_AUTO_TEST_CASE(lines_tell_cases_that_have_one_name_in_the_report, *label("CATCH-03")) {
  const auto notes = notesOf({named("a", 3), named(" a ", 4), named("\x01", 5)});
  Follow follow({"\x01", " a #2"}, &notes);
  follow.begin();
  follow.open("a", "line=\"3\"");
  follow.close(false);
  follow.open("a", "line=\"4\"");
  follow.close();
  follow.open("\\x01", "line=\"5\"");
  follow.close();
  follow.check({"started  a #2", "success  a #2: ", "started \x01", "success \x01: "});
}

BOOST_AUTO_TEST_CASE(a_signal_leaves_its_case_in_progress, *label("CATCH-06")) {
  Follow follow;
  follow.begin();
  follow.open("one");
  follow.report("<Section name=\"inner\">");
  follow.report("<FatalErrorCondition filename=\"a.cpp\" line=\"3\">SIGSEGV</FatalErrorCondition>");
  follow.report("</Section>");
  follow.close(false);
  follow.end(segmentationFault);
  BOOST_TEST(!follow.parser->complete());
  BOOST_TEST(*follow.parser->inProgress() == "one");
  BOOST_TEST(follow.parser->detailsSoFar() == "a.cpp:3: fatal error: SIGSEGV\n  in section: inner");
  follow.check({"started one"});
}

BOOST_AUTO_TEST_CASE(a_signal_without_a_word_of_it_may_be_of_an_exit, *label("CATCH-06")) {
  Follow follow;
  follow.begin();
  follow.open("one");
  follow.parser->ended(segmentationFault);
  BOOST_TEST(
      follow.parser->detailsSoFar() ==
      "Catch2 did not report the signal, as when it crashes itself because a case has called "
      "exit()");
}

BOOST_AUTO_TEST_CASE(a_warning_is_output_of_its_case, *label("CATCH-05")) {
  Follow follow;
  follow.begin();
  follow.open("one");
  follow.report("<Warning>\n  first\n</Warning><Section name=\"s\">");
  BOOST_TEST(follow.heard.out == "warning: first\n");
  follow.report("<Warning>second</Warning></Section>");
  follow.report("<Failure filename=\"a.cpp\" line=\"3\">no</Failure>");
  follow.close(false);
  follow.check({"started one", "failure one: a.cpp:3: failed: no"});
  BOOST_TEST(follow.heard.out == "warning: first\nwarning: second\n");
}

BOOST_AUTO_TEST_CASE(a_failed_check_of_a_child_is_not_one_of_its_case, *label("CATCH-04")) {
  Follow follow;
  follow.begin();
  follow.open("one");
  follow.report("<Failure filename=\"a.cpp\" line=\"3\">in the child</Failure>");
  follow.close();
  follow.check({"started one", "success one: "});
}

BOOST_AUTO_TEST_CASE(a_child_that_crashes_is_output_of_its_case, *label("CATCH-08")) {
  Follow follow;
  follow.begin();
  follow.open("one");
  follow.report(
      "<Section name=\"inner\"><Failure filename=\"a.cpp\" line=\"2\">of the parent</Failure>");
  follow.report(
      "<Expression success=\"false\" type=\"\" filename=\"a.cpp\" line=\"3\">"
      "<Original>{Unknown expression after the reported line}</Original>"
      "<Expanded>{Unknown expression after the reported line}</Expanded>"
      "<FatalErrorCondition filename=\"a.cpp\" line=\"3\">SIGSEGV</FatalErrorCondition>"
      "</Expression></Section>");
  follow.close(false);
  follow.report("</Catch2TestRun>\n");
  BOOST_TEST(!follow.parser->complete());
  follow.report("      <Info>of the parent</Info></Section>");
  follow.close(false);
  follow.open("two");
  follow.close();
  follow.end();
  BOOST_TEST(follow.parser->complete());
  follow.check({"started one", "failure one: a.cpp:2: failed: of the parent\n  in section: inner",
                "started two", "success two: "});
  BOOST_TEST(follow.heard.out ==
             "in a child process: a.cpp:3: fatal error after this line: SIGSEGV\n"
             "  in section: inner\n");
}

BOOST_AUTO_TEST_CASE(a_child_that_goes_on_with_the_run_comes_from_the_case_before,
                     *label("PROG-451")) {
  const auto passes = [](Follow& follow, std::string_view name) {
    follow.open(name);
    follow.close();
  };
  const Lines three = {"one", "two", "three"};
  const std::string check = "<Expression success=\"false\" type=\"CHECK\"></Expression>\n";
  Follow toTheEnd(three);
  toTheEnd.begin();
  toTheEnd.parser->mayBeOfChild(true);
  for (const auto& name : three) passes(toTheEnd, name);
  toTheEnd.report("</Catch2TestRun>\n" + check);
  BOOST_TEST(toTheEnd.parser->takenOverIn() == "one", "the process may be in any of them");
  toTheEnd.close(false);
  passes(toTheEnd, "three");
  toTheEnd.end();
  BOOST_TEST(toTheEnd.parser->takenOverIn() == "one", "a child of a child may have come back");

  Follow dies(three);
  dies.begin();
  passes(dies, "one");
  dies.open("two");
  dies.parser->mayBeOfChild(true);
  dies.close();
  passes(dies, "three");
  dies.report(
      "</Catch2TestRun>\n<Expression success=\"false\"><FatalErrorCondition filename=\"a.cpp\" "
      "line=\"3\">SIGSEGV</FatalErrorCondition></Expression>\n");
  dies.close(false);
  dies.end(segmentationFault);
  BOOST_TEST(dies.parser->takenOverIn() == "two");

  Follow childOfChild(three);  // and the process itself dies in the first case
  childOfChild.begin();
  childOfChild.parser->mayBeOfChild(true);
  passes(childOfChild, "one");
  passes(childOfChild, "two");
  childOfChild.open("three");
  childOfChild.close(false);
  passes(childOfChild, "three");
  BOOST_TEST(childOfChild.parser->takenOverIn() == "one");
  childOfChild.report("</Catch2TestRun>\n" + check);
  BOOST_TEST(childOfChild.parser->takenOverIn() == "one");

  Follow diesInNext(three);
  diesInNext.begin();
  passes(diesInNext, "one");
  diesInNext.open("two");
  diesInNext.report(check);
  diesInNext.close(false);
  BOOST_TEST(diesInNext.parser->takenOverIn() == "");
  passes(diesInNext, "two");
  BOOST_TEST(diesInNext.parser->takenOverIn() == "one");

  Follow twice(three);  // it runs its cases twice
  for (int i = 0; i < 2; ++i) {
    twice.begin();
    for (const auto& name : three) passes(twice, name);
    twice.report("</Catch2TestRun>\n");
  }
  BOOST_TEST(twice.parser->takenOverIn() == "");
}

BOOST_AUTO_TEST_CASE(what_follows_the_end_is_of_the_only_case, *label("PROG-451")) {
  Follow follow({"one"});
  follow.begin();
  follow.open("one");
  for (int children = 0; children < 2; ++children) {
    follow.close();
    follow.report("</Catch2TestRun>\n");
    BOOST_TEST(follow.parser->complete());
    follow.report("<Failure filename=\"a.cpp\" line=\"7\">of the parent</Failure>");
    BOOST_TEST(!follow.parser->complete());
    BOOST_TEST_REQUIRE((follow.parser->inProgress() != nullptr));
  }
  follow.close(false);
  follow.end();
  BOOST_TEST(follow.parser->complete());
  BOOST_TEST(follow.parser->takenOverIn() == "");
  const std::string failed = "a.cpp:7: failed: of the parent";
  follow.check(
      {"started one", "success one: ", "success one: ", "failure one: " + failed + '\n' + failed});
}

BOOST_AUTO_TEST_CASE(ends_are_in_doubt_until_the_process_itself_goes_on, *label("PROG-451")) {
  Follow follow;
  follow.begin();
  follow.open("one");
  follow.parser->mayBeOfChild(true);
  BOOST_TEST(follow.parser->goesOnFromEnds());
  follow.close();
  BOOST_TEST(!follow.parser->goesOnFromEnds());
  follow.parser->mayBeOfChild(false);
  BOOST_TEST(!follow.parser->goesOnFromEnds(), "the parent may still be in it");
  BOOST_TEST(follow.parser->steps() == 1U);
  follow.open("two");
  BOOST_TEST(follow.parser->steps() == 2U);
  BOOST_TEST(follow.parser->goesOnFromEnds());
}

BOOST_AUTO_TEST_CASE(a_damaged_report_says_so) {
  Follow follow;
  follow.begin();
  follow.open("one");
  follow.report("</no>");
  follow.end();
  BOOST_TEST(!follow.parser->complete());
  BOOST_TEST(follow.parser->detailsSoFar() ==
             "its report cannot be read any further: line 4: mismatched tag");
}

BOOST_AUTO_TEST_CASE(a_failure_explains_a_status, *label("CATCH-06")) {
  Follow passed;
  passed.begin();
  passed.open("one");
  passed.close();
  passed.end({.status = 23, .signal = 0});
  passed.check({"started one", "success one: "});
  BOOST_TEST(!passed.parser->explains({.status = 23, .signal = 0}));

  Follow failed;
  failed.begin();
  failed.open("one");
  failed.close(false, "");
  failed.end({.status = 3, .signal = 0});
  failed.check(
      {"started one", "failure one: the program says that it failed, without a failed check"});
  BOOST_TEST(failed.parser->explains({.status = 3, .signal = 0}));
}

BOOST_AUTO_TEST_CASE(version_3_has_a_status_for_runs_that_skip_all, *label("CATCH-06")) {
  for (const int status : {4, 5}) {
    Follow follow;
    follow.begin();
    follow.open("one");
    follow.report("<Skip>why</Skip><OverallResult success=\"true\" skips=\"1\"/></TestCase>");
    follow.end({.status = status, .signal = 0});
    BOOST_TEST(follow.parser->explains({.status = status, .signal = 0}) == (status == 4));
  }
}

BOOST_AUTO_TEST_SUITE_END()
