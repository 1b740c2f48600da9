// The summary and the annotations that a run writes in a step of GitHub Actions.
#include <trial/reports/githubstep.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include <reactor/process/uniquefd.hpp>
#include <trial/reports/appending.hpp>
#include <trial/reports/formats/github.hpp>

#include "recorder.hpp"
#include "reportedrun.hpp"
#include "texts.hpp"

using boost::unit_test::label;
using recording::ScratchFolder;
using reported::failed;
using reported::native;
using texts::contains;
using texts::contentOf;
using trial::githubAnnotations;
using trial::githubSummary;

BOOST_AUTO_TEST_SUITE(GithubReportTests)

namespace {

/// As if each source lay in the workspace.
std::string asNamed(const std::string& file) { return file; }

/// Two hundred failures with this text, one after another.
trial::RunRecord manyFailures(const std::string& text) {
  trial::RunRecord run;
  std::vector<trial::TestPtr> cases;
  for (int i = 0; i < 200; ++i) cases.push_back(native(std::to_string(i)));
  run.runBegan(cases);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    trial::CaseReport report;
    report.test = cases[i];
    report.began = static_cast<double>(i);
    report.results.push_back(trial::failureResult(failed(text)));
    run.caseOver(report);
  }
  run.runOver();
  return run;
}

struct Step : ScratchFolder {
  /// The log of a step that adds its summary to this file.
  std::string logOf(const std::optional<std::filesystem::path>& summary) const {
    std::ostringstream log;
    trial::GithubStep step(log, {.summary = summary, .workspace = path, .folder = path});
    reported::tellOfRun(step);
    step.end();
    return log.str();
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(the_summary_has_every_outcome, *label("RPT-14") * label("RPT-22")) {
  trial::RunRecord run;
  reported::tellOfRun(run);
  const auto expected = contentOf(std::string(TRIAL_TEST_DATA) + "/reports/github");
  BOOST_TEST(githubSummary(run, 0) == expected);
  BOOST_TEST(githubSummary(run, 1) == "\n\n" + expected);
}

BOOST_AUTO_TEST_CASE(annotations_are_of_failures_and_surprises,
                     *label("RPT-14") * label("RPT-23")) {
  trial::RunRecord run;
  reported::tellOfRun(run);
  BOOST_TEST(githubAnnotations(run, asNamed) ==
             "::error title=trial-dist::the run was interrupted by SIGINT: 1 test did not run\n"
             "::error title=<runner>::lost\n"
             "::error title=p/q%3A%3AS/odd \\xff\\x1b<&>::]]> \\xff\n"
             "::warning file=m.cpp,line=7,title=m.C.surprise::unexpected success: thought to be "
             "broken\n"
             "::error file=m.cpp,line=7,title=m.C.throws::boom # \\\n"
             "::error file=m.cpp,line=7,title=m.C.fails::1 != 2, 50%25: no\n");
}

BOOST_AUTO_TEST_CASE(the_summary_leaves_the_step_below_its_limit, *label("RPT-22")) {
  const auto run = manyFailures("why\n```" + std::string(100'000, 'x'));
  constexpr std::size_t mostOfStep = std::size_t{1} << 20U;
  const auto summary = githubSummary(run, 0);
  BOOST_TEST(summary.size() <= 512'000U);
  BOOST_TEST(summary.size() > 450'000U);
  BOOST_TEST(contains(summary, "\n````\nwhy\n```x"));
  BOOST_TEST(summary.find("<code>m.C.199</code>") < summary.find("<code>m.C.198</code>"));
  BOOST_TEST(summary.ends_with(" more failures are left out.\n"));
  const auto before = mostOfStep - 40'000;
  const auto rest = githubSummary(run, before);
  BOOST_TEST(before + rest.size() <= mostOfStep);
  BOOST_TEST(contains(rest, "<code>m.C.199</code>"));
  BOOST_TEST(githubSummary(run, mostOfStep - 100) == "");
  BOOST_TEST(githubSummary(run, 3 * mostOfStep) == "");
}

BOOST_AUTO_TEST_CASE(ten_annotations_are_written_of_many_failures, *label("RPT-23")) {
  const auto annotations = githubAnnotations(manyFailures("why"), asNamed);
  BOOST_TEST(std::count(annotations.begin(), annotations.end(), '\n') == 10);
  BOOST_TEST(annotations.starts_with("::error file=m.cpp,line=7,title=m.C.199::why\n"));
  BOOST_TEST(contains(annotations, "title=m.C.190::why\n"));
}

BOOST_FIXTURE_TEST_CASE(a_step_adds_to_its_summary, Step, *label("RPT-24")) {
  std::ofstream(path / "summary") << "of others";
  BOOST_TEST(logOf(std::nullopt).starts_with("\n::error "));  // a test may have left a line open
  BOOST_TEST(logOf(path / "summary") == logOf(std::nullopt));
  BOOST_TEST(contentOf(path / "summary").starts_with("of others\n\n## trial-dist: failed\n"));
}

/// A folder, nothing, what is no regular file, a fifo that nobody reads.
BOOST_FIXTURE_TEST_CASE(a_summary_that_cannot_be_written_is_told, Step, *label("RPT-24")) {
  std::filesystem::create_directory(path / "folder");
  BOOST_REQUIRE(::mkfifo((path / "fifo").c_str(), 0600) == 0);
  const auto annotations = logOf(std::nullopt);
  for (const std::string name : {"folder", "none", "fifo", "folder/none"}) {
    const auto log = logOf(path / name);
    BOOST_TEST(log.starts_with("the summary of the step cannot be written to "));
    BOOST_TEST(log.ends_with("\n" + annotations));
  }
  BOOST_TEST(contains(logOf("/dev/full"), "/dev/full: Invalid argument\n"));
  BOOST_TEST(!std::filesystem::exists(path / "none"));
  std::ofstream(path / "summary") << "of others";
  std::filesystem::resize_file(path / "summary", std::size_t{1} << 20U);
  BOOST_TEST(contains(logOf(path / "summary"), "summary: 1 MiB is full"));
}

/// A limit of the size of files is as a disk that is full.
BOOST_FIXTURE_TEST_CASE(half_of_a_text_is_not_added, ScratchFolder, *label("RPT-22")) {
  std::ofstream(path / "file") << "of others";
  const reactor::UniqueFD fd(::open((path / "file").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  BOOST_TEST(trial::appendWhole(fd.get(), ", ours") == 0);
  rlimit before = {};
  BOOST_REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const rlimit small = {100, before.rlim_max};
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  BOOST_REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  const int error = trial::appendWhole(fd.get(), std::string(1000, 'x'));
  BOOST_REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  std::signal(SIGXFSZ, handler);
  BOOST_TEST(error == EFBIG);
  BOOST_TEST(contentOf(path / "file") == "of others, ours");
}

/// A compiler that runs in a build folder names sources from there.
BOOST_FIXTURE_TEST_CASE(a_place_is_named_as_in_the_workspace, Step, *label("RPT-23")) {
  BOOST_TEST(contains(logOf(std::nullopt), "::error title=m.C.fails::"));
  std::ofstream(path / "m.cpp") << "source\n";
  BOOST_TEST(contains(logOf(std::nullopt), "::error file=m.cpp,line=7,title=m.C.fails::"));

  const auto annotationsOf = [this](const std::string& file, const std::string& folder) {
    trial::CaseReport report;
    report.test = native("fails");
    report.place = trial::SourcePlace{file, 7};
    report.results.push_back(trial::failureResult(failed("no")));
    std::ostringstream log;
    trial::GithubStep step(
        log, {.summary = std::nullopt, .workspace = path / "w", .folder = path / folder});
    step.runBegan({report.test});
    step.caseOver(report);
    step.runOver();
    step.end();
    return log.str();
  };
  std::filesystem::create_directories(path / "w/src");
  std::filesystem::create_directories(path / "w/build/tests");
  std::ofstream(path / "w/src/m.cpp") << "source\n";
  for (const std::string folder : {"w", "w/build", "w/build/tests"}) {
    BOOST_TEST(contains(annotationsOf("../src/m.cpp", folder), "::error file=src/m.cpp,line=7,"));
    BOOST_TEST(!contains(annotationsOf("../../m.cpp", folder), "file="));
  }
}

BOOST_AUTO_TEST_CASE(a_step_without_a_run_writes_nothing, *label("RPT-23")) {
  std::ostringstream log;
  trial::GithubStep(log, {.summary = "/nowhere", .workspace = "/", .folder = "/"}).end();
  BOOST_TEST(log.str() == "");
}

BOOST_AUTO_TEST_SUITE_END()
