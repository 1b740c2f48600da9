// The list and the reports of described programs, read in pieces, with text of cases in between.
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <trial/programs/described/adapter.hpp>
#include <trial/programs/described/reportedcases.hpp>

#include "describing.hpp"
#include "progresslines.hpp"

using namespace trial::frameworks;
using boost::unit_test::label;
using describing::described;
using describing::least;
namespace fs = std::filesystem;

namespace described_progress {

using Lines = std::vector<std::string>;

class Told final : public ProgressLines {
 public:
  void uncalledFailed(const std::string& id, const std::string& details) override {
    lines.push_back("uncalled " + id + ": " + details);
  }
  void output(int fd, std::string_view data) override {
    const auto mark = "output " + std::to_string(fd) + ": ";
    if (!lines.empty() && lines.back().starts_with(mark)) {
      lines.back() += data;
    } else {
      lines.push_back(mark + std::string(data));
    }
  }
};

/// What is told of a report that comes in two pieces, cut at each byte; the same for all cuts.
Lines toldOf(const Described& framework, const Lines& cases, const std::string& report,
             const ProcessEnd& end = {}, bool* complete = nullptr) {
  Lines first;
  for (std::size_t cut = 0; cut <= report.size(); ++cut) {
    Told told;
    const auto parser = framework.progress({"prog"}, cases, told);
    parser->received(1, report.substr(0, cut));
    parser->received(1, report.substr(cut));
    parser->ended(end);
    if (const auto* running = parser->inProgress())
      told.lines.push_back("in " + *running + ": " + parser->detailsSoFar());
    if (complete != nullptr) *complete = parser->complete();
    if (cut == 0) first = told.lines;
    BOOST_TEST(told.lines == first, "cut at " << cut);
  }
  return first;
}

const Lines abc = {"a", "ab", "c"};

ProcessOutput wrote(const std::string& out, const ProcessEnd& end = {}) {
  ProcessOutput output;
  output.out = out;
  output.end = end;
  return output;
}

/// Starts and ends are told.
Described talkative() {
  return Described(
      described(least("[framework.progress]\n"
                      "start = '^RUN (?P<name>\\w+)'\n"
                      "pass = 'OK$'\n"
                      "fail = 'BAD( \\((?P<message>.*)\\))?$'\n"
                      "skip = 'SKIP (?P<name>\\w+)$'\n"
                      "failed-check = '^.*: wrong: .*$'\n"
                      "finished = '^DONE$'\n")));
}

}  // namespace described_progress

using described_progress::abc;
using described_progress::Lines;
using described_progress::toldOf;
using described_progress::wrote;

BOOST_AUTO_TEST_SUITE(DescribedProgressTests)

BOOST_AUTO_TEST_CASE(events_are_read_wherever_they_are_cut, *label("DESC-03")) {
  bool complete = false;
  BOOST_TEST(toldOf(described_progress::talkative(), abc,
                    "hello\nRUN a OK\nRUN ab text\nmore OK\nRUN c\nx.c:1: wrong: 1\n  detail\nOK\n"
                    "DONE\n",
                    {}, &complete) ==
                 (Lines{"output 1: hello\n", "started a",
                        "output 1:  ", "success a: ", "started ab", "output 1:  text\nmore ",
                        "success ab: ", "started c", "failure c: x.c:1: wrong: 1\n  detail"}),
             boost::test_tools::per_element());
  BOOST_TEST(complete);
}

BOOST_AUTO_TEST_CASE(text_of_a_case_is_not_the_frameworks, *label("DESC-03")) {
  BOOST_TEST(toldOf(described_progress::talkative(), abc,
                    "RUN a\nRUN c\nSKIP c\nDONE\nOK or not\nOK\nSKIP c\nRUN a\nRUN ab\nBAD (no)\n"
                    "DONE\n") == (Lines{"started a", "output 1: RUN c\nSKIP c\nDONE\nOK or not\n",
                                        "success a: ", "started c", "skip c: SKIP c", "started ab",
                                        "failure ab: no"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_case_that_was_not_asked_for_counts_for_nothing, *label("DESC-03")) {
  const Lines one = {"a"};
  BOOST_TEST(
      toldOf(described_progress::talkative(), one,
             "RUN z\nz: wrong: 3\nBAD\nRUN a\nOK\nRUN y\ny: wrong: 3\n", {0, SIGSEGV}) ==
          (Lines{"output 1: z: wrong: 3\n", "uncalled z: z: wrong: 3\nBAD", "started a",
                 "success a: ", "output 1: y: wrong: 3\n", "uncalled y: y: wrong: 3", "in y: "}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_start_is_told_before_its_line_ends, *label("DESC-03")) {
  const auto framework = described_progress::talkative();
  described_progress::Told told;
  const auto parser = framework.progress({"prog"}, abc, told);
  parser->received(1, "RUN a");
  // The name may go on.
  BOOST_TEST(told.lines.empty());
  parser->received(1, "b ");
  BOOST_TEST(told.lines == Lines{"started ab"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_line_that_is_too_long_is_text_but_for_its_end, *label("DESC-11")) {
  const auto framework = described_progress::talkative();
  const std::string text(3 * longestText / 2, 'x');
  for (const std::size_t piece : {std::size_t{1} << 20U, std::size_t{4096}, std::size_t{1000}}) {
    const auto toldOfPieces = [&](const std::string& report) {
      described_progress::Told told;
      const auto parser = framework.progress({"prog"}, abc, told);
      for (std::size_t at = 0; at < report.size(); at += piece)
        parser->received(1, report.substr(at, piece));
      parser->ended({});
      return told.lines;
    };
    // The end of the line counts, but what is left of it has no beginning.
    const auto middle =
        std::string(longestText - 4096, 'x') + "RUN c " + std::string(5000, 'x') + "\n";
    BOOST_TEST(
        toldOfPieces(middle + "RUN a " + text + " OK\nDONE\n") ==
            (Lines{"output 1: " + middle, "started a", "output 1:  " + text + " ", "success a: "}),
        boost::test_tools::per_element());
    // A failure that goes on behind what is kept of the line is one.
    const auto lines = toldOfPieces("RUN a\nx.c:1: wrong: " + text + "\nOK\n");
    BOOST_TEST(lines.size() == 2U);
    BOOST_TEST(lines.back().starts_with("failure a: x.c:1: wrong: xxx"));
    BOOST_TEST(lines.back().size() < 2 * longestText);
  }
}

BOOST_AUTO_TEST_CASE(a_line_of_tap_that_is_too_long_is_text_or_cut, *label("DESC-11")) {
  const Described framework(described(least("progress.form = 'TAP'\n")));
  const std::string text(3 * longestText / 2, 'x');
  for (const std::size_t piece : {std::size_t{1} << 20U, std::size_t{4096}}) {
    const auto report =
        text + "ok 1 - c\nok 1 - a # " + text + "\nok 2 - ab # SKIP " + text + "\nok 3 - c";
    described_progress::Told told;
    const auto parser = framework.progress({"prog"}, abc, told);
    for (std::size_t at = 0; at < report.size(); at += piece)
      parser->received(1, report.substr(at, piece));
    parser->ended({});
    BOOST_TEST_REQUIRE(told.lines.size() == 7U);
    BOOST_TEST((told.lines[0] == "output 1: " + text + "ok 1 - c\n"));
    BOOST_TEST(told.lines[2] == "success a: ");
    BOOST_TEST(told.lines[4].starts_with("skip ab: xxx"));
    BOOST_TEST(told.lines[4].size() <= longestText);
    BOOST_TEST(told.lines[6] == "success c: ");
  }
}

BOOST_AUTO_TEST_CASE(output_is_told_once_between_two_events, *label("DESC-11")) {
  class Counting final : public ProgressLines {
   public:
    void output(int, std::string_view data) override {
      ++times;
      bytes += data.size();
    }
    std::size_t times = 0;
    std::size_t bytes = 0;
  };
  std::string text;
  while (text.size() < longestText) text += "line\n";
  for (const auto& [progress, report] :
       {std::pair<std::string, std::string>("start = '^RUN (?P<name>.*)$'\nfail = '^BAD$'\n",
                                            "RUN a\n" + text + "RUN c\n"),
        std::pair<std::string, std::string>("form = 'TAP'\n", text + "ok 1 - a\n")}) {
    const Described framework(described(least("[framework.progress]\n" + progress)));
    Counting told;
    framework.progress({"prog"}, abc, told)->received(1, report);
    BOOST_TEST(told.times == 1U);
    BOOST_TEST(told.bytes == text.size());
  }
}

BOOST_AUTO_TEST_CASE(what_ends_the_process_leaves_its_case_in_progress, *label("DESC-04")) {
  const auto framework = described_progress::talkative();
  for (const auto& end : {ProcessEnd{0, SIGSEGV}, ProcessEnd{0, 0}, ProcessEnd{0, 0, true}}) {
    bool complete = true;
    const auto lines =
        toldOf(framework, abc, "RUN a\nOK\nRUN c\nc.c:1: wrong: x\n", end, &complete);
    BOOST_TEST(lines.back() == "in c: c.c:1: wrong: x");
    BOOST_TEST(!complete);
    // What was announced as the end of the run did not come.
    (void)toldOf(framework, abc, "RUN a\nOK\n", end, &complete);
    BOOST_TEST(!complete);
  }
}

BOOST_AUTO_TEST_CASE(where_nothing_tells_that_a_case_passed_the_next_one_does,
                     *label("DESC-03") * label("DESC-04")) {
  const Described framework(
      described(least("exit.pass = [0, 4]\n[framework.progress]\nstart = '^\\d/\\d (?P<name>.*)$'\n"
                      "failed-check = '^Wrong: .*$'\n")));
  const std::string report = "1/3 a\nits text\n2/3 ab\nWrong: 3\nmore\n3/3 c\n";
  const Lines both = {"started a",  "output 1: its text\n",       "success a: ",
                      "started ab", "failure ab: Wrong: 3\nmore", "started c"};
  auto passed = both;
  passed.emplace_back("success c: ");
  // Status 3 may be of the failure.
  const auto& undecided = both;
  auto unknown = both;
  unknown.emplace_back("in c: ");
  BOOST_TEST(toldOf(framework, abc, report, {0, 0}) == passed, boost::test_tools::per_element());
  BOOST_TEST(toldOf(framework, abc, report, {4, 0}) == passed, boost::test_tools::per_element());
  BOOST_TEST(toldOf(framework, abc, report, {3, 0}) == undecided, boost::test_tools::per_element());
  BOOST_TEST(toldOf(framework, abc, report, {0, 6}) == unknown, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(who_exits_while_others_have_not_begun_has_not_passed, *label("DESC-08")) {
  const Described framework(
      described(least("[framework.progress]\nstart = '^RUN (?P<name>.*)$'\n"
                      "failed-check = '^Wrong: .*$'\n")));
  for (const auto& end : {ProcessEnd{0, 0}, ProcessEnd{1, 0}}) {
    bool complete = true;
    BOOST_TEST(toldOf(framework, abc, "RUN a\nRUN c\n", end, &complete) ==
                   (Lines{"started a", "success a: ", "started c", "in c: ab had not begun"}),
               boost::test_tools::per_element());
    BOOST_TEST(!complete);
  }
  BOOST_TEST(toldOf(framework, abc, "RUN a\nRUN c\nRUN ab\n", {0, 0}).back() == "success ab: ");
  BOOST_TEST(toldOf(framework, abc, "RUN a\nRUN c\nRUN ab\n", {1, 0}).back() == "in ab: ");
  BOOST_TEST(toldOf(framework, abc, "RUN a\nWrong: 1\n", {0, 0}).back() == "failure a: Wrong: 1");
}

BOOST_AUTO_TEST_CASE(a_status_that_no_failure_explains_is_an_error, *label("DESC-09")) {
  const std::string ways[] = {"start = '^RUN (?P<name>\\w+)$'\npass = '^OK$'\nfail = '^BAD$'\n",
                              "pass = '^OK (?P<name>\\w+)$'\nfail = '^BAD (?P<name>\\w+)$'\n",
                              "form = 'TAP'\n"};
  const std::string reports[] = {"RUN a\nOK\n", "OK a\n", "ok 1 - a\n"};
  const Lines one = {"a"};
  for (std::size_t i = 0; i < 3; ++i) {
    const Described framework(
        described(least("exit.pass = [3]\n[framework.progress]\n" + ways[i])));
    described_progress::Told told;
    const auto parser = framework.progress({"prog"}, one, told);
    BOOST_TEST(parser->explains({3, 0}));
    BOOST_TEST(!parser->explains({1, 0}));
    // Asked of status 0 it would say that something has failed.
    BOOST_TEST(!parser->explains({0, 0}));
    const Lines passed = {"started a", "success a: "};
    BOOST_TEST(toldOf(framework, one, reports[i], {3, 0}) == passed,
               boost::test_tools::per_element());
    auto failed = passed;
    failed.emplace_back(
        "program: exited with status 0, which is none of exit.pass, but reported no failure");
    BOOST_TEST(toldOf(framework, one, reports[i], {0, 0}) == failed,
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(where_starts_are_not_told_the_text_before_is_of_the_failure,
                     *label("DESC-03")) {
  const Described framework(
      described(least("[framework.progress]\npass = '^(?P<name>\\w+) passed$'\n"
                      "fail = '^(?P<name>\\w+) failed$'\n")));
  bool complete = true;
  BOOST_TEST(
      toldOf(framework, abc, "a passed\nreason\nc failed\nz failed\nc passed\n", {}, &complete) ==
          (Lines{"started a", "success a: ", "output 1: reason\n", "started c", "failure c: reason",
                 "uncalled z: z failed", "output 1: z failed\nc passed\n"}),
      boost::test_tools::per_element());
  BOOST_TEST(!complete);
  // A second result counts if it is a failure, and its text is not of the case behind it.
  BOOST_TEST(
      toldOf(framework, abc, "a passed\nab passed\nof ab\nab failed\nc failed\nc failed\n") ==
          (Lines{"started a", "success a: ", "started ab", "success ab: ", "output 1: of ab\n",
                 "outside : told of ab again: of ab\nab failed", "output 1: ab failed\n",
                 "started c", "failure c: c failed", "output 1: c failed\n"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_failure_of_no_case_in_progress_is_not_lost, *label("DESC-03")) {
  const auto framework = described_progress::talkative();
  const Lines one = {"a"};
  const Lines passed = {"started a", "success a: "};
  const auto with = [&passed](const Lines& more) {
    auto all = passed;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  BOOST_TEST(toldOf(framework, one, "RUN a\nOK\nBAD (no)\nDONE\n") ==
                 with({"outside : BAD (no)", "output 1: BAD (no)\n"}),
             boost::test_tools::per_element());
  BOOST_TEST(toldOf(framework, one, "RUN a\nOK\nRUN a\nBAD\nDONE\n") ==
                 with({"outside : told of a again: BAD"}),
             boost::test_tools::per_element());
  BOOST_TEST(toldOf(framework, one, "RUN a\nOK\nRUN a\nx: wrong: 1\nOK\nDONE\n") ==
                 with({"output 1: x: wrong: 1\n", "outside : told of a again: x: wrong: 1"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_failure_without_an_id_counts_also_behind_others, *label("DESC-21")) {
  const Lines both = {"a", "c"};
  BOOST_TEST(
      toldOf(described_progress::talkative(), both, "RUN a\nBAD (1)\nRUN c\nOK\nBAD (2)\nDONE\n") ==
          (Lines{"started a", "failure a: 1", "started c", "success c: ", "outside : BAD (2)",
                 "output 1: BAD (2)\n"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(checks_that_fail_outside_of_cases_are_one_error, *label("DESC-22")) {
  const Lines one = {"a"};
  BOOST_TEST(
      toldOf(described_progress::talkative(), one,
             "x: wrong: 1\nx: wrong: 2\nRUN a\nOK\nx: wrong: 3\nDONE\n") ==
          (Lines{"started a", "success a: ", "outside : x: wrong: 1\nx: wrong: 2\nx: wrong: 3"}),
      boost::test_tools::per_element());
  described_progress::Told told;
  const auto framework = described_progress::talkative();
  const auto parser = framework.progress({"prog"}, one, told);
  const auto line = "x: wrong: " + std::string(1000, '1') + "\n";
  for (int i = 0; i < 2000; ++i) parser->received(1, line);
  parser->ended({});
  BOOST_TEST_REQUIRE(told.lines.size() == 1U);
  BOOST_TEST(told.lines.front().size() < (std::size_t{1} << 20U) + 100);
  BOOST_TEST(told.lines.front().ends_with("\n[...]"));
}

BOOST_AUTO_TEST_CASE(tap_is_read_by_its_numbers_and_names, *label("DESC-05")) {
  const Described framework(described(least("progress.form = 'TAP'\n")));
  const Lines names = {"a", "b #1", "c", "d", "e"};
  bool complete = false;
  BOOST_TEST(toldOf(framework, names,
                    "TAP version 14\n1..5\nok 1 - a\r\n    ok 1 - d\nok 1 - c\nok 2 - d\nnot okay\n"
                    "not ok 3 - b \\#1\n  ---\n  at: x.c:1\n  ...\nok 4 - c # SKIP not here\n"
                    "not ok 5 - e # TODO one day\n# why\n",
                    {1, 0}, &complete) ==
                 (Lines{"started a", "success a: ", "output 1:     ok 1 - d\nok 1 - c\n",
                        "started d", "success d: ", "output 1: not okay\n", "started b #1",
                        "failure b #1: ---\n  at: x.c:1\n  ...", "started c", "skip c: not here",
                        "started e", "expected e: # why"}),
             boost::test_tools::per_element());
  BOOST_TEST(complete);
  BOOST_TEST(toldOf(framework, abc, "1..0 # no server\n", {}, &complete) ==
                 (Lines{"started a", "skip a: no server", "started ab", "skip ab: no server",
                        "started c", "skip c: no server"}),
             boost::test_tools::per_element());
  (void)toldOf(framework, abc, "ok a\nBail out! no more\n", {}, &complete);
  BOOST_TEST(!complete);
}

BOOST_AUTO_TEST_CASE(a_plan_of_no_tests_skips_only_if_none_is_told, *label("DESC-05")) {
  const Described framework(described(least("progress.form = 'TAP'\n")));
  const Lines failed = {"started a", "failure a: not ok"};
  for (const std::string report :
       {"1..0\nnot ok 1 - a\n", "not ok 1 - a\n1..0\n", "1..1\nnot ok 1 - a\n1..0 # why\n"}) {
    bool complete = true;
    BOOST_TEST(toldOf(framework, abc, report, {}, &complete) == failed,
               boost::test_tools::per_element());
    BOOST_TEST(!complete);
  }
  for (const std::string report : {"1..3\n1..0\n", "1..0\n1..3\n", "1..0\nnot ok\n"}) {
    bool complete = true;
    (void)toldOf(framework, abc, report, {}, &complete);
    BOOST_TEST(!complete);
  }
}

BOOST_AUTO_TEST_CASE(a_plan_of_more_tests_than_are_told_is_an_error, *label("DESC-10")) {
  const Described framework(described(least("progress.form = 'TAP'\n")));
  const std::string results = "ok 1 - a\nok 2 - y\nok 3 - ab # SKIP\nok 4 - c\n";
  const Lines passed = {"started a", "success a: ", "started ab",
                        "skip ab: ", "started c",   "success c: "};
  auto failed = passed;
  failed.emplace_back();
  for (const auto& [plan, number] :
       {std::pair<std::string, std::string>("1..5", "5"),
        std::pair<std::string, std::string>("1..99999999999999999999", "2^64 or more")}) {
    failed.back() = "program: its plan has " + number + " tests, but it told of 4";
    // Text that merely begins with the word is no result.
    for (const auto& report : {plan + "\n" + results, results + plan + "\nok, connected\n"}) {
      auto told = toldOf(framework, abc, report);
      std::erase(told, "output 1: ok, connected\n");
      BOOST_TEST(told == failed, boost::test_tools::per_element());
    }
  }
  failed.back() = "program: its plan has 2 tests, but it told of 3";
  BOOST_TEST(toldOf(framework, abc, "1..2\n" + results) == failed,
             boost::test_tools::per_element());
  for (const auto& report : {"1..4\n" + results, results + "1..3\n", "1..4\n" + results + "1..9\n"})
    BOOST_TEST(toldOf(framework, abc, report) == passed, boost::test_tools::per_element());
  // After a signal it is the signal that is told.
  BOOST_TEST(toldOf(framework, abc, "1..5\n" + results, {0, SIGSEGV}) == passed,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_fails_in_tap_was_not_skipped, *label("DESC-10")) {
  const Described framework(described(least("progress.form = 'TAP'\n")));
  bool complete = true;
  BOOST_TEST(
      toldOf(framework, abc, "not ok 1 - a # SKIP no\nwhy\nok 2 - ab\nok 3 - c\nBAIL OUT!\n", {},
             &complete) == (Lines{"started a", "failure a: not ok 1 - a # SKIP no\nwhy",
                                  "started ab", "success ab: ", "started c", "success c: "}),
      boost::test_tools::per_element());
  BOOST_TEST(!complete);
}

BOOST_AUTO_TEST_CASE(a_failure_without_a_description_in_tap_is_an_error, *label("DESC-20")) {
  const Described framework(described(least("progress.form = 'TAP'\n")));
  const Lines one = {"a"};
  for (const std::string line : {"not ok", "not ok 2", "not ok 2 -", "not ok 2 # SKIP x"}) {
    BOOST_TEST(
        toldOf(framework, one, "ok 1 - a\n" + line + "\n# why\n1..2\n") ==
            (Lines{"started a", "success a: ",
                   "outside : told of a failure without a description: " + line + "\n# why"}),
        boost::test_tools::per_element());
  }
  // A dash is not needed; what may fail does.
  const Lines uncalled = {"started a", "success a: ", "uncalled z y: why"};
  BOOST_TEST(toldOf(framework, one, "ok 1 - a\nnot ok 2 z y\nwhy\n") == uncalled,
             boost::test_tools::per_element());
  BOOST_TEST(toldOf(framework, one, "ok 1 - a\nnot ok 2 # TODO x\n") ==
                 (Lines{"started a", "success a: ", "output 1: not ok 2 # TODO x\n"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_second_result_in_tap_is_an_error, *label("DESC-05")) {
  const Described framework(described(least("progress.form = 'TAP'\n")));
  BOOST_TEST(
      toldOf(framework, abc, "ok - ab\nnot ok - a\nwhy\nnot ok - ab\n# no\nok - c\n") ==
          (Lines{"started ab", "success ab: ", "started a", "failure a: why",
                 "outside : told of ab again: not ok - ab\n# no", "started c", "success c: "}),
      boost::test_tools::per_element());
  for (const std::string second : {"1", "3"}) {
    const Lines both = {"a", "c"};
    const auto told = toldOf(framework, both, "ok 1 - a\nok 2 - c\nnot ok " + second + " - a\n");
    BOOST_TEST(told.back() == "outside : told of a again: not ok " + second + " - a");
  }
}

BOOST_AUTO_TEST_CASE(what_was_not_asked_for_in_tap_is_mentioned, *label("DESC-05")) {
  const Described framework(described(least("progress.form = 'TAP'\n")));
  bool complete = false;
  BOOST_TEST(
      toldOf(framework, abc,
             "ok 1 - y\nok 2 - a # time=5ms\nnot ok 3 - z\nreason\nok 7 - ab\nok 8 - c\n", {},
             &complete) == (Lines{"started a", "success a: ", "uncalled z: reason", "started ab",
                                  "success ab: ", "started c", "success c: "}),
      boost::test_tools::per_element());
  BOOST_TEST(complete);
  const Lines odd = {"a\\", "b # c"};
  BOOST_TEST(toldOf(framework, odd, "ok 1 - a\\\nok 2 - b # c # 3 ms\n") ==
                 (Lines{"started a\\", "success a\\: ", "started b # c", "success b # c: "}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_list_is_read_or_refused_whole, *label("DESC-02")) {
  const Described framework(described(
      least("list.case = '((?P<suite>\\w+):)?(?P<name>\\w+)( (?P<file>[^ :]+):(?P<line>\\d+))?"
            "( \\[(?P<tags>.*)\\])?(?P<disabled> off)?'\nlist.ignore = '#.*'\n"
            "list.statuses = [0, 2]\nid = '{suite}.{name}'\n")));
  const auto listing =
      framework.parseList(wrote("# cases\r\n\nS:one x.c:12 [slow, net]\r\ntwo off\n"));
  BOOST_TEST(listing.error == "");
  BOOST_TEST_REQUIRE(listing.cases.size() == 2U);
  BOOST_TEST((listing.cases[0] == ListedCase{.id = "S.one",
                                             .path = {"S", "one"},
                                             .file = "x.c",
                                             .line = 12,
                                             .tags = {"slow", "net"}}));
  BOOST_TEST((listing.cases[1] == ListedCase{.id = ".two", .path = {"two"}, .disabled = true}));
  const auto errorOf = [&framework](const ProcessOutput& output) {
    const auto refused = framework.parseList(output);
    BOOST_TEST(refused.cases.empty());
    return refused.error;
  };
  BOOST_TEST(errorOf(wrote("S:one\nS:one two\n")) ==
             "its list has a line that is neither a case (list.case), nor to be ignored "
             "(list.ignore): 'S:one two'");
  BOOST_TEST(errorOf(wrote("S:one\nS:one\n")) == "it lists 'S.one' twice");
  BOOST_TEST(errorOf(wrote("S:one\n", {3, 0})) ==
             "exited with status 3 when it was to list its cases:\nS:one");
  BOOST_TEST(errorOf(wrote("S:one\n", {0, SIGSEGV})) ==
             "ended by signal 11 (SIGSEGV) when it was to list its cases:\nS:one");
  const std::string many(1000, 'x');
  BOOST_TEST(errorOf(wrote(many + " x\n")) ==
             "its list has a line that is neither a case (list.case), nor to be ignored "
             "(list.ignore): '" +
                 many.substr(0, 200) + "'[...]");
  auto endless = wrote("S:one\n");
  endless.cut = true;
  BOOST_TEST(errorOf(endless) == "its list is endless");
  BOOST_TEST(framework.parseList(wrote("S:one\n", {2, 0})).error == "");
}

BOOST_AUTO_TEST_CASE(names_in_a_list_are_kept_as_bytes_or_refused, *label("DESC-12")) {
  using namespace std::string_literals;
  const Described lines(described(least("")));
  const auto listing = lines.parseList(wrote(" a \nb\xff\n"));
  BOOST_TEST_REQUIRE(listing.cases.size() == 2U);
  BOOST_TEST(listing.cases[0].id == " a ");
  BOOST_TEST(listing.cases[1].id == "b\xff");
  BOOST_TEST(lines.parseList(wrote("a\0b\n"s)).error ==
             "its list has a case with a byte 0: 'a\\x00b'");
  const Described tap(described(least("progress.form = 'TAP'\n")));
  BOOST_TEST(tap.parseList(wrote("a \n")).error ==
             "TAP does not tell blanks at the ends of a name: 'a '");
}

BOOST_AUTO_TEST_CASE(commands_name_the_cases_as_the_description_says, *label("DESC-07")) {
  const CaseNotes notes = {{"S.a", "S\na"}, {"S.b", "S\nb"}, {"T.c", "T\nc"}};
  const std::vector<std::string> cases = {"S.a", "S.b", "T.c"};
  const auto commandOf = [&](const std::string& run) {
    const Described framework(
        described("[[framework]]\nname = 'x'\nprograms = 'x'\nid = '{suite}.{name}'\n"
                  "list.arguments = '-l'\nlist.case = '(?P<suite>.)(?P<name>.)'\n" +
                  run));
    const auto command = framework.runCommand({"./prog", {}, &notes}, cases, {});
    auto shown = command.args;
    shown.push_back(std::to_string(command.cases));
    if (command.kept) {
      BOOST_TEST(fs::is_regular_file(command.args.at(2)));
      std::ifstream file(command.args.at(2));
      std::stringstream content;
      content << file.rdbuf();
      shown.at(2) = content.str();
    }
    return shown;
  };
  const std::string progress = "progress.form = 'TAP'\n";
  const std::string run = "run.arguments = ";
  BOOST_TEST(commandOf(progress + run + "['-q', '{cases}', '-o{report}']\n") ==
                 (Lines{"./prog", "-q", "S.a", "S.b", "T.c", "-o/dev/fd/3", "3"}),
             boost::test_tools::per_element());
  BOOST_TEST(commandOf(progress + run +
                       "['{cases}']\nrun.case = ['-g', '{suite}', '-n', '{{{name}}}']\n"
                       "run.same-suite = true\n") ==
                 (Lines{"./prog", "-g", "S", "-n", "{a}", "-g", "S", "-n", "{b}", "2"}),
             boost::test_tools::per_element());
  BOOST_TEST(commandOf(progress + run + "'--only={cases}'\nrun.separator = ':'\nrun.most = 2\n") ==
                 (Lines{"./prog", "--only=S.a:S.b", "2"}),
             boost::test_tools::per_element());
  BOOST_TEST(commandOf(progress + run + "['-f', '{file}']\nrun.case = '{name}@{suite}'\n") ==
                 (Lines{"./prog", "-f", "a@S\nb@S\nc@T\n", "3"}),
             boost::test_tools::per_element());
  BOOST_TEST(
      commandOf(progress + run + "['{suite}', '{name}']\n") == (Lines{"./prog", "S", "a", "1"}),
      boost::test_tools::per_element());
  // Without progress the status is of one case.
  BOOST_TEST(commandOf(run + "'{cases}'\n") == (Lines{"./prog", "S.a", "1"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
