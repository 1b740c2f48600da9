// The adapter of Boost.Test: how it reads lists and logs. The recordings in data/ are of the
// programs in tests/programs, as Boost.Test 1.74 printed them.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <unistd.h>

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <trial/programs/boosttest/adapter.hpp>
#include <trial/programs/boosttest/names.hpp>
#include <trial/programs/boosttest/numbers.hpp>
#include <trial/programs/boosttest/verdict.hpp>
#include <trial/programs/failures.hpp>

#include "texts.hpp"

using namespace trial::frameworks;
using boost::unit_test::label;
using texts::contentOf;

namespace {

std::string recorded(const std::string& name) {
  return contentOf(std::filesystem::path(TRIAL_TEST_DATA) / name);
}

/// Writes down what it hears, a line each.
class HeardProgress final : public IProgress {
 public:
  void caseStarted(const std::string& id) override { heard.push_back("started " + id); }
  void caseFinished(const std::string& id, ReportedCase&& reported) override {
    constexpr std::string_view kinds[] = {"success",  "error",    "failure",
                                          "expected", "surprise", "skip"};
    BOOST_TEST_REQUIRE(reported.report.results.size() == 1U);
    const auto& result = reported.report.results.front();
    heard.push_back(fmt::format("{} {} {}: {}", kinds[static_cast<std::size_t>(result.kind)], id,
                                reported.dependsOnListing() ? reported.unsettled : "0",
                                detailsOf(result)));
    if (reported.report.seconds.value_or(0) > 0) ++timed;
  }
  void output(int, std::string_view) override { BOOST_ERROR("it does not read what cases write"); }
  void programError(std::string) override {}
  void outsideError(const std::string& place, std::string details) override {
    heard.push_back(fmt::format("outside {}: {}", place, details));
  }
  void uncalledFailed(const std::string& id, const std::string& details) override {
    heard.push_back(fmt::format("uncalled {}: {}", id, details));
  }
  void caseResumed(const std::string& id) override { heard.push_back("resumed " + id); }
  [[nodiscard]] std::string about(const std::string& id) const {
    std::string all;
    for (const auto& line : heard) {
      if (line.find(" " + id + " ") != std::string::npos) all += line;
    }
    return all;
  }

  std::vector<std::string> heard;
  int timed = 0;
};

std::vector<std::string> enabledCases(const std::string& list) {
  std::vector<std::string> ids;
  for (const auto& listed :
       BoostTest().parseList({.out = {}, .err = {}, .report = list, .end = {}}).cases) {
    if (!listed.disabled) ids.push_back(listed.id);
  }
  return ids;
}

/// Follows a process of a program, whose log comes in pieces.
struct Follow {
  explicit Follow(std::vector<std::string> cases)
      : ids(std::move(cases)), parser(BoostTest().progress({}, ids, recorder)) {}

  void log(std::string_view text) { parser->received(reportFD, text); }

  std::vector<std::string> ids;
  HeardProgress recorder;
  std::unique_ptr<ProgressParser> parser;
};

Listing listingOf(std::string report, ProcessEnd end = {}, std::string err = {}) {
  return BoostTest().parseList(
      {.out = {}, .err = std::move(err), .report = std::move(report), .end = end});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(BoostTestListTests)

BOOST_AUTO_TEST_CASE(cases_come_in_order_with_what_is_known_of_them) {
  const auto listing = listingOf(recorded("boost_outcomes.dot"));
  BOOST_TEST(listing.error == "");
  BOOST_TEST_REQUIRE(listing.cases.size() == 29U);
  const auto isCase = [&listing](std::size_t index, ListedCase expected, int line) {
    expected.file = "boost_outcomes.cpp";
    expected.line = line;
    return listing.cases[index] == expected;
  };
  BOOST_TEST(isCase(0, {"passes", {"passes"}}, 15));
  BOOST_TEST(isCase(2, {"Failing/two_checks", {"Failing", "two_checks"}}, 21));
  BOOST_TEST(isCase(
      10, {"Expected/fails_as_expected", {"Expected", "fails_as_expected"}, false, "1"}, 60));
  BOOST_TEST(isCase(12, {"Skipped/disabled", {"Skipped", "disabled"}, true}, 71));
  BOOST_TEST(isCase(23, {"BadSetup/Inner/second", {"BadSetup", "Inner", "second"}},
                    listing.cases[23].line));
  BOOST_TEST(isCase(28, {"squares/_2", {"squares", "_2"}}, listing.cases[28].line));
}

BOOST_AUTO_TEST_CASE(names_are_read_whatever_is_in_them) {
  const auto listing = listingOf(recorded("boost_names.dot"));
  BOOST_TEST_REQUIRE(listing.cases.size() == 45U);
  BOOST_TEST(listing.cases[0].id == "of_type<int>");
  const auto has = [&](const char* id) {
    return std::any_of(listing.cases.begin(), listing.cases.end(),
                       [&](const ListedCase& listed) { return listed.id == id; });
  };
  BOOST_TEST(has("pipe|d(3)/pipe|d(3)"));
  BOOST_TEST(has("quote\"d/case two"));
}

BOOST_AUTO_TEST_CASE(a_name_may_have_what_closes_a_label, *label("BOOST-02")) {
  const auto listing = listingOf(
      "digraph G {rankdir=LR;\ntu1[shape=ellipse,color=green,label=\"all\"];\n{\n"
      "tu2[shape=Mrecord,color=green,label=\"a\"];\n{\n}\n\"];\ntu1 -> tu9;|f.cpp(5)\"];\n"
      "tu1 -> tu2;\n{\ntu65[shape=Mrecord,color=green,label=\"\"];\nb|f.cpp(6)\"];\n"
      "tu2 -> tu65;\n}\ntu66[shape=Mrecord,color=green,label=\"c|f.cpp(7)\"];\ntu1 -> tu66;\n"
      "}\n}\n");
  BOOST_TEST(listing.error == "");
  BOOST_TEST_REQUIRE(listing.cases.size() == 2U);
  BOOST_TEST(listing.cases[0].id == "a\"];\\n{\\n}\\n\"];\\ntu1 -> tu9;/\"];\\nb");
  BOOST_TEST(listing.cases[0].line == 6);
  BOOST_TEST(listing.cases[1].id == "c");
}

BOOST_AUTO_TEST_CASE(an_empty_suite_is_no_case) {
  const auto listing = listingOf(
      "digraph G {rankdir=LR;\ntu1[shape=ellipse,color=yellow,label=\"empty\"];\n{\n"
      "tu2[shape=Mrecord,color=yellow,label=\"Nothing|f.cpp(5)\"];\ntu1 -> tu2;\n{\n}\n}\n}\n");
  BOOST_TEST(listing.error == "");
  BOOST_TEST(listing.cases.empty());
}

BOOST_AUTO_TEST_CASE(what_follows_the_place_does_not_belong_to_the_name) {
  const auto listing = listingOf(
      "digraph G {rankdir=LR;\ntu1[shape=ellipse,color=green,label=\"all\"];\n{\n"
      "tu65536[shape=Mrecord,color=green,label=\"one|f(x).cpp(5)|timeout=3|expected failures=2"
      "|labels: @a @b(1)\"];\ntu1 -> tu65536;\n}\n}\n");
  BOOST_TEST_REQUIRE(listing.cases.size() == 1U);
  BOOST_CHECK(
      (listing.cases[0] == ListedCase{"one", {"one"}, false, "2", "f(x).cpp", 5, {"a", "b(1)"}}));
}

BOOST_AUTO_TEST_CASE(a_case_has_the_labels_of_its_suites_too, *label("SEL-02")) {
  const auto listing = listingOf(
      "digraph G {rankdir=LR;\ntu1[shape=ellipse,color=green,label=\"all\"];\n{\n"
      "tu2[shape=Mrecord,color=green,label=\"S|f.cpp(5)|labels: @slow @net\"];\ntu1 -> tu2;\n{\n"
      "tu65536[shape=Mrecord,color=green,label=\"one|f.cpp(7)|labels: @a|b @slow\"];\n"
      "tu2 -> tu65536;\n}\n}\n}\n");
  BOOST_TEST_REQUIRE(listing.cases.size() == 1U);
  BOOST_TEST(listing.cases[0].tags == (std::vector<std::string>{"a|b", "slow", "net"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(digits_may_be_grouped, *label("BOOST-09")) {
  using boosttest::groupedNumber;
  for (const char* text : {"65536", "65.536", "65,536", "65'536", "65 536",
                           "65\xc2\xa0"
                           "536"})
    BOOST_TEST(groupedNumber(text).value() == 65536U);
  for (const char* text : {"", "x", "65.", ".65", "6a5", "6..5"})
    BOOST_TEST(!groupedNumber(text).has_value());
  const auto listing = listingOf(
      "digraph G {rankdir=LR;\ntu1[shape=ellipse,color=green,label=\"all\"];\n{\n"
      "tu65.536[shape=Mrecord,color=green,label=\"one|f.cpp(1.234)|expected failures=1.000\"];\n"
      "tu1 -> tu65.536;\n}\n}\n");
  BOOST_TEST_REQUIRE(listing.cases.size() == 1U);
  BOOST_CHECK((listing.cases[0] == ListedCase{"one", {"one"}, false, "1000", "f.cpp", 1234}));
  Follow follow({"one"});
  follow.log(
      "Entering test module \"m\"\nf.cpp(1.234): Entering test case \"one\"\n"
      "f.cpp(1.234): Leaving test case \"one\"; testing time: 2.345us\n");
  BOOST_TEST(follow.recorder.heard.back() == "success one 0: ");
  BOOST_TEST(follow.recorder.timed == 1);
}

BOOST_AUTO_TEST_CASE(what_a_case_depends_on_is_listed, *label("BOOST-05")) {
  const auto unit = [](int number, const char* name, const char* color) {
    return fmt::format("tu{}[shape=Mrecord,color={},label=\"{}|f.cpp(1)\"];\n", number, color,
                       name);
  };
  const auto needs = [](int from, int to) {
    return fmt::format("tu{} -> tu{}[color=red,style=dotted,constraint=false];\n", from, to);
  };
  const auto listing = listingOf(
      "digraph G {rankdir=LR;\ntu1[shape=ellipse,color=green,label=\"all\"];\n{\n" +
      unit(2, "S", "green") + "tu1 -> tu2;\n" + needs(2, 70) + "{\n" + unit(65, "x", "green") +
      "tu2 -> tu65;\n" + unit(66, "y", "green") + "}\n" + unit(67, "afterS", "green") +
      needs(67, 2) + unit(68, "afterOff", "green") + needs(68, 69) + unit(69, "off", "yellow") +
      unit(70, "first", "green") + unit(71, "afterAfterOff", "green") + needs(71, 68) +
      unit(3, "Partly", "green") + "{\n" + unit(72, "on", "green") + unit(73, "off", "yellow") +
      "}\n" + unit(74, "afterPartly", "green") + needs(74, 3) + "}\n}\n");
  BOOST_TEST_REQUIRE(listing.cases.size() == 10U);
  using Names = std::vector<std::string>;
  const auto of = [&](const std::string& id) {
    return *std::find_if(listing.cases.begin(), listing.cases.end(),
                         [&](const auto& listed) { return listed.id == id; });
  };
  BOOST_TEST((of("S/x").needs == Names{"first"}));
  BOOST_TEST((of("S/y").needs == Names{"first"}));
  BOOST_TEST((of("afterS").needs == Names{"S"}));
  BOOST_TEST(of("afterS").leftOut == "");
  BOOST_TEST(of("off").leftOut == "");
  BOOST_TEST(of("afterOff").leftOut == "dependency test case \"off\" is disabled");
  BOOST_TEST(of("afterAfterOff").leftOut == "dependency test case \"afterOff\" was skipped");
  BOOST_TEST(of("afterPartly").leftOut ==
             "dependency test suite \"Partly\" has skipped test cases");
}

BOOST_AUTO_TEST_CASE(a_list_that_is_cut_off_anywhere_is_an_error) {
  const auto whole = recorded("boost_names.dot");
  for (std::size_t size = 0; size + 4 < whole.size(); ++size) {
    const auto listing = listingOf(whole.substr(0, size), {.status = 0, .signal = 6});
    BOOST_TEST(listing.cases.empty());
    BOOST_TEST_REQUIRE(listing.error.find("ended by signal 6 (SIGABRT)") == 0U, "at " << size);
  }
}

BOOST_AUTO_TEST_CASE(a_program_that_refuses_is_quoted) {
  const auto listing = listingOf({}, {.status = 200, .signal = 0}, "Test setup error: no way\n\n");
  BOOST_TEST(listing.error ==
             "exited with status 200 without listing its cases:\nTest setup error: no way");
}

BOOST_AUTO_TEST_CASE(a_list_on_stderr_is_taken_too) {
  const auto listing = listingOf({}, {}, "noise\n" + recorded("boost_outcomes.dot"));
  BOOST_TEST(listing.cases.size() == 29U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(BoostTestCommandTests)

namespace {

std::vector<std::string> filtersFor(const std::vector<std::string>& ids) {
  std::vector<std::string> filters;
  for (const auto& argument : BoostTest().runCommand({"./p"}, ids, {}).args) {
    if (argument.starts_with("--run_test=")) filters.push_back(argument.substr(11));
  }
  return filters;
}

}  // namespace

BOOST_AUTO_TEST_CASE(cases_of_a_suite_share_a_filter) {
  BOOST_CHECK((filtersFor({"one"}) == std::vector<std::string>{"one"}));
  BOOST_CHECK((filtersFor({"A/one", "A/two", "A/B/x", "three"}) ==
               std::vector<std::string>{"A/one,two", "A/B/x", "three"}));
}

BOOST_AUTO_TEST_CASE(what_a_filter_cannot_spell_is_asked_for_by_a_piece) {
  BOOST_CHECK((filtersFor({"x:long,er"}) == std::vector<std::string>{"*long*"}));
  BOOST_CHECK((filtersFor({"!not"}) == std::vector<std::string>{"*not"}));
  BOOST_CHECK((filtersFor({"@a/+b"}) == std::vector<std::string>{"*a/*b"}));
  BOOST_CHECK((filtersFor({"*"}) == std::vector<std::string>{"*"}));
}

BOOST_AUTO_TEST_CASE(a_filter_that_begins_with_an_equals_sign_is_an_argument_of_its_own,
                     *label("BOOST-03")) {
  const auto args = BoostTest().runCommand({"./p"}, std::vector<std::string>{"=a"}, {}).args;
  BOOST_TEST_REQUIRE(args.size() > 2U);
  BOOST_TEST(*(args.end() - 2) == "-t");
  BOOST_TEST(args.back() == "=a");
}

BOOST_AUTO_TEST_CASE(a_case_without_a_name_is_asked_for_by_leaving_out_all_names,
                     *label("BOOST-03")) {
  const auto alone = filtersFor({"A/(no name)", "A/one"});
  BOOST_TEST_REQUIRE(alone.size() == 2U);
  BOOST_TEST(alone[0] == "A/*");
  BOOST_TEST(alone[1].starts_with("!A/*\x01,*\x02,"));
  BOOST_TEST(alone[1].find(",*a,*b,") != std::string::npos);
  const auto inNameless = filtersFor({"(no name)/(no name)"});
  BOOST_TEST_REQUIRE(inNameless.size() == 3U);
  BOOST_TEST(inNameless[0] == "*/*");
  BOOST_TEST(inNameless[1].starts_with("!*\x01,"));
  BOOST_TEST(inNameless[2].starts_with("!*/*\x01,"));
  BOOST_CHECK((filtersFor({"A/one", "A/(no name)"}) == std::vector<std::string>{"A/one"}));
}

BOOST_AUTO_TEST_CASE(an_id_is_on_one_line_and_says_exactly_which_name_it_is, *label("BOOST-02")) {
  using boosttest::idOf;
  using boosttest::nameOf;
  BOOST_TEST(idOf("S/two\nlines") == "S/two\\nlines");
  BOOST_TEST(idOf("") == "(no name)");
  BOOST_TEST(idOf("S//x") == "S/(no name)/x");
  BOOST_TEST(idOf("back\\slash") == "back\\slash");
  const std::string bytes = "\n\t\r\\nrt(x";
  std::set<std::string> ids;
  std::size_t names = 0;
  const auto check = [&](const std::string& name) {
    ids.insert(idOf(name));
    ++names;
    BOOST_TEST_REQUIRE(nameOf(idOf(name)) == name);
    BOOST_TEST_REQUIRE(idOf(name).find('\n') == std::string::npos);
  };
  check("(no name)");
  check("\\(no name)");
  check("");
  for (const char a : bytes) {
    for (const char b : bytes) {
      for (const char c : bytes) check({a, b, c});
      check({a, b});
    }
  }
  BOOST_TEST(ids.size() == names);
}

BOOST_AUTO_TEST_CASE(a_command_takes_as_many_cases_as_fit) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5000; ++i) ids.push_back(fmt::format("Suite/{:0>1000}", i));
  const auto command = BoostTest().runCommand({"./p"}, ids, {});
  BOOST_TEST(command.cases > 100U);
  BOOST_TEST(command.cases < 600U);
  std::size_t bytes = 0;
  for (const auto& argument : command.args) {
    BOOST_TEST(argument.size() < 128U * 1024U);
    bytes += argument.size();
  }
  BOOST_TEST(bytes < 600U * 1024U);
  BOOST_TEST(BoostTest()
                 .runCommand({"./p"}, std::vector<std::string>{std::string(900000, 'x')}, {})
                 .cases == 1U);
}

BOOST_AUTO_TEST_CASE(signals_are_caught_by_the_framework_only_if_the_user_says_so) {
  const std::vector<std::string> ids = {"one"};
  const auto says = [&](const reactor::Environment& env) {
    const auto args = BoostTest().runCommand({"./p"}, ids, env).args;
    return std::find(args.begin(), args.end(), "--catch_system_errors=no") != args.end();
  };
  BOOST_TEST(says({}));
  BOOST_TEST(!says({{"BOOST_TEST_CATCH_SYSTEM_ERRORS", "yes"}}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(BoostTestVerdictTests)

BOOST_AUTO_TEST_CASE(a_verdict_is_taken_out_of_what_was_written_wherever_it_stands,
                     *label("BOOST-07")) {
  const auto verdict = [](const std::string& module, const std::string& result) {
    return fmt::format(
        "<TestResult><TestSuite name=\"{}\" result=\"{}\" assertions_passed=\"1\">"
        "</TestSuite></TestResult>",
        module, result);
  };
  const auto log = "Entering test module \"a<b> & 'c'\"\n";
  const std::string module = "a&lt;b&gt; &amp; &apos;c&apos;";
  for (const char* result : {"passed", "failed", "skipped", "aborted", "timed-out"}) {
    const bool passed = result == std::string("passed");
    const auto text = verdict(module, result);
    for (std::size_t cut = 1; cut <= text.size(); ++cut) {
      Follow follow({"one"});
      follow.log(log);
      auto written = "said<" + text.substr(0, cut);
      const auto held = follow.parser->takeVerdicts(written);
      BOOST_TEST(held == (cut == text.size() ? 0 : cut));
      written += text.substr(cut) + "more";
      BOOST_TEST(follow.parser->takeVerdicts(written) == 0U);
      BOOST_TEST(written == "said<more");
      BOOST_TEST(follow.parser->verdicts().passed == passed);
      BOOST_TEST(follow.parser->verdicts().failed == !passed);
    }
  }
  Follow follow({"one"});
  auto before = verdict("another", "failed") + verdict(module, "passed");
  (void)follow.parser->takeVerdicts(before);
  follow.log(log);
  BOOST_TEST(follow.parser->verdicts().passed);
  BOOST_TEST(!follow.parser->verdicts().failed, "it is another program's");
  const auto others = verdict("another", "passed") + "<TestResult>" + "\n*** No errors detected\n";
  auto written = others;
  BOOST_TEST(follow.parser->takeVerdicts(written) == 36U, "the second may go on");
  BOOST_TEST(written == others);
  written += std::string(5000, 'x');
  BOOST_TEST(follow.parser->takeVerdicts(written) == 0U, "it is too long for one");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(BoostTestSettleTests)

BOOST_AUTO_TEST_CASE(as_many_failed_checks_as_were_expected_are_a_success) {
  const auto settled = [](const std::string& failed, std::string_view note) {
    ReportedCase reported{reportOf(programFailure("check failed")), failed};
    BoostTest().settle(reported, note);
    return reported.report.successful();
  };
  BOOST_TEST(settled("2", "2"));
  BOOST_TEST(settled("1", "2"));
  BOOST_TEST(!settled("3", "2"));
  BOOST_TEST(!settled("1", ""));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(BoostTestLogTests)

BOOST_AUTO_TEST_CASE(every_outcome_is_told_with_its_text) {
  Follow follow(enabledCases(recorded("boost_outcomes.dot")));
  follow.log(recorded("boost_outcomes.log"));
  follow.parser->ended({.status = 201, .signal = 0});
  const auto& heard = follow.recorder;
  BOOST_TEST(heard.about("passes") == "success passes 0: ");
  BOOST_TEST(heard.about("only_warns") == "success only_warns 0: ");
  BOOST_TEST(
      heard.about("Failing/two_checks") ==
      "failure Failing/two_checks 2: boost_outcomes.cpp:22: error: in \"Failing/two_checks\": "
      "check 1 == 2 has failed [1 != 2]\nbetween the two\nboost_outcomes.cpp:24: error: in "
      "\"Failing/two_checks\": the second\nhas two lines");
  BOOST_TEST(heard.about("Failing/in_a_context")
                 .ends_with("[3 != 4]\nFailure occurred in a following "
                            "context:\n    while counting to 3\n    an info"));
  BOOST_TEST(heard.about("Failing/required").starts_with("failure Failing/required 0: "));
  BOOST_TEST(heard.about("Failing/given_up").starts_with("failure Failing/given_up 0: "));
  BOOST_TEST(heard.about("Failing/throws") ==
             "error Failing/throws 0: unknown location(0): fatal error: in \"Failing/throws\": "
             "std::runtime_error: thrown on purpose\nboost_outcomes.cpp:42: last checkpoint: "
             "about to throw");
  BOOST_TEST(heard.about("Failing/throws_something_else").starts_with("error "));
  BOOST_TEST(heard.about("Failing/looks_like_its_end")
                 .starts_with("failure Failing/looks_like_its_end 1: "));
  BOOST_TEST(heard.about("Failing/looks_like_its_end").ends_with("testing time: 3us\nx"));
  BOOST_TEST(heard.about("Expected/fails_more_than_expected").starts_with("failure "));
  BOOST_TEST(heard.about("Skipped/by_precondition") ==
             "skip Skipped/by_precondition 0: precondition failed: no such device");
  BOOST_TEST(
      heard.about("Skipped/needs_a_failing_one") ==
      "skip Skipped/needs_a_failing_one 0: dependency test case \"Failing/two_checks\" has failed");
  BOOST_TEST(heard.about("SkippedAltogether/two").starts_with("skip "));
  BOOST_TEST(heard.about("in_a_throwing_fixture").starts_with("error "));
  BOOST_TEST(heard.about("Limited/too_slow").starts_with("error Limited/too_slow 0: "));
  BOOST_TEST(heard.about("squares/_2").ends_with("    n = 2; "));
  BOOST_TEST(follow.parser->complete());
  BOOST_TEST(heard.timed > 0);
}

BOOST_AUTO_TEST_CASE(cases_whose_suite_could_not_start_are_errors_that_say_why) {
  Follow follow(enabledCases(recorded("boost_outcomes.dot")));
  follow.log(recorded("boost_outcomes.log"));
  for (const auto* id : {"BadSetup/first", "BadSetup/Inner/second"}) {
    BOOST_TEST(
        follow.recorder.about(id) ==
        fmt::format("error {} 0: not run, because the set-up of suite \"BadSetup\" failed:\n"
                    "boost_outcomes.cpp:116: fatal error: in \"BadSetup\": the suite cannot start",
                    id));
  }
}

BOOST_AUTO_TEST_CASE(an_error_at_the_end_of_a_suite_is_not_lost) {
  Follow follow(enabledCases(recorded("boost_outcomes.dot")));
  follow.log(recorded("boost_outcomes.log"));
  BOOST_TEST(follow.recorder.about("BadTeardown/first") == "success BadTeardown/first 0: ");
  BOOST_TEST(std::count(follow.recorder.heard.begin(), follow.recorder.heard.end(),
                        "outside BadTeardown: boost_outcomes.cpp:130: error: in \"BadTeardown\": "
                        "the suite does not end well") == 1);
}

BOOST_AUTO_TEST_CASE(each_case_is_heard_of_once) {
  const auto ids = enabledCases(recorded("boost_outcomes.dot"));
  Follow follow(ids);
  follow.log(recorded("boost_outcomes.log"));
  for (const auto& id : ids) {
    const auto finished = std::count_if(
        follow.recorder.heard.begin(), follow.recorder.heard.end(), [&](const std::string& line) {
          return !line.starts_with("started ") && line.find(" " + id + " ") == line.find(' ');
        });
    BOOST_TEST(finished == 1, id);
  }
}

BOOST_AUTO_TEST_CASE(a_log_may_be_cut_anywhere) {
  const auto ids = enabledCases(recorded("boost_outcomes.dot"));
  const auto log = recorded("boost_outcomes.log");
  Follow whole(ids);
  whole.log(log);
  for (std::size_t cut = 0; cut <= log.size(); ++cut) {
    Follow pieces(ids);
    pieces.log(std::string_view(log).substr(0, cut));
    pieces.log(std::string_view(log).substr(cut));
    BOOST_TEST_REQUIRE((pieces.recorder.heard == whole.recorder.heard), "at " << cut);
  }
  Follow bytes(ids);
  for (const char& byte : log) bytes.log({&byte, 1});
  BOOST_CHECK((bytes.recorder.heard == whole.recorder.heard));
}

BOOST_AUTO_TEST_CASE(the_case_in_progress_is_known_when_the_program_dies) {
  const auto log = recorded("boost_crash.log");
  std::vector<std::string> ids = {"Crash/b9", "Crash/by_signal", "Crash/c0"};
  Follow follow(ids);
  follow.log(log);
  follow.parser->ended({.status = 0, .signal = 11});
  BOOST_TEST(!follow.parser->complete());
  BOOST_TEST_REQUIRE(follow.parser->inProgress() != nullptr);
  BOOST_TEST(*follow.parser->inProgress() == "Crash/by_signal");
  BOOST_TEST(follow.parser->place() == "Crash");
  BOOST_CHECK((follow.recorder.heard ==
               std::vector<std::string>{"started Crash/b9",
                                        "success Crash/b9 0: ", "started Crash/by_signal"}));
}

BOOST_AUTO_TEST_CASE(what_failed_before_the_end_is_kept) {
  Follow follow({"one"});
  follow.log(
      "Entering test module \"m\"\na.cpp(1): Entering test case \"one\"\n"
      "a.cpp(2): error: in \"one\": check x has failed\n    cut in the mid");
  follow.parser->ended({.status = 0, .signal = 0});
  BOOST_TEST(follow.parser->detailsSoFar() ==
             "a.cpp:2: error: in \"one\": check x has failed\n    cut in the mid");
}

BOOST_AUTO_TEST_CASE(cases_that_were_not_asked_for_are_not_reported) {
  Follow follow({"two"});
  follow.log(
      "Entering test module \"m\"\na.cpp(1): Entering test case \"one\"\na.cpp(1): Leaving test "
      "case "
      "\"one\"\na.cpp(2): Entering test case \"two\"\na.cpp(2): Leaving test case \"two\"; testing "
      "time: 7ms\n"
      "a.cpp(3): Test case \"three\" is skipped because disabled\nLeaving test module \"m\"\n");
  follow.parser->ended({});
  BOOST_CHECK(
      (follow.recorder.heard == std::vector<std::string>{"started two", "success two 0: "}));
}

BOOST_AUTO_TEST_CASE(a_case_that_was_asked_for_and_not_selected_is_not_told_of, *label("PROG-09")) {
  Follow follow({"one", "(no name)", "A/two"});
  follow.log(
      "Entering test module \"m\"\na.cpp(1): Test case \"one\" is skipped because disabled\n"
      "a.cpp(2): Test case \"\" is skipped because disabled\n"
      "a.cpp(3): Test suite \"A\" is skipped because disabled\nLeaving test module \"m\"\n");
  follow.parser->ended({});
  BOOST_TEST(follow.recorder.heard.empty());
}

BOOST_AUTO_TEST_CASE(a_name_may_have_newlines, *label("BOOST-04")) {
  const std::vector<std::string> ids = {"two\\nlines", "q\"\\nb", "S\\ns/in\\nit", "skipped\\none"};
  const std::string log =
      "Entering test module \"m\"\na.cpp(1): Entering test case \"two\nlines\"\na message\n"
      "a.cpp(2): error: in \"two\nlines\": check x has failed\n"
      "a.cpp(1): Leaving test case \"two\nlines of a message\n"
      "a.cpp(1): Leaving test case \"two\nlines\"; testing time: 12us\n"
      "a.cpp(3): Entering test case \"q\"\nb\"\na.cpp(3): Leaving test case \"q\"\nb\"\n"
      "a.cpp(4): Entering test suite \"S\ns\"\na.cpp(5): Test case \"S\ns/other\" is skipped "
      "because disabled\na.cpp(6): Entering test case \"in\nit\"\n"
      "a.cpp(6): Leaving test case \"in\nit\"\na.cpp(4): Leaving test suite \"S\ns\"\n"
      "a.cpp(7): Test case \"skipped\none\" is skipped because precondition failed\n"
      "Leaving test module \"m\"\n";
  const std::vector<std::string> expected = {
      "started two\\nlines",
      "failure two\\nlines 1: a.cpp:2: error: in \"two\nlines\": check x has failed\n"
      "a.cpp(1): Leaving test case \"two\nlines of a message",
      "started q\"\\nb",
      "success q\"\\nb 0: ",
      "started S\\ns/in\\nit",
      "success S\\ns/in\\nit 0: ",
      "skip skipped\\none 0: precondition failed"};
  for (std::size_t cut = 0; cut <= log.size(); ++cut) {
    Follow follow(ids);
    follow.log(std::string_view(log).substr(0, cut));
    follow.log(std::string_view(log).substr(cut));
    BOOST_TEST_REQUIRE(follow.recorder.heard == expected, boost::test_tools::per_element());
    BOOST_TEST(follow.parser->complete());
  }
}

BOOST_AUTO_TEST_CASE(a_suite_may_begin_with_a_quote_and_a_newline, *label("BOOST-04")) {
  Follow follow({"\"\\n/one"});
  follow.log(
      "Entering test module \"m\"\na.cpp(1): Entering test suite \"\"\n\"\n"
      "a.cpp(2): Entering test case \"one\"\na.cpp(2): Leaving test case \"one\"\n"
      "a.cpp(1): Leaving test suite \"\"\n\"\nLeaving test module \"m\"\n");
  BOOST_TEST(follow.recorder.heard ==
                 (std::vector<std::string>{"started \"\\n/one", "success \"\\n/one 0: "}),
             boost::test_tools::per_element());
  BOOST_TEST(follow.parser->complete());
}

BOOST_AUTO_TEST_CASE(an_error_of_another_case_is_text, *label("BOOST-04")) {
  Follow follow({"S/one"});
  follow.log(
      "Entering test module \"m\"\na.cpp(1): Entering test suite \"S\"\n"
      "a.cpp(2): Entering test case \"one\"\nread: b.cpp(3): error: in \"Sum/adds\": x\n"
      "b.cpp(3): fatal error: in \"S\": y\nb.cpp(3): error: in \"S/one_more\": z\n"
      "a.cpp(2): Leaving test case \"one\"\na.cpp(1): Leaving test suite \"S\"\n"
      "Leaving test module \"m\"\n");
  BOOST_TEST(
      follow.recorder.heard == (std::vector<std::string>{"started S/one", "success S/one 0: "}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_skip_that_the_selection_may_have_caused_is_tried_alone, *label("BOOST-05")) {
  const std::string log =
      "Entering test module \"m\"\n"
      "a.cpp(1): Test suite \"A\" is skipped because dependency test suite \"S\" has skipped test "
      "cases\n"
      "a.cpp(2): Test case \"b\" is skipped because dependency test case \"A/one\" was skipped\n"
      "a.cpp(3): Test case \"c\" is skipped because dependency test case \"x\" has failed\n"
      "a.cpp(3): Test case \"d\" is skipped because dependency test case \"c\" was skipped\n";
  Follow together({"A/one", "b", "c", "d"});
  together.log(log);
  BOOST_TEST(together.recorder.heard ==
                 (std::vector<std::string>{"skip c 0: dependency test case \"x\" has failed",
                                           "skip d 0: dependency test case \"c\" was skipped"}),
             boost::test_tools::per_element());
  Follow alone({"A/one"});
  alone.log(log);
  BOOST_TEST(alone.recorder.heard.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_case_that_was_not_asked_for_and_fails_is_told_of_unless_it_is_needed,
                     *label("PROG-11") * label("BOOST-05")) {
  using Heard = std::vector<std::string>;
  const auto heardOf = [](const std::string& asked) {
    Follow follow({asked});
    follow.log(
        "Entering test module \"m\"\na.cpp(1): Entering test case \"one\"\n"
        "a.cpp(1): error: in \"one\": x\na.cpp(1): Leaving test case \"one\"\n");
    return follow.recorder.heard;
  };
  BOOST_TEST(heardOf("S/two") == Heard{}, boost::test_tools::per_element());
  // Their filters select others, too.
  for (const char* id : {"on*", "S/(no name)", "!one/two"}) {
    BOOST_TEST(heardOf(id) == Heard{"uncalled one: a.cpp:1: error: in \"one\": x"},
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(a_failure_that_was_expected_of_a_needed_case_explains_no_status,
                     *label("FIX-31")) {
  Follow follow({"two"});
  follow.log(
      "Entering test module \"m\"\na.cpp(1): Entering test case \"one\"\n"
      "a.cpp(1): error: in \"one\": x\na.cpp(1): Leaving test case \"one\"\n");
  BOOST_TEST(follow.parser->explains({.status = 23, .signal = 0}));
  std::string passed =
      "<TestResult><TestSuite name=\"m\" result=\"passed\"></TestSuite></TestResult>";
  (void)follow.parser->takeVerdicts(passed);
  BOOST_TEST(!follow.parser->explains({.status = 23, .signal = 0}));
}

BOOST_AUTO_TEST_CASE(a_child_that_goes_on_with_the_run_is_told_from_the_process,
                     *label("BOOST-06")) {
  using Heard = std::vector<std::string>;
  const std::string begin = "Entering test module \"m\"\na.cpp(1): Entering test case \"forks\"\n";
  const std::string rest =
      "a.cpp(1): Leaving test case \"forks\"\na.cpp(2): Entering test case \"last\"\n"
      "a.cpp(2): Leaving test case \"last\"\nLeaving test module \"m\"\n";
  const std::string own = "a message\na.cpp(1): error: in \"forks\": child status\n";
  const Heard run = {"started forks", "success forks 0: ", "started last", "success last 0: "};
  Heard twice = run;
  twice.insert(twice.end(),
               {"resumed forks", "failure forks 1: a.cpp:1: error: in \"forks\": child status",
                "started last", "success last 0: "});
  for (const bool atOnce : {true, false}) {
    Follow follow({"forks", "last"});
    follow.parser->mayBeOfChild(true);
    follow.log(begin + rest);
    BOOST_TEST(follow.parser->complete());
    BOOST_TEST(follow.recorder.heard == run, boost::test_tools::per_element());
    follow.parser->mayBeOfChild(atOnce);
    follow.log(own);
    BOOST_TEST(!follow.parser->complete());
    follow.log(rest);
    BOOST_TEST(follow.parser->complete());
    BOOST_TEST(follow.recorder.heard == twice, boost::test_tools::per_element());
  }
  Follow alone({"forks", "last"});
  alone.log(begin + rest + own);
  BOOST_TEST(alone.recorder.heard == run, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_process_goes_on_where_it_was_whatever_the_child_was_doing,
                     *label("BOOST-06")) {
  using Heard = std::vector<std::string>;
  const std::string begin = "Entering test module \"m\"\na.cpp(1): Entering test case \"forks\"\n";
  const std::string left = "a.cpp(1): Leaving test case \"forks\"\n";
  const std::string next = "a.cpp(2): Entering test case \"next\"\n";
  const std::string own = "a.cpp(1): error: in \"forks\": own\n";
  const std::string end = "a.cpp(2): Leaving test case \"next\"\nLeaving test module \"m\"\n";
  const Heard failed = {"resumed forks", "failure forks 1: a.cpp:1: error: in \"forks\": own",
                        "started next", "success next 0: "};
  for (const bool inNext : {false, true}) {
    Follow follow({"forks", "next"});
    follow.parser->mayBeOfChild(true);
    follow.log(begin + left + (inNext ? next : std::string()));
    follow.parser->mayBeOfChild(false);
    follow.log("a message\n" + own + left + next + end);
    Heard expected = {"started forks", "success forks 0: "};
    if (inNext) expected.emplace_back("started next");
    expected.insert(expected.end(), failed.begin(), failed.end());
    BOOST_TEST(follow.recorder.heard == expected, boost::test_tools::per_element());
    BOOST_TEST(follow.parser->complete());
  }
  Follow follow({"forks", "next"});
  follow.parser->mayBeOfChild(true);
  follow.log(begin + left + next);
  follow.parser->mayBeOfChild(false);
  follow.log(end + own);
  BOOST_TEST(follow.recorder.heard.size() == 4U, "it has gone on by itself");
}

BOOST_AUTO_TEST_CASE(only_the_last_cases_that_a_child_may_have_left_are_kept, *label("BOOST-06")) {
  const auto run = [](int count) {
    std::string log;
    for (int i = 0; i < count; ++i) {
      log += fmt::format("Entering test case \"c{0}\"\nLeaving test case \"c{0}\"\n", i);
    }
    return log;
  };
  Follow follow({"c5", "c500", "c999"});
  follow.parser->mayBeOfChild(true);
  follow.log("Entering test module \"m\"\n" + run(1000) + "Leaving test case \"c5\"\n");
  BOOST_TEST(follow.recorder.heard.size() == 6U, "too much has been told since");
  follow.log("Leaving test case \"c999\"\n");
  BOOST_TEST(follow.recorder.heard.at(6) == "resumed c999");
}

BOOST_AUTO_TEST_CASE(a_place_outside_of_a_case_is_known) {
  Follow follow({"A/one", "A/B/two", "AB/three"});
  follow.log("Entering test module \"m\"\n");
  BOOST_TEST(follow.parser->begun());
  BOOST_TEST(follow.parser->place() == "");
  BOOST_TEST(follow.parser->insidePlace("AB/three"));
  follow.log("a.cpp(1): Entering test suite \"A\"\n");
  BOOST_TEST(follow.parser->inProgress() == nullptr);
  BOOST_TEST(follow.parser->place() == "A");
  BOOST_TEST(follow.parser->insidePlace("A/B/two"));
  BOOST_TEST(!follow.parser->insidePlace("AB/three"));
}

BOOST_AUTO_TEST_CASE(uncalled_failures_explain_a_status_and_no_signal) {
  const auto explains = [](const char* lines, ProcessEnd end) {
    Follow follow({"one"});
    follow.log("Entering test module \"m\"\na.cpp(1): Entering test case \"needed\"\n");
    follow.log(lines);
    follow.log("a.cpp(1): Leaving test case \"needed\"\nLeaving test module \"m\"\n");
    return follow.parser->explains(end);
  };
  const char* const failure = "a.cpp(1): error: in \"needed\": x\n";
  BOOST_TEST(!explains("", {.status = 201, .signal = 0}));
  BOOST_TEST(explains(failure, {.status = 201, .signal = 0}));
  BOOST_TEST(explains(failure, {.status = 1, .signal = 0}), "a main function may return it");
  BOOST_TEST(!explains(failure, {.status = 0, .signal = 6}));
}

BOOST_AUTO_TEST_CASE(a_failing_set_up_of_the_whole_program_is_told_for_every_case) {
  Follow follow({"one", "A/two"});
  follow.log(
      "Running 2 test cases...\nEntering test module \"m\"\nunknown location(0): fatal error: in "
      "\"m\": "
      "std::runtime_error: no database\nLeaving test module \"m\"\n");
  BOOST_TEST_REQUIRE(follow.recorder.heard.size() == 2U);
  BOOST_TEST(follow.recorder.heard[1] ==
             "error A/two 0: not run, because the set-up of the program failed:\nunknown "
             "location(0): fatal "
             "error: in \"m\": std::runtime_error: no database");
}

BOOST_AUTO_TEST_CASE(cases_after_the_time_limit_of_their_suite_are_errors) {
  Follow follow({"A/one"});
  follow.log(
      "Entering test module \"m\"\na.cpp(1): Test case \"A/one\" is skipped because timeout for "
      "the test unit "
      "is exceeded\n");
  BOOST_TEST(follow.recorder.heard.at(0) ==
             "error A/one 0: not run: timeout for the test unit is exceeded");
}

BOOST_AUTO_TEST_CASE(an_endless_message_is_cut) {
  Follow follow({"one"});
  follow.log(
      "Entering test module \"m\"\na.cpp(1): Entering test case \"one\"\na.cpp(2): error: in "
      "\"one\": ");
  const std::string block(1000000, 'x');
  for (int i = 0; i < 5; ++i) follow.log(block);
  follow.log("\na.cpp(1): Leaving test case \"one\"\n");
  BOOST_TEST(follow.recorder.heard.back().starts_with("failure one 1: a.cpp:2: error"));
  BOOST_TEST(follow.recorder.heard.back().size() < 1100000U);
}

BOOST_AUTO_TEST_SUITE_END()
