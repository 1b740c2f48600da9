// The adapter of doctest: how it asks programs, and how it reads their lists and reports.
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <trial/programs/adapters.hpp>
#include <trial/programs/doctest/adapter.hpp>
#include <trial/programs/failures.hpp>

#include "progresslines.hpp"

using namespace trial::frameworks;
using boost::unit_test::label;

BOOST_AUTO_TEST_SUITE(DoctestAdapterTests)

namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

std::string document(std::string_view inside, std::string_view order = "file") {
  return fmt::format("{}<doctest binary=\"p\">\n  <Options order_by=\"{}\"/>\n{}</doctest>\n",
                     declaration, order, inside);
}

/// The element of a case in a list.
std::string listed(std::string_view name, std::string_view more = "skipped=\"false\"") {
  return fmt::format("<TestCase name=\"{}\" filename=\"a.cpp\" line=\"7\" {}/>\n", name, more);
}

std::string listOf(const Lines& names) {
  std::string text;
  for (const auto& name : names) text += listed(name);
  return document(text);
}

Listing listing(std::string report, ProcessEnd end = {}, std::string err = {}) {
  return Doctest().parseList(
      {.out = {}, .err = std::move(err), .report = std::move(report), .end = end});
}

Lines idsOf(const Listing& listing) {
  Lines ids;
  for (const auto& one : listing.cases) ids.push_back(one.id);
  return ids;
}

/// A program that was listed.
struct Program {
  explicit Program(const std::string& list) {
    for (auto& one : listing(list).cases) notes[one.id] = one.note;
  }
  [[nodiscard]] Callee callee(std::string prefix = "dt-") const {
    return {"./p", std::move(prefix), &notes};
  }
  /// How it is asked for these cases: the arguments behind those that all commands have.
  [[nodiscard]] std::string asks(const Lines& ids) const {
    const auto command = Doctest().runCommand(callee(), ids, {});
    const auto behind = std::find_if(command.args.begin(), command.args.end(), [](const auto& one) {
      return one.starts_with("--dt-no-skip=");
    });
    return fmt::format("{}: {}", command.cases, fmt::join(behind, command.args.end(), " "));
  }

  CaseNotes notes;
};

class Heard final : public ProgressLines {
 public:
  void caseFinished(const std::string& id, ReportedCase&& reported) override {
    const auto todo = reported.report.results.at(0).todo;
    ProgressLines::caseFinished(id, std::move(reported));
    if (todo) lines.back() += fmt::format(" ({})", todo->reason);
  }
  void output(int fd, std::string_view data) override { written += fmt::format("{}>{}", fd, data); }

  std::string written;
};

/// Follows a process of a program with these cases, all of which are asked for.
struct Follow {
  explicit Follow(const std::string& list = listOf({"one", "two", "three"}), Lines asked = {})
      : program(list),
        callee(program.callee()),
        ids(asked.empty() ? idsOf(listing(list)) : std::move(asked)),
        parser(Doctest().progress(callee, ids, heard)) {}

  void report(std::string_view text) { parser->received(reportFD, text); }
  void begin() {
    report(fmt::format("{}<doctest binary=\"p\"><Options order_by=\"file\"/><TestSuite>",
                       declaration));
  }
  void open(std::string_view name, std::string_view more = "") {
    report(fmt::format("<TestCase name=\"{}\" filename=\"a.cpp\" line=\"7\" {}>", name, more));
  }
  void close(std::string_view result = "failures=\"0\" test_case_success=\"true\"") {
    report(fmt::format("<OverallResultsAsserts successes=\"0\" {}/></TestCase>", result));
  }
  void end() { report("</TestSuite><OverallResultsAsserts/></doctest>\n"); }
  void check(const Lines& expected) {
    BOOST_TEST(heard.lines == expected, boost::test_tools::per_element());
  }

  const Program program;
  const Callee callee;
  const Lines ids;
  Heard heard;
  std::unique_ptr<ProgressParser> parser;
};

constexpr std::string_view failed = "failures=\"1\" test_case_success=\"false\"";

std::string expression(std::string_view line, std::string_view original, std::string_view more = "",
                       std::string_view type = "CHECK") {
  return fmt::format(
      "<Expression success=\"false\" type=\"{}\" filename=\"a.cpp\" line=\"{}\">\n  <Original>\n   "
      " "
      "{}\n  </Original>\n  {}</Expression>\n",
      type, line, original, more);
}

std::string dialectOf(const std::string& name) {
  const auto found = frameworksOf(fmt::format("{}/{}", TRIAL_TEST_PROGRAMS, name));
  if (found.empty()) return "none";
  BOOST_TEST(found.size() == 1U);
  return fmt::format("{} {}", found.front().framework->name(), found.front().dialect);
}

}  // namespace

// --- the program's file ---

BOOST_AUTO_TEST_CASE(programs_are_known_by_their_file, *label("DOC-01")) {
  BOOST_TEST(dialectOf("doctest_outcomes") == "doctest dt-");
  BOOST_TEST(dialectOf("doctest_prefix") == "doctest my_own-");
  BOOST_TEST(dialectOf("doctest_shared") == "doctest dt-");
  BOOST_TEST(dialectOf("talks_of_doctest") == "none");
}

// --- lists ---

BOOST_AUTO_TEST_CASE(a_list_has_the_place_of_each_case, *label("DOC-02")) {
  const auto list = listing(document(
      "<TestCase name=\"a &lt;b&gt;\" testsuite=\"suite\" filename=\"a.cpp\" line=\"1.234\" "
      "skipped=\"false\"/><TestCase name=\"b\" filename=\"b.hpp\" line=\"2\" skipped=\"true\"/>"));
  BOOST_TEST(list.error == "");
  BOOST_TEST_REQUIRE(list.cases.size() == 2U);
  BOOST_TEST(list.cases[0].id == "suite/a <b>");
  BOOST_TEST(list.cases[0].path == (Lines{"suite", "a <b>"}), boost::test_tools::per_element());
  BOOST_TEST(list.cases[0].file == "a.cpp");
  BOOST_TEST(list.cases[0].line == 1234);
  BOOST_TEST(!list.cases[0].disabled);
  BOOST_TEST(list.cases[1].id == "b");
  BOOST_TEST(list.cases[1].disabled);
  BOOST_TEST(Doctest().suiteNames(list.cases[0]) == Lines{"suite"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(ids_are_unique_and_on_one_line, *label("DOC-03")) {
  const auto ids =
      idsOf(listing(listOf({"a", "a", "a#2", "a", "", "", "n\nl\r\t", "n\\nl\\r\\t"})));
  const Lines expected = {"a#1",         "a#3",         "a#2",           "a#4",
                          "(no name)#1", "(no name)#2", "n\\nl\\r\\t#1", "n\\nl\\r\\t#2"};
  BOOST_TEST(ids == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(equal_ids_are_numbered_by_their_place_in_any_order, *label("DOC-03")) {
  const auto at = [](int line) {
    return fmt::format("<TestCase name=\"a\" filename=\"a.cpp\" line=\"{}\" skipped=\"false\"/>",
                       line);
  };
  const Lines expected = {"a#3", "a#1", "a#2"};
  BOOST_TEST(idsOf(listing(document(at(30) + at(1) + at(2), "rand"))) == expected,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_no_list, *label("DOC-02")) {
  BOOST_TEST(listing("", {3, 0}, "no such option\n").error ==
             "exited with status 3 without listing its cases:\nno such option");
  BOOST_TEST(listing("doctest is here\n").error ==
             "exited with status 0 without listing its cases");
  const auto whole = listOf({"a", "b"});
  for (std::size_t size = declaration.size() + 10; size < whole.size() - 2; ++size) {
    const auto cut = listing(whole.substr(0, size), {0, 6});
    BOOST_TEST(cut.cases.empty());
    BOOST_TEST(cut.error.starts_with("ended by signal 6 (SIGABRT)"), size);
  }
  BOOST_TEST(listing(document("<TestCase></doctest>")).error ==
             "exited with status 0; its list of cases cannot be read: line 4: mismatched tag");
}

BOOST_AUTO_TEST_CASE(a_complete_list_is_one_whatever_the_program_does_then) {
  BOOST_TEST(listing("noise\n" + listOf({"a"}) + "noise", {7, 0}, "more noise").cases.size() == 1U);
  BOOST_TEST(listing(listOf({})).error == "");
}

// --- commands ---

BOOST_AUTO_TEST_CASE(a_program_is_asked_for_its_list) {
  const auto command = Doctest().listCommand({"./p", "my-"}, {{"A", "b"}});
  BOOST_TEST(fmt::format("{}", fmt::join(command.args, " ")) ==
             "./p --my-reporters=xml --my-order-by=file --my-no-run=0 --my-quiet=0 "
             "--my-out=/dev/fd/3 --my-list-test-cases --my-no-skip=1");
  BOOST_CHECK((command.env == reactor::Environment{{"A", "b"}}));
}

BOOST_AUTO_TEST_CASE(cases_that_stand_together_are_asked_for_by_position, *label("DOC-04")) {
  const Program program(listOf({"a", "b", "a", "c", "A", "*", ""}));
  BOOST_TEST(program.asks({"a#1"}) ==
             "1: --dt-no-skip=0 --dt-no-skipped-summary=1 --dt-first=1 --dt-last=1");
  BOOST_TEST(program.asks({"a#2", "b", "a#1"}).ends_with(" --dt-first=1 --dt-last=3"));
  BOOST_TEST(program.asks({"A", "*", "(no name)"}).ends_with(" --dt-first=5 --dt-last=7"));
  BOOST_TEST(program.asks({"a#1", "a#2", "b"}).starts_with("3: "));
  BOOST_TEST(program.asks({"a#1", "a#2", "c"}).starts_with("1: "));
}

BOOST_AUTO_TEST_CASE(cases_that_stand_apart_are_asked_for_by_names_that_no_other_has,
                     *label("DOC-04")) {
  const Program program(listOf({"a", "b", "c", "d", "x", "X", "e,", "f\\", "g*", "h?", ""}));
  BOOST_TEST(program.asks({"a", "c", "d"}).ends_with(" --dt-test-case=a,c,d"));
  BOOST_TEST(program.asks({"d", "a", "x", "c"}).starts_with("2: "));
  for (const std::string odd : {"x", "X", "e,", "f\\", "g*", "h?", "(no name)"})
    BOOST_TEST(program.asks({odd, "a"}).starts_with("1: "), odd);
}

BOOST_AUTO_TEST_CASE(skipped_cases_are_counted_only_when_they_are_asked_for, *label("DOC-04")) {
  const Program program(
      document(listed("a") + listed("skipped", "skipped=\"true\"") + listed("b") + listed("c")));
  BOOST_TEST(program.asks({"a", "b"}) ==
             "2: --dt-no-skip=0 --dt-no-skipped-summary=1 --dt-first=1 --dt-last=2");
  BOOST_TEST(program.asks({"skipped", "b"}) ==
             "2: --dt-no-skip=1 --dt-no-skipped-summary=1 --dt-first=2 --dt-last=3");
  BOOST_TEST(program.asks({"a", "skipped", "b", "c"}).ends_with(" --dt-first=1 --dt-last=4"));
  BOOST_TEST(program.asks({"skipped", "c"}) ==
             "2: --dt-no-skip=1 --dt-no-skipped-summary=1 --dt-test-case=skipped,c");
  BOOST_TEST(program.asks({"c", "a"}) ==
             "2: --dt-no-skip=0 --dt-no-skipped-summary=1 --dt-test-case=c,a");
}

BOOST_AUTO_TEST_CASE(a_program_that_shuffles_is_asked_by_names, *label("DOC-04")) {
  const Program program(
      document(listed("a") + listed("b") + listed("x,") + listed("x,") + listed(""), "rand"));
  BOOST_TEST(program.asks({"b", "a"}).ends_with(" --dt-test-case=b,a"));
  BOOST_TEST(program.asks({"x,#1", "x,#2"}).ends_with(" --dt-test-case=x*"));
  BOOST_TEST(program.asks({"(no name)"}).ends_with(" --dt-test-case-exclude=?*"));
}

BOOST_AUTO_TEST_CASE(an_old_version_tells_of_skipped_cases_when_it_runs, *label("DOC-04")) {
  const Program program(document(listed("a", "") + listed("b", "") + listed("a \\x01", "")));
  BOOST_TEST(program.asks({"a", "b"}) ==
             "2: --dt-no-skip=0 --dt-no-skipped-summary=0 --dt-test-case=a,b");
  BOOST_TEST(program.asks({"a \\x01"}).ends_with(" --dt-test-case=a *"));
}

BOOST_AUTO_TEST_CASE(a_selection_is_cut_to_what_a_command_takes) {
  Lines names;
  for (int i = 0; i < 3000; ++i)
    names.push_back(fmt::format("case {} {}", i, std::string(300, 'x')));
  const Program program(listOf(names));
  BOOST_TEST(program.asks(names).starts_with("3000: "));
  std::reverse(names.begin() + 1, names.end());
  const auto command = Doctest().runCommand(program.callee(), names, {});
  BOOST_TEST(command.cases > 100U);
  for (const auto& argument : command.args) BOOST_TEST(argument.size() < 128U * 1024U);
}

// --- reports ---

BOOST_FIXTURE_TEST_CASE(outcomes_come_with_their_checks_and_times, Follow, *label("DOC-06")) {
  begin();
  BOOST_TEST(parser->begun());
  open("one");
  check({"started one"});
  BOOST_TEST(*parser->inProgress() == "one");
  close("failures=\"0\" test_case_success=\"true\" duration=\"1.5e-05\"");
  BOOST_TEST(heard.seconds == 1.5e-05);
  open("two");
  report(expression("3", "a == b", "<Expanded>\n  1 == 2\n</Expanded><Info>\n  more\n</Info>"));
  BOOST_TEST(parser->detailsSoFar() ==
             "a.cpp:3: CHECK( a == b )\n  values: 1 == 2\n  logged: more");
  report(
      "<Message type=\"FATAL ERROR\" filename=\"a.cpp\" line=\"4\"><Text>\n  "
      "gave\nup\n</Text></Message>");
  close("failures=\"2\" test_case_success=\"false\" duration=\"2,5\"");
  BOOST_TEST(heard.seconds == 2.5);
  open("three");
  report("<Exception crash=\"false\">\n  thrown\n</Exception>");
  close("failures=\"0\" test_case_success=\"false\"");
  BOOST_TEST(!parser->complete());
  end();
  BOOST_TEST(parser->complete());
  parser->ended({1, 0});
  check({"started one", "success one: ", "started two",
         "failure two: a.cpp:3: CHECK( a == b )\n  values: 1 == 2\n  logged: more\na.cpp:4: FATAL "
         "ERROR: gave\nup",
         "started three", "error three: a.cpp:7: threw: thrown"});
}

BOOST_AUTO_TEST_CASE(a_report_is_read_wherever_it_is_cut) {
  const auto text = document(
      "<TestSuite><TestCase name=\"one\" filename=\"a.cpp\" line=\"7\">" +
      expression("1", "a &amp; \"b\"") +
      "<OverallResultsAsserts failures=\"1\" test_case_success=\"false\"/></TestCase><TestCase "
      "name=\"two\" filename=\"a.cpp\" line=\"7\"><OverallResultsAsserts failures=\"0\" "
      "test_case_success=\"true\"/></TestCase></TestSuite>");
  for (std::size_t size = 1; size < text.size(); ++size) {
    Follow follow;
    for (std::size_t at = 0; at < text.size(); at += size)
      follow.report(std::string_view(text).substr(at, size));
    follow.check({"started one", "failure one: a.cpp:1: CHECK( a & \"b\" )", "started two",
                  "success two: "});
    BOOST_TEST(follow.parser->complete());
  }
}

BOOST_FIXTURE_TEST_CASE(what_is_allowed_to_fail_is_an_expected_failure, Follow, *label("DOC-07")) {
  begin();
  open("one", "may_fail=\"true\"");
  report(expression("3", "false"));
  close("failures=\"1\" test_case_success=\"true\"");
  open("two", "should_fail=\"true\"");
  close("failures=\"0\" test_case_success=\"false\"");
  open("three");
  report(expression("4", "false"));
  close("failures=\"1\" test_case_success=\"true\" expected_failures=\"1\"");
  check({"started one", "expected one: a.cpp:3: CHECK( false ) (may_fail)", "started two",
         "failure two: should fail, and did not", "started three",
         "expected three: a.cpp:4: CHECK( false ) (expected_failures(1))"});
}

BOOST_FIXTURE_TEST_CASE(a_failure_without_a_failed_check_says_why, Follow, *label("DOC-07")) {
  begin();
  open("one", "timeout=\"0.5\"");
  close("failures=\"0\" test_case_success=\"false\" duration=\"0.75\"");
  open("two");
  close("failures=\"1\" test_case_success=\"false\" expected_failures=\"2\"");
  open("three");
  report("</TestCase>");
  check({"started one", "failure one: took 0.75 s, longer than its timeout of 0.5 s", "started two",
         "failure two: 1 of its checks failed, 2 are expected to", "started three",
         "error three: the report ends without saying what became of this case"});
}

BOOST_FIXTURE_TEST_CASE(an_old_version_leaves_the_verdict_to_the_reader, Follow, *label("DOC-07")) {
  begin();
  open("one", "should_fail=\"true\"");
  close("failures=\"0\"");
  open("two", "may_fail=\"true\"");
  close("failures=\"1\"");
  open("three");
  close("failures=\"0\" expected_failures=\"1\"");
  check({"started one", "failure one: should fail, and did not", "started two",
         "expected two:  (may_fail)", "started three",
         "failure three: 0 of its checks failed, 1 are expected to"});
}

BOOST_FIXTURE_TEST_CASE(subcases_are_told_with_what_failed_in_them, Follow, *label("DOC-06")) {
  const auto subcase = [this](std::string_view name) {
    report(fmt::format("<SubCase name=\"{}\" filename=\"a.cpp\" line=\"8\">", name));
  };
  begin();
  open("one");
  subcase("outer");
  subcase("inner");
  report(expression("1", "a"));
  report(expression("2", "b"));
  report("</SubCase></SubCase>");
  report(expression("3", "c"));
  subcase("last");
  report("<Exception crash=\"false\">cannot be told yet</Exception></SubCase>");
  report("<Exception crash=\"false\">now</Exception>");
  close(failed);
  open("two");
  subcase("catches");
  report("<Exception crash=\"false\">cannot be told yet</Exception></SubCase>");
  close();
  check({"started one",
         "error one: in subcase \"outer\", \"inner\":\na.cpp:1: CHECK( a )\na.cpp:2: CHECK( b )\n"
         "outside of subcases:\na.cpp:3: CHECK( c )\nin subcase \"last\":\na.cpp:7: threw: now",
         "started two", "success two: "});
}

BOOST_FIXTURE_TEST_CASE(warnings_and_messages_are_output, Follow, *label("DOC-06")) {
  begin();
  open("one");
  report(expression("3", "x", "", "WARN"));
  report("<Message type=\"WARNING\" filename=\"a.cpp\" line=\"4\"><Text>said</Text></Message>");
  report("<Expression success=\"true\" type=\"CHECK\"><Original>y</Original></Expression>");
  close();
  check({"started one", "success one: "});
  BOOST_TEST(heard.written == "1>a.cpp:3: WARN( x )\n1>a.cpp:4: WARNING: said\n");
}

BOOST_FIXTURE_TEST_CASE(a_crash_leaves_its_case_in_progress, Follow, *label("DOC-08")) {
  begin();
  open("one");
  report("<Exception crash=\"true\">\n  SIGSEGV\n</Exception>");
  close(failed);
  end();
  BOOST_TEST(!parser->complete());
  BOOST_TEST_REQUIRE((parser->inProgress() != nullptr));
  BOOST_TEST(*parser->inProgress() == "one");
  BOOST_TEST(parser->detailsSoFar() == "a.cpp:7: crashed: SIGSEGV");
  parser->ended({0, 11});
  check({"started one"});
}

BOOST_FIXTURE_TEST_CASE(a_crash_of_a_child_is_none_of_its_case, Follow, *label("DOC-08")) {
  begin();
  open("one");
  report("<SubCase name=\"s\" filename=\"a.cpp\" line=\"9\">");
  report(expression("3", "before"));
  report("<Exception crash=\"true\">SIGABRT</Exception></SubCase>");
  close(failed);
  end();
  BOOST_TEST(parser->detailsSoFar() ==
             "in subcase \"s\":\na.cpp:3: CHECK( before )\na.cpp:7: crashed: SIGABRT");
  report(expression("4", "behind"));
  BOOST_TEST(parser->detailsSoFar() ==
             "in subcase \"s\":\na.cpp:3: CHECK( before )\na.cpp:4: CHECK( behind )");
  report("</SubCase>");
  close(failed);
  open("two");
  close();
  BOOST_TEST(!parser->complete());
  end();
  BOOST_TEST(parser->complete());
  parser->ended({1, 0});
  check({"started one",
         "failure one: in subcase \"s\":\na.cpp:3: CHECK( before )\na.cpp:4: CHECK( behind )",
         "started two", "success two: "});
  BOOST_TEST(heard.written == "1>in a child process: a.cpp:7: crashed: SIGABRT\n");
}

BOOST_AUTO_TEST_CASE(a_child_that_goes_on_with_the_tests_comes_from_the_case_before,
                     *label("PROG-451")) {
  Follow toTheEnd;
  toTheEnd.begin();
  toTheEnd.open("one");
  toTheEnd.close();
  toTheEnd.open("two");
  toTheEnd.parser->mayBeOfChild(true);
  toTheEnd.close();
  toTheEnd.open("three");
  toTheEnd.close();
  toTheEnd.end();
  toTheEnd.report(expression("4", "of the parent"));
  BOOST_TEST(toTheEnd.parser->takenOverIn() == "two", "the process may be in that already");
  toTheEnd.close(failed);
  toTheEnd.open("two");
  BOOST_TEST(toTheEnd.parser->takenOverIn() == "one", "that begins again");

  Follow diesInNext;
  diesInNext.begin();
  diesInNext.parser->mayBeOfChild(true);
  diesInNext.open("one");
  diesInNext.close();
  BOOST_TEST(!diesInNext.parser->goesOnFromEnds());
  diesInNext.open("two");
  diesInNext.parser->mayBeOfChild(false);
  diesInNext.report(expression("4", "of the parent"));
  diesInNext.close(failed);
  BOOST_TEST(diesInNext.parser->takenOverIn() == "");
  diesInNext.open("two");
  BOOST_TEST(diesInNext.parser->takenOverIn() == "one");

  Follow alone(listOf({"one", "two", "three"}), {"two"});
  alone.begin();
  alone.open("two");
  alone.close();
  alone.end();
  BOOST_TEST(alone.parser->complete());
  alone.report(expression("4", "of the parent"));
  BOOST_TEST(!alone.parser->complete());
  alone.close(failed);
  alone.end();
  BOOST_TEST(alone.parser->complete());
  alone.check({"started two", "success two: ", "failure two: a.cpp:4: CHECK( of the parent )"});
}

BOOST_AUTO_TEST_CASE(cases_that_look_alike_come_in_their_order, *label("DOC-05")) {
  const auto list = listOf({"a", "b", "a", "a"});
  Follow follow(list, {"a#3", "a#2"});
  follow.begin();
  follow.open("a");
  follow.close();
  follow.open("b");
  BOOST_TEST(*follow.parser->inProgress() == "/b (not asked for)");
  follow.close();
  follow.open("a");
  follow.close(failed);
  follow.open("a");
  follow.close(failed);
  follow.check(
      {"started a#2", "success a#2: ", "started a#3", "failure a#3: failed, and does not say why"});
}

BOOST_AUTO_TEST_CASE(a_case_is_known_by_its_suite_and_place, *label("DOC-05")) {
  const auto list = document(
      "<TestCase name=\"a\" testsuite=\"S\" filename=\"a.cpp\" line=\"7\" skipped=\"false\"/>" +
      listed("a"));
  Follow follow(list, {"S/a"});
  follow.begin();
  follow.open("a");
  follow.close(failed);
  follow.report("</TestSuite><TestSuite name=\"S\">");
  follow.report("<TestCase name=\"a\" filename=\"b.cpp\" line=\"7\">");
  follow.close(failed);
  follow.open("a");
  follow.close();
  follow.check({"started S/a", "success S/a: "});
}

BOOST_AUTO_TEST_CASE(each_document_has_its_cases, *label("DOC-05")) {
  const auto list = listOf({"a", "b"}) + listOf({"b"});
  BOOST_TEST(idsOf(listing(list)) == (Lines{"a", "b#1", "b#2"}), boost::test_tools::per_element());
  Follow follow(list, {"b#2", "a"});
  for (int i = 0; i < 2; ++i) {
    follow.begin();
    follow.open("b");
    follow.close();
    follow.end();
  }
  follow.check({"started b#2", "success b#2: "});
  BOOST_TEST(follow.parser->complete());
}

BOOST_AUTO_TEST_CASE(skipped_is_only_said_by_a_version_that_does_not_list_it, *label("DOC-05")) {
  const auto skipped = [](Follow& follow) {
    follow.begin();
    follow.report(listed("a", "skipped=\"true\""));
    follow.end();
  };
  Follow old(document(listed("a", "")));
  skipped(old);
  old.check({"skip a: skip"});
  Follow other(listOf({"a"}));
  skipped(other);
  other.check({});
}

BOOST_FIXTURE_TEST_CASE(what_fails_outside_of_cases_is_told, Follow, *label("DOC-09")) {
  begin();
  report(expression("3", "x"));
  open("one");
  close();
  end();
  parser->ended({3, 0});
  check({"outside : a.cpp:3: CHECK( x )", "started one", "success one: "});
  BOOST_TEST(!parser->explains({3, 0}));
}

BOOST_FIXTURE_TEST_CASE(a_report_that_cannot_be_read_says_so, Follow, *label("DOC-09")) {
  begin();
  open("one");
  report("<Original></Info>");
  close();
  parser->ended({});
  check({"started one"});
  BOOST_TEST(!parser->complete());
  BOOST_TEST(parser->detailsSoFar() == "its report cannot be read: line 2: mismatched tag");
}

BOOST_FIXTURE_TEST_CASE(a_status_is_explained_by_what_failed, Follow, *label("DOC-09")) {
  begin();
  open("one");
  report(expression("3", "x"));
  close(failed);
  end();
  parser->ended({9, 0});
  check({"started one", "failure one: a.cpp:3: CHECK( x )"});
}

BOOST_AUTO_TEST_SUITE_END()
