// The adapter of GoogleTest: how it asks programs, and how it reads their lists and what they
// print.
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <trial/programs/failures.hpp>
#include <trial/programs/googletest/adapter.hpp>
#include <trial/programs/settings/programsettings.hpp>

#include "progresslines.hpp"

using namespace trial::frameworks;

BOOST_AUTO_TEST_SUITE(GoogleTestAdapterTests)

namespace {

using boost::unit_test::label;

using Lines = std::vector<std::string>;

Listing listingOf(std::string report, ProcessEnd end = {}, std::string out = {}) {
  return GoogleTest().parseList(
      {.out = std::move(out), .err = {}, .report = std::move(report), .end = end});
}

class Heard final : public ProgressLines {
 public:
  void output(int fd, std::string_view data) override {
    BOOST_TEST(fd == 1);
    written += data;
  }

  std::string written;
};

/// What the framework prints, given in pieces of any size.
struct Follow {
  explicit Follow(Lines cases = {"S.one", "S.two"})
      : ids(std::move(cases)), parser(GoogleTest().progress({}, ids, heard)) {}

  void print(std::string_view text) { parser->received(1, text); }
  void report(std::string_view json) { parser->received(reportFD, json); }
  void mark(std::string_view word, std::string_view rest) {
    const char colour = word == "  FAILED  " ? '1' : '2';
    print(fmt::format("\x1b[0;3{}m[{}] \x1b[m{}\n", colour, word, rest));
  }
  void run(std::string_view id) { mark(" RUN      ", id); }
  void ok(std::string_view id) { mark("       OK ", fmt::format("{} (12 ms)", id)); }
  void failed(std::string_view rest) { mark("  FAILED  ", rest); }
  void skipped(std::string_view id) { mark("  SKIPPED ", fmt::format("{} (0 ms)", id)); }
  void suite(std::string_view rest) { mark("----------", rest); }
  void begin() {
    mark("==========", "Running 2 tests from 1 test suite.");
    suite("Global test environment set-up.");
  }
  void end() {
    suite("Global test environment tear-down");
    mark("==========", "2 tests from 1 test suite ran. (3 ms total)");
  }
  void check(const Lines& expected) {
    BOOST_TEST(heard.lines == expected, boost::test_tools::per_element());
  }

  const Lines ids;
  Heard heard;
  std::unique_ptr<ProgressParser> parser;
};

const ProcessEnd failureStatus = {.status = 1, .signal = 0};

}  // namespace

BOOST_AUTO_TEST_CASE(a_list_gives_cases_by_their_names_alone, *label("GTEST-02")) {
  const auto listing = listingOf(R"({"tests": 3, "name": "AllTests", "testsuites": [
    {"name": "Some\/Points", "tests": 2, "testsuite": [
      {"name": "is_small\/0", "value_param": "4-byte object <01-00 00-00>", "file": "a.cpp", "line": 3},
      {"name": "DISABLED_never\/1", "file": "a.cpp", "line": 4}]},
    {"name": "Typed\/DISABLED_T\/0", "tests": 1, "testsuite": [
      {"name": "is_wide", "type_param": "int", "file": "a.cpp", "line": 9}]}]})");
  BOOST_TEST(listing.error == "");
  BOOST_TEST_REQUIRE(listing.cases.size() == 3U);
  const auto& small = listing.cases[0];
  BOOST_TEST(small.id == "Some/Points.is_small/0");
  BOOST_TEST(small.path == (Lines{"Some/Points", "is_small/0"}), boost::test_tools::per_element());
  BOOST_TEST(small.file == "a.cpp");
  BOOST_TEST(small.line == 3);
  BOOST_TEST(!small.disabled);
  BOOST_TEST(listing.cases[1].id == "Some/Points.DISABLED_never/1");
  BOOST_TEST(listing.cases[1].disabled);
  BOOST_TEST(listing.cases[2].disabled);
  BOOST_TEST(GoogleTest().suiteNames(listing.cases[0]) == Lines{"Some/Points"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_main_that_runs_the_cases_twice_lists_them_once, *label("GTEST-02")) {
  const std::string list =
      "{\n\"testsuites\": [{\"name\": \"S\", \"testsuite\": [{\"name\": \"t\"}]}]\n}\n";
  BOOST_TEST(listingOf(list + list).cases.size() == 1U);
  auto other = list;
  other.replace(other.find("\"t\""), 3, "\"u\"");
  BOOST_TEST(listingOf(list + other).error ==
             "exited with status 0 and its list of cases is damaged");
}

BOOST_AUTO_TEST_CASE(bytes_of_a_value_do_not_damage_a_list) {
  const auto listing = listingOf(
      "{\"testsuites\": [{\"name\": \"S\", \"testsuite\": [{\"name\": \"t\", \"value_param\": "
      "\"\xff\xc3\"}]}]}");
  BOOST_TEST(listing.error == "");
  BOOST_TEST(listing.cases.size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_no_list_is_an_error_with_what_the_program_said, *label("GTEST-02")) {
  BOOST_TEST(listingOf("", {.status = 3, .signal = 0}, "no such file\n").error ==
             "exited with status 3 without listing its cases:\nno such file");
  BOOST_TEST(listingOf("{\"testsuites\": [{\"na").error ==
             "exited with status 0 and its list of cases is damaged");
  BOOST_TEST(listingOf("{\"testsuites\": [{\"name\": 3}]}").error ==
             "exited with status 0 and its list of cases is damaged");
}

BOOST_AUTO_TEST_CASE(options_begin_as_the_program_wants_them,
                     *label("GTEST-01") * label("GTEST-03")) {
  const Lines ids = {"S.one", "Inst/S<std::string>.t-w*"};
  const auto usual = GoogleTest().runCommand({"./p", "gtest_"}, ids, {});
  BOOST_TEST(usual.args == (Lines{"./p", "--gtest_color=yes", "--gtest_print_time=1",
                                  "--gtest_output=json:/dev/fd/3",
                                  "--gtest_filter=S.one:Inst/S<std??string>.t?w?"}),
             boost::test_tools::per_element());
  BOOST_TEST(usual.cases == 2U);
  const auto other = GoogleTest().listCommand({"./p", "mine_"}, {});
  BOOST_TEST(other.args == (Lines{"./p", "--mine_list_tests", "--mine_output=json:/dev/fd/3"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_filter_has_as_many_cases_as_an_argument_takes, *label("GTEST-03")) {
  const Lines ids(3, std::string(60000, 'x'));
  BOOST_TEST(GoogleTest().runCommand({"./p", "gtest_"}, ids, {}).cases == 1U);
  BOOST_TEST(GoogleTest().runCommand({"./p", "gtest_"}, Lines(5000, "S.t"), {}).cases == 2000U);
  BOOST_TEST(
      GoogleTest().runCommand({"./p", "gtest_"}, Lines{std::string(200000, 'x')}, {}).cases == 1U);
}

BOOST_AUTO_TEST_CASE(variables_of_a_build_with_a_prefix_of_its_own_are_taken_away,
                     *label("GTEST-01")) {
  const auto env =
      GoogleTest().listCommand({"./p", "mine_"}, {{"MINE_FILTER", "*"}, {"MINE_OTHER", "1"}}).env;
  BOOST_CHECK((env == reactor::Environment{{"MINE_OTHER", "1"}}));
  setProgramSettings({.variables = {{"MINE_REPEAT", "3"}}});
  const auto kept =
      GoogleTest().listCommand({"./p", "mine_"}, {{"MINE_FILTER", "*"}, {"MINE_REPEAT", "3"}}).env;
  setProgramSettings({});
  BOOST_CHECK((kept == reactor::Environment{{"MINE_REPEAT", "3"}}));
}

BOOST_FIXTURE_TEST_CASE(outcomes_come_with_their_messages_and_times, Follow, *label("GTEST-05")) {
  begin();
  suite("2 tests from S");
  run("S.one");
  BOOST_TEST(parser->begun());
  BOOST_TEST_REQUIRE((parser->inProgress() != nullptr));
  BOOST_TEST(*parser->inProgress() == "S.one");
  print("by the case\n");
  print("a.cpp:12: Failure\nValue of: false\n");
  BOOST_TEST(parser->detailsSoFar() == "a.cpp:12: Failure\nValue of: false");
  print("more\n");
  failed("S.one (7 ms)");
  BOOST_TEST(heard.seconds == 0.007);
  run("S.two");
  ok("S.two");
  BOOST_TEST(heard.seconds == 0.012);
  suite("2 tests from S (19 ms total)");
  BOOST_TEST(!parser->complete());
  end();
  BOOST_TEST(parser->complete());
  parser->ended(failureStatus);
  check({"started S.one", "failure S.one: a.cpp:12: Failure\nValue of: false\nmore",
         "started S.two", "success S.two: "});
  BOOST_TEST(heard.written == "by the case\n");
}

BOOST_AUTO_TEST_CASE(events_are_read_wherever_they_are_cut, *label("GTEST-04")) {
  Follow whole;
  const std::string printed =
      "\x1b[0;32m[==========] \x1b[mRunning 2 tests from 1 test suite.\n"
      "\x1b[0;32m[----------] \x1b[m2 tests from S\n"
      "\x1b[0;32m[ RUN      ] \x1b[mS.one\nno newline\x1b[0;32m[       OK ] \x1b[mS.one (0 ms)\n"
      "\x1b[0;32m[ RUN      ] \x1b[mS.two\n\x1b[1mown colours\x1b[m\n"
      "a.cpp:1: Failure\n\x1b[0;31m[  FAILED  ] \x1b[mS.two, where GetParam() = P\n(2 ms) (1 ms)\n";
  whole.print(printed);
  for (std::size_t size = 1; size < 40; ++size) {
    Follow pieces;
    for (std::size_t at = 0; at < printed.size(); at += size)
      pieces.print(std::string_view(printed).substr(at, size));
    BOOST_TEST(pieces.heard.lines == whole.heard.lines, "pieces of " << size);
    BOOST_TEST(pieces.heard.written == whole.heard.written, "pieces of " << size);
  }
  whole.check(
      {"started S.one", "success S.one: ", "started S.two", "failure S.two: a.cpp:1: Failure"});
  BOOST_TEST(whole.heard.written == "no newline\x1b[1mown colours\x1b[m\n");
}

BOOST_FIXTURE_TEST_CASE(text_that_looks_like_an_event_is_text, Follow, *label("GTEST-04")) {
  begin();
  suite("2 tests from S");
  run("S.one");
  print("[       OK ] S.one (0 ms)\n[ RUN      ] S.two\n");
  run("S.two");  // a run of the framework inside of the case
  failed("S.two (0 ms)");
  failed("S.onefold (0 ms)");
  failed("S.one");
  suite("3 tests from T");
  BOOST_TEST(*parser->inProgress() == "S.one");
  BOOST_TEST(parser->place() == "S");
  ok("S.one");
  check({"started S.one", "success S.one: "});
}

BOOST_FIXTURE_TEST_CASE(an_event_may_stand_behind_text_that_looks_like_one, Follow) {
  begin();
  suite("2 tests from S");
  print("\x1b[0;31m[  FAILED  ] \x1b[mOther.case (0 ms)");
  run("S.one");
  print("\x1b[0;31m[  FAILED  ] \x1b[mOther.case (0 ms)");
  ok("S.one");
  check({"started S.one", "success S.one: "});
}

BOOST_FIXTURE_TEST_CASE(a_case_that_was_not_asked_for_is_not_told_of, Follow) {
  begin();
  suite("3 tests from S");
  run("S.other");
  BOOST_TEST(*parser->inProgress() == "S.other");
  failed("S.other (0 ms)");
  run("S.one");
  ok("S.one");
  run("S.one");
  failed("S.one (0 ms)");
  check({"started S.one", "success S.one: "});
}

BOOST_FIXTURE_TEST_CASE(a_skip_has_its_reason, Follow, *label("GTEST-05")) {
  begin();
  suite("2 tests from S");
  run("S.one");
  print("a.cpp:3: Skipped\nnot today\n");
  skipped("S.one");
  run("S.two");
  print("a.cpp:3: Skipped\n\n");
  skipped("S.two");
  check({"started S.one", "skip S.one: not today", "started S.two", "skip S.two: "});
}

BOOST_FIXTURE_TEST_CASE(cases_of_a_suite_that_cannot_be_set_up_are_errors, Follow,
                        *label("GTEST-06")) {
  begin();
  suite("2 tests from S");
  print("a.cpp:64: Failure\nFailed\nno server\n");
  for (const char* id : {"S.one", "S.two"}) {
    run(id);
    print("a.cpp:3: Skipped\n\n");
    skipped(id);
  }
  suite("2 tests from S (0 ms total)");
  end();
  parser->ended(failureStatus);
  const std::string why =
      "not run, because the set-up of suite \"S\" failed:\na.cpp:64: Failure\nFailed\nno server";
  check({"started S.one", "error S.one: " + why, "started S.two", "error S.two: " + why});
}

BOOST_FIXTURE_TEST_CASE(cases_of_a_program_that_cannot_be_set_up_are_errors, Follow,
                        *label("GTEST-06")) {
  begin();
  print("a.cpp:9: Failure\nFailed\nno network\n");
  suite("1 test from S");
  run("S.one");
  skipped("S.one");
  suite("1 test from S (0 ms total)");
  end();
  parser->ended(failureStatus);
  check({"started S.one",
         "error S.one: not run, because the set-up of the program's environment failed:\n"
         "a.cpp:9: Failure\nFailed\nno network"});
}

BOOST_FIXTURE_TEST_CASE(a_failure_at_the_end_of_a_suite_is_outside_of_its_cases, Follow) {
  begin();
  suite("1 test from S");
  run("S.one");
  ok("S.one");
  print("a.cpp:77: Failure\nFailed\nstill running\n");
  suite("1 test from S (0 ms total)");
  suite("Global test environment tear-down");
  print("b.cpp:7: Failure\nFailed\nno network\n");
  mark("==========", "1 test from 1 test suite ran. (0 ms total)");
  parser->ended(failureStatus);
  check({"started S.one", "success S.one: ", "outside S: a.cpp:77: Failure\nFailed\nstill running",
         "outside : b.cpp:7: Failure\nFailed\nno network"});
}

BOOST_FIXTURE_TEST_CASE(what_looks_like_a_failure_of_an_environment_is_none_if_all_passed, Follow) {
  begin();
  suite("1 test from S");
  run("S.one");
  ok("S.one");
  suite("1 test from S (0 ms total)");
  suite("Global test environment tear-down");
  print("log.cpp:77: Failure\nof something else\n");
  mark("==========", "1 test from 1 test suite ran. (0 ms total)");
  parser->ended({});
  check({"started S.one", "success S.one: "});
  BOOST_TEST(heard.written == "log.cpp:77: Failure\nof something else\n");
}

namespace {

/// Suite S prints what looks like a failure, then `first` is skipped without a reason.
void beginQuoting(Follow& follow) {
  follow.begin();
  follow.suite("1 test from S");
  follow.print("log.cpp:1: Failure\nof something else\n");
  follow.run("S.one");
  follow.print("a.cpp:3: Skipped\n\n");
  follow.skipped("S.one");
  follow.suite("1 test from S (0 ms total)");
  follow.suite("1 test from T");
  follow.run("T.two");
  follow.print("a.cpp:8: Failure\nno\n");
  follow.failed("T.two (0 ms)");
  follow.suite("1 test from T (0 ms total)");
  follow.end();
}

struct Quoting : Follow {
  Quoting() : Follow({"S.one", "T.two"}) { beginQuoting(*this); }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(what_looks_like_a_failed_set_up_is_one_if_the_summary_says_so, Quoting,
                        *label("GTEST-09")) {
  mark("  FAILED  ", "S: SetUpTestSuite or TearDownTestSuite");
  parser->ended(failureStatus);
  check({"started T.two", "failure T.two: a.cpp:8: Failure\nno", "started S.one",
         "error S.one: not run, because the set-up of suite \"S\" failed:\nlog.cpp:1: "
         "Failure\nof something else"});
}

BOOST_FIXTURE_TEST_CASE(and_text_of_the_user_if_it_does_not, Quoting, *label("GTEST-09")) {
  parser->ended(failureStatus);
  check({"started T.two", "failure T.two: a.cpp:8: Failure\nno", "started S.one", "skip S.one: "});
  BOOST_TEST(heard.written == "log.cpp:1: Failure\nof something else\n");
}

BOOST_AUTO_TEST_CASE(a_suite_that_failed_at_its_end_is_an_error_of_the_program_if_others_followed,
                     *label("GTEST-06")) {
  Follow follow({"S.one", "T.two"});
  follow.begin();
  follow.suite("1 test from S");
  follow.run("S.one");
  follow.ok("S.one");
  follow.print("a.cpp:77: Failure\nFailed\nstill running\n");
  follow.suite("1 test from S (0 ms total)");
  follow.suite("1 test from T");
  follow.run("T.two");
  follow.ok("T.two");
  follow.suite("1 test from T (0 ms total)");
  follow.end();
  follow.parser->ended(failureStatus);
  follow.check({"started S.one", "success S.one: ", "started T.two", "success T.two: ",
                "program: at the end of suite \"S\":\na.cpp:77: Failure\nFailed\nstill running"});
}

BOOST_FIXTURE_TEST_CASE(any_exit_status_is_explained_by_a_failure_that_was_told, Follow) {
  begin();
  suite("1 test from S");
  run("S.one");
  print("a.cpp:1: Failure\nno\n");
  failed("S.one (0 ms)");
  suite("1 test from S (0 ms total)");
  end();
  parser->ended({.status = 42, .signal = 0});
  check({"started S.one", "failure S.one: a.cpp:1: Failure\nno"});
  BOOST_TEST(parser->explains({.status = 42, .signal = 0}));
  BOOST_TEST(!parser->explains({.status = 0, .signal = 6}));
}

BOOST_FIXTURE_TEST_CASE(a_status_is_not_explained_without_a_failure, Follow) {
  begin();
  suite("1 test from S");
  run("S.one");
  ok("S.one");
  suite("1 test from S (0 ms total)");
  end();
  parser->ended({.status = 23, .signal = 0});
  check({"started S.one", "success S.one: "});
  BOOST_TEST(!parser->explains({.status = 23, .signal = 0}));
}

BOOST_FIXTURE_TEST_CASE(what_looks_like_another_message_is_output, Follow, *label("GTEST-04")) {
  begin();
  suite("2 tests from S");
  run("S.one");
  print("a.cpp:1: Skipped\nby another\na.cpp:3: Failure\nof this\n");
  failed("S.one (0 ms)");
  run("S.two");
  print("a.cpp:1: Failure\nof another\na.cpp:3: Skipped\nthis\n");
  skipped("S.two");
  check({"started S.one", "failure S.one: a.cpp:3: Failure\nof this", "started S.two",
         "skip S.two: this"});
  BOOST_TEST(heard.written == "a.cpp:1: Skipped\nby another\na.cpp:1: Failure\nof another\n");
}

BOOST_FIXTURE_TEST_CASE(an_environment_of_version_1_10_skips_without_a_place, Follow,
                        *label("GTEST-06")) {
  begin();
  print("it begins\nSkipped\nno network\n");
  end();
  parser->ended({});
  check({"skip S.one: no network", "skip S.two: no network"});
}

BOOST_FIXTURE_TEST_CASE(an_exception_is_an_error, Follow, *label("GTEST-05")) {
  begin();
  suite("1 test from S");
  run("S.one");
  print("unknown file: Failure\nC++ exception with description \"x\" thrown in the test body.\n");
  failed("S.one (0 ms)");
  check({"started S.one",
         "error S.one: unknown file: Failure\nC++ exception with description \"x\" thrown in the "
         "test body."});
}

BOOST_FIXTURE_TEST_CASE(an_environment_that_fails_without_a_word_of_cases_is_their_error, Follow,
                        *label("GTEST-06")) {
  begin();
  print("a.cpp:9: Failure\nFailed\nno network\n");
  end();
  parser->ended(failureStatus);
  const std::string why =
      "not run, because the set-up of the program's environment failed:\na.cpp:9: "
      "Failure\nFailed\nno network";
  check({"error S.one: " + why, "error S.two: " + why});
}

BOOST_FIXTURE_TEST_CASE(an_environment_that_skips_gives_its_reason_to_all_cases, Follow,
                        *label("GTEST-06")) {
  begin();
  print("it begins\na.cpp:9: Skipped\nno network\nhere\nno network\nhere\n");
  end();
  parser->ended({});
  check({"skip S.one: no network\nhere", "skip S.two: no network\nhere"});
  BOOST_TEST(heard.written == "it begins\n");
}

BOOST_AUTO_TEST_CASE(names_with_newlines_are_read_whole_wherever_they_are_cut,
                     *label("GTEST-03") * label("GTEST-04")) {
  const Lines ids = {"S.new", "S.new\nline", "S.new\nline\nand more"};
  std::string printed = "\x1b[0;32m[==========] \x1b[mRunning 3 tests from 1 test suite.\n";
  for (const auto& id : ids)
    printed += fmt::format(
        "\x1b[0;32m[ RUN      ] \x1b[m{0}\n\x1b[0;32m[       OK ] \x1b[m{0} (1 ms)\n", id);
  for (std::size_t size = 1; size < 30; ++size) {
    Follow follow(ids);
    for (std::size_t at = 0; at < printed.size(); at += size)
      follow.print(std::string_view(printed).substr(at, size));
    follow.check({"started S.new", "success S.new: ", "started S.new\nline",
                  "success S.new\nline: ", "started S.new\nline\nand more",
                  "success S.new\nline\nand more: "});
  }
}

namespace {

std::string listWith(const Lines& names) {
  std::string cases;
  for (const auto& name : names)
    cases += fmt::format(R"({}{{"name": "{}"}})", cases.empty() ? "" : ", ", name);
  return fmt::format(R"({{"testsuites": [{{"name": "S", "testsuite": [{}]}}]}})", cases);
}

/// The ids of enabled cases, once the program has said what is in its second shard.
Lines enabledIn(const Lines& names, const Lines& shard) {
  auto listing = listingOf(listWith(names));
  GoogleTest().completeList(listing, {.out = {}, .err = {}, .report = listWith(shard), .end = {}});
  Lines ids;
  for (const auto& listed : listing.cases) {
    if (!listed.disabled) ids.push_back(listed.path.front() + '.' + listed.path.back());
  }
  return ids;
}

}  // namespace

BOOST_AUTO_TEST_CASE(shards_tell_whether_disabled_cases_run, *label("GTEST-08")) {
  const Lines names = {"a", "DISABLED_b", "c", "c", "DISABLED_d"};
  const auto listing = listingOf(listWith(names));
  const auto question = GoogleTest().secondListCommand({"./p", "gtest_"}, listing, {});
  BOOST_TEST_REQUIRE(question.has_value());
  BOOST_TEST(
      question->args == (Lines{"./p", "--gtest_list_tests", "--gtest_output=json:/dev/fd/3"}),
      boost::test_tools::per_element());
  BOOST_CHECK((question->env ==
               reactor::Environment{{"GTEST_TOTAL_SHARDS", "2"}, {"GTEST_SHARD_INDEX", "1"}}));
  BOOST_TEST(!GoogleTest().secondListCommand({"./p", "gtest_"}, listingOf(listWith({"a"})), {}));

  const Lines few = {"S.a", "S.c#1", "S.c#2"};
  BOOST_TEST(enabledIn(names, {"DISABLED_b", "c", "DISABLED_d"}) == few,
             boost::test_tools::per_element());
  const Lines all = {"S.a", "S.DISABLED_b", "S.c#1", "S.c#2", "S.DISABLED_d"};
  BOOST_TEST(enabledIn(names, {"DISABLED_b", "c"}) == all, boost::test_tools::per_element());
  BOOST_TEST(enabledIn(names, names) == all, "a program without shards");
}

BOOST_AUTO_TEST_CASE(a_disabled_case_that_shards_do_not_tell_of_is_asked_for, *label("PROG-450")) {
  // The last one is in the first shard whether it runs or not.
  const Lines names = {"a", "b", "DISABLED_c"};
  auto listing = listingOf(listWith(names));
  GoogleTest().completeList(listing, {.out = {}, .err = {}, .report = listWith({"b"}), .end = {}});
  BOOST_TEST_REQUIRE(listing.cases.size() == 3U);
  const auto& last = listing.cases.back();
  BOOST_TEST(!last.disabled);
  BOOST_TEST(GoogleTest().needsNote(last.id));
  const CaseNotes notes = {{last.id, last.note}};
  const Lines ids = {last.id};
  const auto isToldToRunIt = [&] {
    const auto args = GoogleTest().runCommand({"./p", "gtest_", &notes}, ids, {}).args;
    return std::find(args.begin(), args.end(), "--gtest_also_run_disabled_tests") != args.end();
  };
  BOOST_TEST(!isToldToRunIt());
  setProgramSettings({.includeDisabled = true});
  BOOST_TEST(isToldToRunIt());
  setProgramSettings({});

  const auto linesWith = [&](std::string_view report) {
    Heard heard;
    const auto parser = GoogleTest().progress({"./p", "gtest_", &notes}, ids, heard);
    parser->received(reportFD, report);
    parser->ended({});
    return heard.lines;
  };
  BOOST_TEST(linesWith("{\n\"testsuites\": [{\"name\": \"S\", \"testsuite\": [{\"name\": "
                       "\"DISABLED_c\", \"status\": \"NOTRUN\"}]}]\n}\n") ==
                 Lines{"skip S.DISABLED_c: disabled"},
             boost::test_tools::per_element());
  BOOST_TEST(linesWith("{\n\"testsuites\": []\n}\n") == Lines(), "the filter has not selected it");
}

BOOST_AUTO_TEST_CASE(many_names_with_letters_that_a_filter_uses_are_told_apart,
                     *label("GTEST-03")) {
  Lines names = {"a-b", "a:b", "axb", "a-", "-", "*", "a-bc", "DISABLED_?", "DISABLED_-"};
  const auto listing = listingOf(listWith(names));
  const auto noteOf = [&listing](std::size_t index) { return listing.cases.at(index).note; };
  BOOST_TEST(noteOf(0) == "0/3/0/0/7");
  BOOST_TEST(noteOf(1) == "1/3/0/0/7");
  BOOST_TEST(noteOf(2) == "");
  BOOST_TEST(noteOf(3) == "0/1/0/0/7");
  BOOST_TEST(noteOf(4) == "0/2/0/0/7");
  BOOST_TEST(noteOf(5) == "1/2/0/0/7");
  BOOST_TEST(noteOf(6) == "0/1/0/0/7");
  BOOST_TEST(noteOf(7) == "0/2/0/1/7");
  BOOST_TEST(noteOf(8) == "1/2/0/1/7");

  names = {"a-b", "c", "DISABLED_d"};
  const auto few = listingOf(listWith(names));
  const CaseNotes notes = {{"S.a-b", few.cases[0].note}};
  const Callee callee = {"./p", "gtest_", &notes};
  const auto all = GoogleTest().runCommand(callee, Lines{"S.a-b", "S.c"}, {});
  BOOST_TEST(all.args.back() == "--gtest_filter=*");
  BOOST_TEST(all.cases == 2U);
  BOOST_TEST(GoogleTest().runCommand(callee, Lines{"S.a-b"}, {}).args.back() ==
             "--gtest_filter=S.a?b");

  names.assign(20000, "one-name");
  BOOST_TEST(listingOf(listWith(names)).cases.back().note == "19999/20000/6/0/20000");
}

BOOST_AUTO_TEST_CASE(cases_that_a_filter_does_not_tell_apart_run_alone_as_shards,
                     *label("GTEST-03")) {
  const auto listing = listingOf(
      R"({"testsuites": [{"name": "S", "testsuite": [{"name": "one"}, {"name": "two"}, {"name": "one"},
      {"name": "a:b"}, {"name": "a-b"}, {"name": "c:d"}, {"name": "one#1"}]}]})");
  Lines ids;
  CaseNotes notes;
  for (const auto& listed : listing.cases) {
    ids.push_back(listed.id);
    if (!listed.note.empty()) notes[listed.id] = listed.note;
    BOOST_TEST(GoogleTest().needsNote(listed.id) == !listed.note.empty());
  }
  BOOST_TEST(ids == (Lines{"S.one#2", "S.two", "S.one#3", "S.a:b", "S.a-b", "S.c:d", "S.one#1"}),
             boost::test_tools::per_element());
  BOOST_TEST(listing.cases[2].path == (Lines{"S", "one#3"}), boost::test_tools::per_element());
  const auto command = [&notes](const Lines& asked) {
    return GoogleTest().runCommand({"./p", "gtest_", &notes}, asked, {});
  };
  const auto second = command({"S.one#3", "S.two"});
  BOOST_TEST(second.cases == 1U);
  BOOST_TEST(second.args.back() == "--gtest_filter=S.one");
  BOOST_CHECK((second.env ==
               reactor::Environment{{"GTEST_TOTAL_SHARDS", "2"}, {"GTEST_SHARD_INDEX", "1"}}));
  const auto withMinus = command({"S.a-b"});
  BOOST_TEST(withMinus.args.back() == "--gtest_filter=S.a?b");
  BOOST_TEST(withMinus.env.at("GTEST_SHARD_INDEX") == "1");
  const auto others = command({"S.two", "S.c:d", "S.one#1", "S.one#2"});
  BOOST_TEST(others.cases == 3U);
  BOOST_TEST(others.args.back() == "--gtest_filter=S.two:S.c?d:S.one#1");
  BOOST_TEST(others.env.empty());

  Heard heard;
  const Lines asked = {"S.one#3"};
  const auto parser = GoogleTest().progress({"./p", "gtest_", &notes}, asked, heard);
  parser->received(1,
                   "\x1b[0;32m[==========] \x1b[mRunning 1 test from 1 test suite.\n"
                   "\x1b[0;32m[ RUN      ] \x1b[mS.one\n"
                   "\x1b[0;32m[       OK ] \x1b[mS.one (0 ms)\n");
  BOOST_TEST(heard.lines == (Lines{"started S.one#3", "success S.one#3: "}),
             boost::test_tools::per_element());
}

namespace {

std::string recordOf(std::string_view name, std::string_view more) {
  return fmt::format(
      R"({{"name": "{}", "status": "RUN", "timestamp": "2026-11-27T16:09:46Z", "time": "0.25s", {}}})",
      name, more);
}
std::string reportWith(std::string_view records) {
  return fmt::format("{{\n\"testsuites\": [{{\"name\": \"S\", \"testsuite\": [{}]}}]\n}}\n",
                     records);
}
const std::string passed = R"("result": "COMPLETED")";
const std::string failedCheck =
    R"("result": "COMPLETED", "failures": [{"failure": "a.cpp:3\nno\u00fc", "type": ""}])";

}  // namespace

BOOST_FIXTURE_TEST_CASE(cases_that_are_not_printed_are_told_by_the_report, Follow,
                        *label("GTEST-07")) {
  begin();
  suite("2 tests from S");
  run("S.one");
  const auto json = reportWith(recordOf("one", passed) + ", " + recordOf("two", failedCheck));
  for (const char byte : json) report({&byte, 1});
  parser->ended(failureStatus);
  BOOST_TEST(parser->complete());
  check({"started S.one", "success S.one: ", "started S.two",
         "failure S.two: a.cpp:3: Failure\nno\xfc"});
  BOOST_TEST(heard.seconds == 0.25);
}

BOOST_FIXTURE_TEST_CASE(a_case_that_did_not_begin_is_not_told_of_by_the_report, Follow) {
  report(
      R"({"testsuites": [{"name": "S", "testsuite": [{"name": "one", "status": "RUN", "result":
      "COMPLETED", "timestamp": "1970-01-01T00:00:00Z", "time": "0s"}]}]})");
  parser->ended({});
  check({});
}

BOOST_FIXTURE_TEST_CASE(a_report_that_contradicts_what_was_printed_is_an_error, Follow,
                        *label("GTEST-07")) {
  begin();
  suite("1 test from S");
  run("S.one");
  ok("S.one");
  end();
  report(reportWith(recordOf("one", passed)));
  report(reportWith(recordOf("one", failedCheck)));
  parser->ended({});
  check({"started S.one", "success S.one: ",
         "outside : the report at the end says that S.one failed, which was printed as "
         "passed:\na.cpp:3: Failure\nno\xfc"});
}

BOOST_FIXTURE_TEST_CASE(a_damaged_report_is_not_used, Follow) {
  begin();
  suite("1 test from S");
  run("S.one");
  report(reportWith(recordOf("one", passed)).substr(0, 60));
  parser->ended({});
  BOOST_TEST(!parser->complete());
  BOOST_TEST(parser->remark({}) ==
             "It has called exit, or has closed stdout, on which GoogleTest reports.");
  check({"started S.one"});
}

BOOST_AUTO_TEST_CASE(bytes_of_names_are_the_programs, *label("GTEST-02")) {
  for (const std::string name : {R"(l\u00C3\u00A4uft)", "l\xc3\xa4uft"}) {
    const auto listing = listingOf(fmt::format(
        R"({{"testsuites": [{{"name": "S", "testsuite": [{{"name": "{}"}}]}}]}})", name));
    BOOST_TEST_REQUIRE(listing.cases.size() == 1U);
    BOOST_TEST(listing.cases[0].id == "S.l\xc3\xa4uft");
  }
}

BOOST_AUTO_TEST_CASE(numbers_may_have_groups_of_digits, *label("GTEST-02")) {
  for (const char* number : {"1,234", "1.234", "1 234",
                             "1\xc2\xa0"
                             "234",
                             "1234"}) {
    const auto listing = listingOf(fmt::format(
        R"({{"tests": {0}, "testsuites": [{{"name": "S", "testsuite": [{{"name": "a", "line": {0}
        }}]}}]}})",
        number));
    BOOST_TEST(listing.error == "");
    BOOST_TEST_REQUIRE(listing.cases.size() == 1U);
    BOOST_TEST(listing.cases[0].line == 1234);
  }
  Follow follow;
  follow.begin();
  follow.run("S.one");
  follow.mark("       OK ", "S.one (1,234 ms)");
  BOOST_TEST(follow.heard.seconds == 1.234);
}

BOOST_AUTO_TEST_CASE(a_list_without_json_is_read_from_stdout, *label("GTEST-02")) {
  const auto listing =
      listingOf("", {},
                "hello from main\n  and more\nS.\n  one\n  DISABLED_two\nTyped/0.  # "
                "TypeParam = int\n  is_wide\nInst/P.\n  fits/0  # GetParam() = 3 "
                "apples\nbye.\nThat was all.\n  one more\n");
  BOOST_TEST(listing.error == "");
  Lines ids;
  for (const auto& listed : listing.cases) ids.push_back(listed.id);
  BOOST_TEST(ids == (Lines{"S.one", "S.DISABLED_two", "Typed/0.is_wide", "Inst/P.fits/0"}),
             boost::test_tools::per_element());
  BOOST_TEST(listing.cases[1].disabled);
}

BOOST_AUTO_TEST_CASE(disabled_cases_run_when_they_are_asked_for, *label("GTEST-03")) {
  const auto says = [](const Lines& ids) {
    const auto args = GoogleTest().runCommand({"./p", "gtest_"}, ids, {}).args;
    return std::find(args.begin(), args.end(), "--gtest_also_run_disabled_tests") != args.end();
  };
  BOOST_TEST(says({"S.one", "S.DISABLED_two"}));
  BOOST_TEST(says({"DISABLED_S.one"}));
  BOOST_TEST(says({"Inst/DISABLED_S.one/0"}));
  BOOST_TEST(!says({"S.one", "S.not_DISABLED_two"}));
}

BOOST_FIXTURE_TEST_CASE(the_frameworks_own_notes_and_summary_are_no_output, Follow,
                        *label("GTEST-04")) {
  print("\x1b[0;33mNote: Google Test filter = S.one\n\x1b[m");
  begin();
  suite("1 test from S");
  run("S.one");
  print("\n1 FAILED TEST\n");
  ok("S.one");
  suite("1 test from S (0 ms total)");
  print("\n");
  end();
  mark("  PASSED  ", "1 test.");
  mark("  FAILED  ", "1 test, listed below:");
  mark("  FAILED  ", "S.one");
  print("\n 1 FAILED TEST\n\x1b[0;33m  YOU HAVE 2 DISABLED TESTS\n\n\x1b[mof main\n");
  parser->ended({});
  BOOST_TEST(heard.written == "\n1 FAILED TEST\nof main\n");
}

BOOST_AUTO_TEST_SUITE_END()
