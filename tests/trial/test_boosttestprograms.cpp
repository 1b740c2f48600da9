// Programs written with Boost.Test are run, by the adapter and by themselves: what they report
// themselves is what must come out.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <reactor/process/uniquefd.hpp>
#include <reactor/testing.hpp>
#include <trial/programs/boosttest/names.hpp>
#include <trial/programs/failures.hpp>
#include <trial/programs/listing.hpp>
#include <trial/programs/run/programrun.hpp>

#include "recorder.hpp"
#include "sampleprograms.hpp"
#include "texts.hpp"

using namespace trial::frameworks;
using boost::unit_test::label;
using sampleprograms::sample;

BOOST_AUTO_TEST_SUITE(BoostTestProgramTests, *boost::unit_test::timeout(120))

namespace {

using Kind = trial::CaseResult::Kind;
using Ids = std::vector<std::string>;
using Outcomes = std::map<std::string, std::string>;

class Listener final : public IProgramListener {
 public:
  void caseStarted(const std::string&) override {}
  void caseFinished(const std::string& id, trial::CaseReport&& report) override {
    BOOST_TEST_REQUIRE(report.results.size() == 1U);
    const auto& result = report.results.front();
    const auto outcome = result.kind == Kind::success   ? "passed"
                         : result.kind == Kind::skip    ? "skipped"
                         : result.kind == Kind::failure ? "failed"
                                                        : "error";
    BOOST_TEST(outcomes.emplace(id, outcome).second, id << " is finished twice");
    texts[id] = detailsOf(result);
    for (const auto& warning : report.warnings) warnings[id] += warning.message;
  }
  void programError(const std::string& details) override { programErrors.push_back(details); }
  void output(int fd, std::string_view data) override {
    if (fd == 2) err += data;
  }

  Outcomes outcomes;
  std::string err;
  std::map<std::string, std::string> texts;
  std::map<std::string, std::string> warnings;
  Ids programErrors;
};

struct Programs : sampleprograms::Loop {
  Ids enabled(const ProgramPtr& program) {
    const auto listed = listProgram(loop, loop, program);
    until(listed);
    Ids ids;
    listed.addCallback([&ids](const Listing& listing) {
      BOOST_TEST(listing.error == "");
      for (const auto& one : listing.cases) {
        if (!one.disabled) ids.push_back(one.id);
      }
    });
    return ids;
  }
  Outcomes run(const ProgramPtr& program, Ids ids) {
    ProgramRun programRun(loop, loop, program, std::move(ids), listener);
    const auto done = programRun.start();
    until(done);
    return listener.outcomes;
  }
  Outcomes runAll(const std::string& name) {
    const auto program = sample(name);
    return run(program, enabled(program));
  }

  Listener listener;
};

/// The outcome of each case in the program's own report.
Outcomes ownOutcomes(const std::string& program) {
  const auto file =
      std::filesystem::temp_directory_path() / fmt::format("trial-boost-{}", ::getpid());
  const auto command =
      fmt::format("'{}/{}' --color_output=no --report_level=detailed --report_sink='{}' >/dev/null",
                  TRIAL_TEST_PROGRAMS, program, file.string());
  BOOST_TEST(std::system(command.c_str()) != -1);
  const auto text = texts::contentOf(file);
  std::filesystem::remove(file);
  Outcomes outcomes;
  static const std::regex line(
      "Test case \"([^]*?)\" (?:has |was )(passed|failed|skipped|aborted)");
  for (std::sregex_iterator at(text.begin(), text.end(), line), end; at != end; ++at) {
    outcomes[boosttest::idOf((*at)[1].str())] = (*at)[2] == "aborted" ? "failed" : (*at)[2].str();
  }
  BOOST_TEST(!outcomes.empty());
  return outcomes;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(names_are_whatever_the_program_makes_them, Programs,
                        *label("BOOST-02") * label("BOOST-03") * label("BOOST-04")) {
  const auto outcomes = runAll("boost_odd_names");
  BOOST_TEST(outcomes.size() == 15U);
  BOOST_TEST(outcomes.at("(no name)") == "failed");
  BOOST_CHECK((outcomes == ownOutcomes("boost_odd_names")));
}

BOOST_FIXTURE_TEST_CASE(each_odd_name_is_found_by_itself, Programs, *label("BOOST-03")) {
  const auto program = sample("boost_odd_names");
  for (const auto& id : enabled(program)) run(program, {id});
  BOOST_CHECK((listener.outcomes == ownOutcomes("boost_odd_names")));
}

BOOST_FIXTURE_TEST_CASE(a_message_that_quotes_another_program_is_text, Programs,
                        *label("BOOST-04")) {
  const auto outcomes = runAll("boost_quotes");
  BOOST_CHECK((outcomes == ownOutcomes("boost_quotes")));
  BOOST_TEST(listener.texts.at("Reader/fails_itself").find("Adder/adds") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_case_that_closes_descriptors_is_judged_by_the_verdict, Programs,
                        *label("BOOST-07")) {
  const auto outcomes = runAll("boost_closes");
  BOOST_CHECK((outcomes == Outcomes{{"before", "passed"},
                                    {"becomes_a_daemon", "passed"},
                                    {"fails_behind_it", "failed"},
                                    {"becomes_a_daemon_and_fails", "error"},
                                    {"behind", "passed"}}));
  const std::string closed = "The report of boost_closes ended in this case";
  BOOST_TEST(listener.warnings["becomes_a_daemon"].starts_with(closed));
  BOOST_TEST(listener.texts["becomes_a_daemon_and_fails"].find(closed) != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_child_that_comes_back_out_of_its_case_is_no_part_of_the_run, Programs,
                        *label("BOOST-06")) {
  const auto outcomes = runAll("boost_forks");
  BOOST_CHECK((outcomes == ownOutcomes("boost_forks")));
  BOOST_TEST(listener.texts["child_comes_back"].find("check statusOf(child) == 3 has failed") !=
             std::string::npos);
  BOOST_TEST(listener.programErrors.empty());
}

BOOST_FIXTURE_TEST_CASE(what_a_child_has_written_is_taken_back_whatever_becomes_of_it, Programs,
                        *label("BOOST-06")) {
  const Outcomes expected = {
      {"before", "passed"}, {"child_comes_back", "failed"}, {"next", "passed"}, {"last", "passed"}};
  for (const char* mode : {"closes", "ends"}) {
    BOOST_TEST_CONTEXT(mode) {
      ::setenv("MODE", mode, 1);
      listener = {};
      const auto outcomes = runAll("boost_comes_back");
      ::unsetenv("MODE");
      BOOST_CHECK((outcomes == expected));
      BOOST_TEST(texts::contains(listener.texts["child_comes_back"], "of the process itself"),
                 listener.texts["child_comes_back"]);
      BOOST_TEST(listener.programErrors.empty());
    }
  }
}

BOOST_FIXTURE_TEST_CASE(when_the_report_is_over_its_cases_wait_for_the_end_of_the_process, Programs,
                        *label("BOOST-06")) {
  const recording::ScratchFolder scratch;
  for (const char* pipe : {"said", "go"})
    BOOST_REQUIRE(::mkfifo((scratch.path / pipe).c_str(), 0600) == 0);
  const reactor::UniqueFD said(::open((scratch.path / "said").c_str(), O_RDWR | O_CLOEXEC));
  const reactor::UniqueFD go(::open((scratch.path / "go").c_str(), O_RDWR | O_CLOEXEC));
  ::setenv("WAITING_FOLDER", scratch.path.c_str(), 1);
  ::setenv("WAITING_AT", "parent", 1);
  reactor::Clock clock;
  ProgramRun programRun(loop, clock, sample("boost_comes_back"),
                        {"before", "child_comes_back", "next", "last"}, listener);
  const auto done = programRun.start();
  char byte = 0;
  BOOST_TEST(::read(said.get(), &byte, 1) == 1);  // the child has come to its end
  for (int i = 0; i < 1000; ++i) {
    loop.iterate(0);
    clock.advance(0.01);
  }
  BOOST_TEST(!listener.outcomes.contains("child_comes_back"));
  BOOST_TEST(::write(go.get(), "x", 1) == 1);
  while (!done.called()) {
    loop.iterate(0.01);
    clock.advance(0.01);
  }
  ::unsetenv("WAITING_AT");
  ::unsetenv("WAITING_FOLDER");
  BOOST_TEST(listener.outcomes["child_comes_back"] == "failed");
  BOOST_TEST(listener.outcomes["next"] == "passed");
  BOOST_TEST(listener.programErrors.empty());
}

BOOST_FIXTURE_TEST_CASE(what_the_program_writes_behind_its_verdict_does_not_hide_it, Programs,
                        *label("BOOST-07")) {
  const auto outcomes = runAll("boost_late_words");
  BOOST_CHECK(
      (outcomes ==
       Outcomes{{"child_fails_a_check", "passed"}, {"closes", "passed"}, {"behind", "passed"}}));
  BOOST_TEST(texts::contains(listener.warnings["child_fails_a_check"], "of the child"));
  BOOST_TEST(listener.err.starts_with("late words\n"), listener.err);
  BOOST_TEST(!texts::contains(listener.err, "TestResult"));
}

BOOST_FIXTURE_TEST_CASE(what_a_child_checks_does_not_count, Programs, *label("BOOST-06")) {
  const auto outcomes = runAll("boost_child_checks");
  BOOST_CHECK((outcomes == ownOutcomes("boost_child_checks")));
  BOOST_TEST(listener.warnings["child_fails_as_it_should"].find("/no/such/file") !=
             std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_program_that_changes_its_log_is_told_so, Programs,
                        *label("BOOST-07") * label("PROG-12")) {
  ::setenv("CHANGES", "stream", 1);
  runAll("boost_log_changes");
  BOOST_TEST(listener.outcomes["before"] == "error");
  BOOST_TEST(listener.texts["before"].find("it changes the stream, the format or the level") !=
             std::string::npos);
  Listener own;
  ::setenv("CHANGES", "level", 1);
  ProgramRun programRun(loop, loop, sample("boost_log_changes"),
                        {"before", "changes_the_level", "behind"}, own);
  const auto done = programRun.start();
  until(done);
  ::unsetenv("CHANGES");
  BOOST_CHECK(
      (own.outcomes ==
       Outcomes{{"before", "passed"}, {"changes_the_level", "passed"}, {"behind", "failed"}}));
  BOOST_TEST(own.warnings["changes_the_level"].find("changed what the framework logs") !=
             std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_failure_that_the_log_does_not_have_is_not_lost, Programs,
                        *label("BOOST-07") * label("FIX-31")) {
  ::setenv("CHANGES", "failure", 1);
  const auto outcomes = run(sample("boost_log_changes"), {"before", "hides_a_failure"});
  ::unsetenv("CHANGES");
  BOOST_TEST(outcomes.at("before") == "passed");
  BOOST_TEST_REQUIRE(listener.programErrors.size() == 1U);
  BOOST_TEST(listener.programErrors[0].starts_with(
      "boost_log_changes exited with status 201 after its last case"));
  BOOST_TEST(listener.programErrors[0].find("hides_a_failure") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_case_that_calls_exit_is_not_blamed_for_a_crash_alone, Programs,
                        *label("BOOST-08")) {
  const auto outcomes = runAll("boost_exits");
  BOOST_TEST(outcomes.at("calls_exit") == "error");
  const auto& text = listener.texts["calls_exit"];
  BOOST_TEST((text.find("exited with status 0") != std::string::npos ||
              text.find("If the case calls exit()") != std::string::npos),
             text);
}

BOOST_FIXTURE_TEST_CASE(expected_failures_explain_no_status, Programs,
                        *label("FIX-31") * label("BOOST-07")) {
  ::setenv("LEAKS", "1", 1);
  const auto outcomes = run(sample("boost_exits"), {"before", "fails_as_expected"});
  ::unsetenv("LEAKS");
  BOOST_TEST(outcomes.at("fails_as_expected") == "passed");
  BOOST_TEST_REQUIRE(listener.programErrors.size() == 1U);
  BOOST_TEST(listener.programErrors[0].starts_with(
      "boost_exits exited with status 23 after its last case"));
}

BOOST_FIXTURE_TEST_CASE(a_case_whose_suite_was_asked_for_in_part_runs_alone, Programs,
                        *label("BOOST-05") * label("PROG-09")) {
  // Boost.Test does not enable the rest of a suite that a case depends on when one of its cases is
  // selected, and skips what depends on it.
  const auto outcomes =
      run(sample("boost_depends"), {"Mail/sends", "Net/connects", "after_opening"});
  BOOST_CHECK((outcomes == Outcomes{{"Mail/sends", "passed"},
                                    {"Net/connects", "passed"},
                                    {"after_opening", "passed"}}));
}

BOOST_FIXTURE_TEST_CASE(what_a_case_depends_on_is_no_surprise, Programs, *label("BOOST-05")) {
  run(sample("boost_depends"), {"after_reading"});
  BOOST_TEST(listener.outcomes["after_reading"] == "skipped");
  BOOST_TEST(listener.warnings["after_reading"] == "");
}

BOOST_FIXTURE_TEST_CASE(a_program_starts_itself_again_by_its_name, Programs, *label("PROG-08")) {
  const auto folder = std::filesystem::path(TRIAL_TEST_PROGRAMS);
  const auto name = "../" + folder.filename().string() + "/boost_again";
  for (const auto& program :
       {sample("boost_again"), sample(name), sample(folder / "boost_again")}) {
    Listener own;
    ProgramRun programRun(loop, loop, program, {"by_its_name"}, own);
    const auto done = programRun.start();
    until(done);
    BOOST_TEST(own.outcomes["by_its_name"] == "passed", own.texts["by_its_name"]);
  }
}

BOOST_AUTO_TEST_SUITE_END()
