// Reports beside the reporter, and event logs, in the real program.
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "support.hpp"

using namespace support;
using boost::unit_test::label;

BOOST_FIXTURE_TEST_SUITE(ReportProgramTests, Folder)

namespace {

const std::string outcomesOfAll =
    " " + modules + "/test_outcomes.so " + programs + "/boost_outcomes ";
const std::string passing = " " + modules + "/test_alpha.so ";

/// Without the time that the run took, and what a runner says beside the reporter.
std::string reportIn(std::string output) {
  output = std::regex_replace(output, std::regex("Running [0-9]+ tests.\n"), "");
  return std::regex_replace(output, std::regex(" in [0-9.]+s\n"), " in T\n");
}

/// When the run of a log began, as the log has it.
std::string timeOf(const fs::path& log) {
  const auto text = contentOf(log);
  const auto at = text.find("\"time\":");
  return text.substr(at, text.find(',', at) - at);
}

std::size_t countOf(const std::string& part, const std::string& text) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_log_gives_the_report_of_its_run_again, *label("RPT-01") * label("RPT-07")) {
  for (const char* options : {"", "-j2 "}) {
    const auto ran = runApart(options + std::string("--write json=log") + outcomesOfAll);
    BOOST_TEST(ran.status == 1);
    const auto again = runApart("--replay log");
    BOOST_TEST(reportIn(again.output) == reportIn(ran.output));
    BOOST_TEST(again.status == 1);
    BOOST_TEST(again.errors == "");
    BOOST_TEST(run("--write=json=second --replay log").status == 1);
    BOOST_TEST(countOf("caseOver", contentOf(path / "second")) ==
               countOf("caseOver", contentOf(path / "log")));
    BOOST_TEST(reportIn(runApart("--replay second").output) == reportIn(ran.output));
    BOOST_TEST(timeOf(path / "second") == timeOf(path / "log"));
  }
  const auto ran = runApart("--reporter=subunit --write json=log" + passing);
  BOOST_TEST(ran.status == 0);
  const auto again = runApart("--replay log --reporter=subunit");
  BOOST_TEST(again.output == ran.output);
  BOOST_TEST(again.status == 0);
}

BOOST_AUTO_TEST_CASE(what_is_a_warning_in_the_run_is_one_in_its_log, *label("RPT-12")) {
  const std::string golden = std::string("TRIAL_PATH=") + TRIAL_GOLDEN_MODULES;
  const std::string unclean = " sample.test_outcomes.OutcomeTests.test_i_uncleanDelayedCall";
  const auto ran = run("--unclean-warnings --write json=log" + unclean, golden);
  BOOST_TEST(ran.status == 0);
  const auto again = run("--replay log");
  BOOST_TEST(again.status == 0);
  BOOST_TEST(again.lastLine() == ran.lastLine());
  BOOST_TEST(again.has("UserWarning: Reactor was unclean."));
  BOOST_TEST(run("--write json=log" + unclean, golden).status == 1);
  BOOST_TEST(run("--replay log").status == 1);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_is_told_before_anything_runs, *label("RPT-02")) {
  fs::create_directory(path / "folder");
  struct Row {
    const char* options;
    const char* message;
  };
  for (const auto& [options, message] :
       {Row{"--write json", "argument to --write must be FORMAT=FILE, not 'json'"},
        Row{"--write json=", "argument to --write must be FORMAT=FILE, not 'json='"},
        Row{"--write xml=a", "--write knows no format 'xml', but "},
        Row{"--write json=no/log", "cannot write the json report to no/log: No such file"},
        Row{"--write json=folder", "cannot write the json report to folder: Is a directory"},
        Row{"--write json=log --write json=./log", "You can't --write two reports to "},
        Row{"--write json=- --write json=/dev/stdout", "You can't --write two reports to "},
        Row{"--replay --list", "You can't specify --replay when using --list"}}) {
    const auto ran = runApart(options + passing);
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.output == "");
    BOOST_TEST(ran.errors.find(message) != std::string::npos, ran.errors);
  }
  BOOST_TEST(runApart("--replay").errors.find("--replay needs the name of an event log") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_report_on_stdout_has_it_for_itself, *label("RPT-03")) {
  for (const char* options : {"", "-j2 "}) {
    const auto ran = runApart(options + std::string("--write json=-") + passing);
    BOOST_TEST(ran.status == 0);
    std::ofstream(path / "log") << ran.output;
    BOOST_TEST(reportIn(runApart("--replay log").output) == reportIn(ran.errors));
  }
}

BOOST_AUTO_TEST_CASE(the_log_in_the_document_is_one, *label("RPT-05")) {
  const auto document = contentOf(fs::path(TRIAL_DOCS) / "reports.md");
  const auto begin = document.find("```json\n{\"event\"");
  BOOST_REQUIRE(begin != std::string::npos);
  const auto lines = document.find('\n', begin) + 1;
  std::ofstream(path / "log") << document.substr(lines, document.find("```", lines) - lines);
  const auto ran = runApart("--replay log --reporter=bwverbose");
  BOOST_TEST(ran.errors == "");
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(ran.lastLine() == "PASSED (successes=1)");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_used_is_no_report, *label("RPT-02")) {
  BOOST_REQUIRE(run("--write json=log" + passing).status == 0);
  const auto before = contentOf(path / "log");
  fs::create_hard_link(path / "log", path / "same");
  fs::create_directory(path / "_trial_temp");
  for (const std::string& options :
       {"--replay log --write json=log" + std::string(),
        "--replay log --write junit=same" + std::string(),
        "--write json=log --write json=no/such" + passing,
        "--write json=log --write tap=same" + passing, "--write json=_trial_temp/log" + passing,
        "--write junit=_trial_temp/log" + passing}) {
    BOOST_TEST(run(options).status == 1, options);
    BOOST_TEST(contentOf(path / "log") == before, options);
  }
  const auto shared =
      runProgram("exec >>log; " TRIAL_DIST_PROGRAM, "--write json=same" + passing, {}, "2>errors");
  BOOST_TEST(shared.status == 1);
  BOOST_TEST(contentOf(path / "log") == before);
}

BOOST_AUTO_TEST_CASE(a_report_that_is_gone_at_the_end_fails, *label("RPT-04")) {
  std::ofstream(path / "removes") << "#!/bin/sh\nrm ../log log\nexit 0\n";
  fs::permissions(path / "removes", fs::perms::owner_all);
  const auto ran = runApart("--write json=log ./removes::");
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.errors.find("the json report cannot be written to log: the file was removed") !=
                 std::string::npos,
             ran.errors);
}

BOOST_AUTO_TEST_CASE(a_reader_that_goes_away_does_not_end_the_run, *label("RPT-04")) {
  const auto ran = runProgram("mkfifo f; head -n1 f >first & " TRIAL_DIST_PROGRAM,
                              "--write json=f " + modules + "/test_alpha.so");
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.has("the json report cannot be written to f: Broken pipe\n"));
  BOOST_TEST(ran.lastLine() == "PASSED (successes=5)");
}

BOOST_AUTO_TEST_CASE(a_report_on_stdout_is_whole_without_stderr, *label("RPT-03")) {
  const auto ran = runProgram(TRIAL_DIST_PROGRAM, "--write json=-" + passing, {}, "2>&-");
  BOOST_TEST(ran.status == 0);
  std::ofstream(path / "log") << ran.output;
  BOOST_TEST(run("--replay log").lastLine() == "PASSED (successes=5)");
}

BOOST_AUTO_TEST_CASE(a_report_does_not_take_the_place_of_a_closed_stream, *label("RPT-03")) {
  for (const char* closed : {"2>&-", ">&-"}) {
    for (const std::string report : {"json=log", "junit=xml"}) {
      (void)runProgram(TRIAL_DIST_PROGRAM, "--write " + report + passing, {}, closed);
      BOOST_TEST(fs::file_size(path / report.substr(report.find('=') + 1)) > 300U,
                 report << closed);
    }
    BOOST_TEST(run("--replay log").has("Ran 5 tests"));
  }
}

BOOST_AUTO_TEST_CASE(a_write_that_fails_is_told_once_and_the_run_goes_on, *label("RPT-04")) {
  const auto ran = runApart("--write json=/dev/full" + passing);
  BOOST_TEST(ran.lastLine() == "PASSED (successes=5)");
  BOOST_TEST(ran.errors ==
             "the json report cannot be written to /dev/full: No space left on device\n");
  BOOST_TEST(ran.status == 1);
}

BOOST_AUTO_TEST_CASE(a_page_of_a_log_is_that_of_its_run, *label("RPT-27") * label("RPT-07")) {
  BOOST_TEST(run("-j2 --write json=log --write html=page" + outcomesOfAll).status == 1);
  const auto page = contentOf(path / "page");
  BOOST_TEST(page.starts_with("<!DOCTYPE html>"));
  BOOST_TEST(page.find("aria-label=\"worker 1\"") != std::string::npos);
  BOOST_TEST(run("--replay log --write html=again").status == 1);
  // Times of a log are rounded, and those of a run are not.
  const std::regex numbers("[0-9]+\\.[0-9]+");
  const auto withoutTimes = [&](const std::string& text) {
    return std::regex_replace(text.substr(0, text.find("<h2>Timeline")), numbers, "N");
  };
  BOOST_TEST(withoutTimes(contentOf(path / "again")) == withoutTimes(page));
  BOOST_TEST(countOf("<tr><td class=\"outcome", page) == 36U);
  BOOST_TEST(countOf("<tr><td class=\"outcome", contentOf(path / "again")) ==
             countOf("<tr><td class=\"outcome", page));
}

BOOST_AUTO_TEST_CASE(a_report_is_replaced_when_the_run_is_over, *label("RPT-11")) {
  for (const char* options : {"", "-j2 "}) {
    std::ofstream(path / "report") << "of an earlier run";
    BOOST_TEST(run(options + std::string("--write junit=report") + outcomesOfAll).status == 1);
    const auto text = contentOf(path / "report");
    BOOST_TEST(text.starts_with("<?xml"));
    BOOST_TEST(text.ends_with("</testsuites>\n"));
    BOOST_TEST(countOf("<testcase ", text) == 36U);
  }
  BOOST_TEST(run("--write junit=report " + modules + "/test_crash.so").status != 0);
  BOOST_TEST(!fs::exists(path / "report"));
  const std::string third = " " + modules + "/test_third_time.so";
  BOOST_TEST(run("--until-failure --write junit=report" + third).status == 1);
  const auto last = contentOf(path / "report");
  BOOST_TEST(countOf("<testcase ", last) == 1U);
  BOOST_TEST(countOf("<failure ", last) == 1U);
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(path)) files += entry.is_regular_file() ? 1 : 0;
  BOOST_TEST(files == 1U);  // nothing is left beside it
}

BOOST_AUTO_TEST_CASE(a_report_that_cannot_be_replaced_is_told_of,
                     *label("RPT-02") * label("RPT-04")) {
  BOOST_TEST(runApart("--write junit=no/report" + passing)
                 .errors.ends_with(
                     ": cannot write the junit report to no/report: No such file or directory\n"));
  const auto ran = runApart("--write junit=/dev/full" + passing);
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.errors ==
             "the junit report cannot be written to /dev/full: No space left on device\n");
}

BOOST_AUTO_TEST_CASE(a_run_that_is_interrupted_is_no_good_one_in_a_report, *label("RPT-14")) {
  std::ofstream(path / "interrupts") << "#!/bin/sh\nkill -INT $PPID\nexec sleep 30\n";
  fs::permissions(path / "interrupts", fs::perms::owner_all);
  BOOST_TEST(run("--grace=0.2 --write junit=report ./interrupts::" + passing).status == 130);
  const auto text = contentOf(path / "report");
  BOOST_TEST(text.find("message=\"the run was interrupted by SIGINT: 5 tests did not run\"") !=
             std::string::npos);
  BOOST_TEST(countOf("message=\"not run\"", text) == 5U);
  BOOST_TEST(run("--write junit=report no_such_module").status == 1);
  BOOST_TEST(countOf("<error ", contentOf(path / "report")) == 1U);
}

BOOST_AUTO_TEST_CASE(the_log_of_a_run_that_died_tells_of_it, *label("RPT-05") * label("RPT-08")) {
  BOOST_TEST(run("--write json=log " + modules + "/test_crash.so" + passing).status != 0);
  const auto again = runApart("--replay log");
  BOOST_TEST(again.status == 1);
  BOOST_TEST(again.lastLine() == "FAILED (notRun=24, errors=1, successes=20)");
  BOOST_TEST(again.errors.ends_with("/log: the log ends before its run was over\n"));
}

BOOST_AUTO_TEST_CASE(an_interrupted_run_is_interrupted_in_its_log, *label("RPT-07")) {
  std::ofstream(path / "interrupts") << "#!/bin/sh\nkill -INT $PPID\nexec sleep 30\n";
  fs::permissions(path / "interrupts", fs::perms::owner_all);
  const auto ran = runApart("--grace=0.2 --write json=log ./interrupts::" + passing);
  BOOST_TEST(ran.status == 130);
  const auto again = runApart("--replay log");
  BOOST_TEST(again.status == 130);
  BOOST_TEST(reportIn(again.output) == reportIn(ran.output));
}

BOOST_AUTO_TEST_CASE(logs_of_shards_give_one_report, *label("RPT-10")) {
  BOOST_TEST(run("--write json=one" + passing).status == 0);
  BOOST_TEST(run("--write json=two " + modules + "/test_outcomes.so").status == 1);
  const auto both = run("--replay one two");
  BOOST_TEST(both.status == 1);
  BOOST_TEST(both.has("Ran 12 tests in "));
  fs::create_symlink("one", path / "again");
  BOOST_TEST(run("--replay one again").has("again is named twice\n"));
  BOOST_TEST(run("--replay one nothing").status == 1);
}

BOOST_AUTO_TEST_CASE(each_pass_is_in_the_log, *label("RPT-07")) {
  const std::string third = " " + modules + "/test_third_time.so";
  const auto ran = run("--until-failure --write json=log" + third);
  BOOST_TEST(ran.status == 1);
  const auto again = run("--replay log");
  BOOST_TEST(reportIn(again.output) == reportIn(ran.output));
  BOOST_TEST(again.status == 1);
}

BOOST_AUTO_TEST_SUITE_END()
