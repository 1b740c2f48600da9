// Runs in a step of GitHub's Actions.
#include <cstddef>
#include <fstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "support.hpp"

using namespace support;
using boost::unit_test::label;

namespace {

struct Step : Folder {
  const std::string passing = " " + modules + "/test_alpha.so ";
  const std::string failing = " " + modules + "/test_outcomes.so ";

  Step() { std::ofstream(path / "summary") << "of others\n"; }

  /// The variables of a step with this summary.
  [[nodiscard]] std::string variables(const std::string& file) const {
    return "env -u TRIAL_WORKER GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=" + (path / file).string();
  }
  [[nodiscard]] Ran step(const std::string& arguments) const {
    return runApart(arguments, variables("summary"));
  }
  [[nodiscard]] std::string summary() const { return contentOf(path / "summary"); }
};

std::size_t countOfLines(const std::string& beginning, const std::string& text) {
  std::size_t count = text.starts_with(beginning) ? 1 : 0;
  for (auto at = text.find('\n' + beginning); at != std::string::npos;
       at = text.find('\n' + beginning, at + 1))
    ++count;
  return count;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(GithubTests, Step)

BOOST_AUTO_TEST_CASE(a_step_gets_annotations_and_its_summary, *label("RPT-23") * label("RPT-24")) {
  for (const char* options : {"", "-j2"}) {
    std::ofstream(path / "summary") << "of others\n";
    const auto plain = runApart(options + failing);
    const auto ran = step(options + failing);
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.lastLine() == plain.lastLine());
    BOOST_TEST(countOfLines("::", plain.errors) == 0U);
    BOOST_TEST(countOfLines("::error ", ran.errors) > 0U);
    BOOST_TEST(countOfLines("::warning ", ran.errors) == 1U);
    BOOST_TEST(summary().starts_with("of others\n\n\n## trial-dist: failed\n"));
    BOOST_TEST(countOfLines("<details>", summary()) ==
               countOfLines("::error ", ran.errors) + countOfLines("::warning ", ran.errors));
  }
}

BOOST_AUTO_TEST_CASE(the_last_pass_is_that_of_the_summary, *label("RPT-22") * label("RPT-24")) {
  BOOST_TEST(step("--until-failure " + modules + "/test_third_time.so").status == 1);
  BOOST_TEST(countOfLines("## trial-dist: ", summary()) == 1U);
  BOOST_TEST(countOfLines("## trial-dist: failed", summary()) == 1U);
}

BOOST_AUTO_TEST_CASE(other_runs_write_neither, *label("RPT-23") * label("RPT-24")) {
  BOOST_TEST(runApart("--write json=log" + failing).status == 1);
  const auto in = variables("summary");
  struct Row {
    std::string options;
    std::string environment;
  };
  for (const auto& [options, environment] :
       {Row{"--dry-run" + failing, in}, Row{"--list" + failing, in}, Row{"--replay log", in},
        Row{"--help", in}, Row{failing, in + " TRIAL_WORKER=0"},
        Row{failing, in + " GITHUB_ACTIONS=1"}, Row{failing, in + " GITHUB_ACTIONS="}}) {
    const auto ran = runApart(options, environment);
    BOOST_TEST(countOfLines("::", ran.errors) == 0U, options << environment);
    BOOST_TEST(summary() == "of others\n", options << environment);
  }
}

BOOST_AUTO_TEST_CASE(a_summary_that_cannot_be_written_changes_no_run, *label("RPT-24")) {
  fs::create_directory(path / "folder");
  const auto plain = runApart(passing);
  for (const std::string file : {"folder", "no/such"}) {
    const auto ran = runApart(passing, variables(file));
    BOOST_TEST(ran.status == 0);
    BOOST_TEST(ran.lastLine() == plain.lastLine());
    BOOST_TEST(ran.errors.starts_with("the summary of the step cannot be written to "));
    BOOST_TEST(countOfLines("::error", runApart(failing, variables(file)).errors) > 0U);
  }
  const auto none = "env -u TRIAL_WORKER GITHUB_ACTIONS=true ";
  BOOST_TEST(runApart(passing, none).errors == "");
  BOOST_TEST(countOfLines("::error", runApart(failing, none).errors) > 0U);
}

BOOST_AUTO_TEST_CASE(a_log_that_nobody_reads_changes_no_run, *label("RPT-24")) {
  (void)runProgram(TRIAL_DIST_PROGRAM, "--write json=log" + failing, "{ " + variables("summary"),
                   ">output; echo $? >status; } 2>&1 | true");
  BOOST_TEST(contentOf(path / "status") == "1\n");
  BOOST_TEST(contentOf(path / "log").ends_with("{\"event\":\"end\",\"status\":1}\n"));
  BOOST_TEST(countOfLines("## trial-dist: failed", summary()) == 1U);
}

BOOST_AUTO_TEST_CASE(a_summary_without_room_that_is_asked_for_is_an_error, *label("RPT-22")) {
  std::ofstream(path / "full") << "";
  fs::resize_file(path / "full", std::size_t{1} << 20U);
  const auto ran = runApart("--write github=full" + passing);
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.errors.find("1 MiB is full") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_report_that_is_asked_for_goes_before, *label("RPT-24")) {
  fs::create_hard_link(path / "summary", path / "same");
  BOOST_TEST(step("--write json=same" + passing).status == 0);
  BOOST_TEST(countOfLines("## ", summary()) == 0U);
  BOOST_TEST(run("--replay summary").status == 0);
  BOOST_TEST(step("--write junit=summary" + passing).status == 0);
  BOOST_TEST(summary().ends_with("</testsuites>\n"));
  const auto shared =
      runProgram(TRIAL_DIST_PROGRAM, passing, variables("output"), ">output 2>errors");
  BOOST_TEST(shared.status == 0);
  BOOST_TEST(countOfLines("## ", contentOf(path / "output")) == 0U);
}

BOOST_AUTO_TEST_CASE(a_summary_is_written_where_it_is_asked_for,
                     *label("RPT-22") * label("RPT-24")) {
  std::ofstream(path / "own") << "mine";
  BOOST_TEST(step("--write github=own" + passing).status == 0);
  BOOST_TEST(contentOf(path / "own").starts_with("mine\n\n## trial-dist: passed\n"));
  BOOST_TEST(summary() == "of others\n");
  BOOST_TEST(run("--write json=log --write github=own" + failing).status == 1);
  const auto both = contentOf(path / "own");
  BOOST_TEST(countOfLines("## trial-dist: ", both) == 2U);
  BOOST_TEST(step("--replay log --write github=summary").status == 1);
  BOOST_TEST(summary().starts_with("of others\n\n\n## trial-dist: failed\n"));
  BOOST_TEST(run("--write github=folder/none" + passing).status == 1);
}

BOOST_AUTO_TEST_SUITE_END()
