// The effect of each option, as a user sees it. A comment `cli.md` names the section
// of docs/specification/cli.md that the tests below it show.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>

#include <boost/test/unit_test.hpp>

#include "support.hpp"

using namespace support;
using boost::unit_test::label;

namespace {

const std::string path_ = std::string("TRIAL_PATH=") + TRIAL_GOLDEN_MODULES + ":" + modules;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// The files below `folder` with that extension.
int filesIn(const fs::path& folder, const std::string& extension) {
  if (!fs::exists(folder)) return 0;
  int count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == extension) ++count;
  }
  return count;
}

struct CommandLine : Folder {
  [[nodiscard]] Ran trial(const std::string& arguments, const std::string& environment = {}) const {
    return runApart(arguments, path_ + " " + environment);
  }
  /// A program that runs `commands` of a shell.
  void script(const std::string& name, const std::string& commands) const {
    std::ofstream(path / name) << "#!/bin/sh\n" << commands << '\n';
    fs::permissions(path / name, fs::perms::owner_all);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(CommandLineTests, CommandLine)

// Exit statuses, and what goes to stdout and to stderr (cli.md, section 2).

BOOST_AUTO_TEST_CASE(the_exit_status_is_1_for_failures_and_errors_only,
                     *label("CLI-10") * label("DR-27")) {
  for (const std::string jobs : {"", "-j2 "}) {
    BOOST_TEST(trial(jobs + "sample.test_passing").status == 0);
    BOOST_TEST(trial(jobs + "sample.test_nothing").status == 0, "no test at all");
    BOOST_TEST(trial(jobs + "sample.test_fixtures.SetUpSkipTests").status == 0, "a skip");
    BOOST_TEST(trial(jobs + "sample.test_sync.SyncTests.test_todo").status == 0,
               "an expected failure");
    BOOST_TEST(trial(jobs + "sample.test_surprise").status == 0, "an unexpected success");
    BOOST_TEST(trial(jobs + "sample.test_sync.SyncTests.test_failure").status == 1);
    BOOST_TEST(trial(jobs + "sample.test_sync.SyncTests.test_error").status == 1);
    BOOST_TEST(trial(jobs + "sample.test_gone").status == 1, "a name that cannot be loaded");
  }
}

BOOST_AUTO_TEST_CASE(a_usage_error_goes_to_stderr_alone) {
  const auto ran = trial("-j0 sample.test_passing");
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.output.empty(), ran.output);
  BOOST_TEST(ran.errors ==
             std::string(TRIAL_DIST_PROGRAM) +
                 ": Argument to jobs must be a strictly positive integer or 'auto'\n");
}

BOOST_AUTO_TEST_CASE(a_run_that_cannot_be_carried_through_is_told_in_one_line) {
  fs::create_directory(path / "precious");
  for (const std::string jobs : {"", "-j2 "}) {
    const auto ran = trial(jobs + "--temp-directory=precious sample.test_passing");
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.errors.ends_with("is not a trial temporary path, refusing to remove it\n"));
    BOOST_TEST(std::count(ran.errors.begin(), ran.errors.end(), '\n') == 1, ran.errors);
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_is_no_success) {
  for (const std::string arguments : {"sample.test_passing", "-j2 sample.test_passing", "--help"}) {
    const auto ran = trial(arguments + " >/dev/full");
    BOOST_TEST(ran.status == 1, arguments);
    BOOST_TEST(ran.errors.ends_with(": stdout could not be written\n"), ran.errors);
  }
}

BOOST_AUTO_TEST_CASE(a_missing_testmodule_is_an_empty_run) {
  const auto ran = trial("--testmodule=gone.cpp");
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(ran.errors == "File 'gone.cpp' doesn't exist\n");
  BOOST_TEST(ran.lastLine() == "PASSED");
}

BOOST_AUTO_TEST_CASE(a_signal_ends_the_run_with_its_summary) {
  const auto ran = trial("test_switches.SignalTests");
  BOOST_TEST(ran.status == 128 + SIGTERM);
  BOOST_TEST(ran.lastLine() == "FAILED (interrupted, notRun=1, successes=1)",
             "the test that ran, and not the next");
  BOOST_TEST(has(ran.output, "Ran 1 tests in "));
  BOOST_TEST(has(ran.output,
                 "\nNot run, because the run ended early: 1 tests\n"
                 "  test_switches.SignalTests.test_2_passes\n"));
  BOOST_TEST(ran.errors ==
             "interrupted by SIGTERM: waiting up to 5 s for "
             "test_switches.SignalTests.test_1_gets_a_signal (a second signal ends it now)\n");
  const auto together = run("test_switches.SignalTests", path_);
  BOOST_TEST(together.has("\ninterrupted by SIGTERM: waiting up to "), together.output);
  const auto waiting = trial("test_switches.WaitingSignalTests");
  BOOST_TEST(waiting.status == 128 + SIGINT);
  BOOST_TEST(has(waiting.output, "KeyboardInterrupt: interrupted by SIGINT"));
  BOOST_TEST(waiting.lastLine() == "FAILED (interrupted, notRun=1, errors=1)");
  BOOST_TEST(has(contentOf(path / "_trial_temp/test.log"), "torn down"));
  const auto program = trial("--grace=0.1 " + std::string(TRIAL_TEST_PROGRAMS) + "/boost_signals");
  BOOST_TEST(program.status == 128 + SIGTERM);
  BOOST_TEST(program.lastLine() == "FAILED (interrupted, notRun=1, errors=1, successes=1)",
             program.output);
  const auto repeated = trial("-u test_switches.SignalTests");
  BOOST_TEST(repeated.status == 128 + SIGTERM);
  BOOST_TEST(!has(repeated.output, "Test Pass 2"));
}

// cli.md, section 3: which tests, in which order. More in test_trialdist.cpp.

BOOST_AUTO_TEST_CASE(a_seed_is_told_first, *label("CLI-08")) {
  BOOST_TEST(trial("--random=7 sample.test_passing")
                 .output.starts_with("Running tests shuffled with seed 7\n\n"));
  const auto ran = trial("--random 0 sample.test_passing");
  BOOST_TEST(ran.output.starts_with("Running tests shuffled with seed 1"), "hundredths since 1970");
  const auto subunit = trial("--random=7 --reporter=subunit sample.test_passing");
  BOOST_TEST(subunit.output.starts_with("test: "), "nothing else is in its stream");
  BOOST_TEST(has(subunit.errors, "Running tests shuffled with seed 7\n"));
}

BOOST_AUTO_TEST_CASE(a_module_to_do_without_cannot_be_loaded) {
  for (const std::string jobs : {"", "-j2 "}) {
    const auto ran =
        trial(jobs + "--without-module=sample.test_sync sample.test_sync sample.test_passing");
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(has(ran.output, "module 'sample.test_sync' is disabled by --without-module"));
    BOOST_TEST(ran.lastLine() == "FAILED (errors=1, successes=6)");
  }
  BOOST_TEST(
      has(trial("--without-module=sample.test_sync sample").output, "\n\nsample.test_sync\n==="),
      "in its package it is the one that fails");
  const auto reporter = trial("--without-module=reporter_lines --reporter=" + modules +
                              "/reporters/reporter_lines.so");
  BOOST_TEST(reporter.status == 1);
  BOOST_TEST(has(reporter.errors, "module 'reporter_lines' is disabled by --without-module\n"));
}

BOOST_AUTO_TEST_CASE(a_module_that_is_there_already_is_told) {
  const auto ran = runProgram(std::string(TRIAL_NATIVE_PROGRAMS) + "/native_tests",
                              "--without-module=native_tests");
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.output.starts_with("Module 'native_tests' already imported, disabling anyway.\n"),
             ran.output);
}

// How tests are run.

BOOST_AUTO_TEST_CASE(exitfirst_stops_a_run_of_one_process_and_of_many, *label("DR-26")) {
  for (const std::string jobs : {"", "-j1 "}) {
    const auto ran = trial(jobs + "-x test_switches.FailingTests sample.test_passing");
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.lastLine() == "FAILED (failures=1)", ran.output);
    BOOST_TEST(!has(ran.output, "Not run"));
  }
  BOOST_TEST(trial("-x test_switches.FailingTests").lastLine() == "FAILED (failures=1)");
}

BOOST_AUTO_TEST_CASE(a_result_that_a_test_stops_makes_no_error_of_the_rest) {
  for (const std::string jobs : {"", "-j1 "}) {
    const auto ran = trial(jobs + "test_switches.StoppingTests");
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.lastLine() == "FAILED (notRun=2, errors=1)", ran.output);
    BOOST_TEST(!has(ran.output, "did not run"));
  }
}

BOOST_AUTO_TEST_CASE(force_gc_shows_what_a_test_left) {
  const std::string name = "test_switches.SwitchTests.test_leaves_an_error_in_the_reactor";
  for (const std::string jobs : {"", "-j1 "}) {
    BOOST_TEST(trial(jobs + name).lastLine() == "PASSED (successes=1)");
    const auto ran = trial(jobs + "--force-gc " + name);
    BOOST_TEST(has(ran.output, "left in the reactor"), "with " << jobs);
    BOOST_TEST(ran.lastLine() == "FAILED (errors=1, successes=1)");
  }
}

BOOST_AUTO_TEST_CASE(options_of_python_are_accepted) {
  for (const std::string jobs : {"", "-j2 "}) {
    auto ran = trial(jobs + "--disablegc sample.test_passing");
    BOOST_TEST(ran.status == 0);
    BOOST_TEST(ran.errors.empty());
    ran = trial(jobs + "--recursionlimit=5000 sample.test_passing");
    BOOST_TEST(ran.status == 0);
    BOOST_TEST(ran.errors == "--recursionlimit has no effect here\n");
  }
}

BOOST_AUTO_TEST_CASE(the_reactor_is_the_one_that_was_asked_for) {
  const std::string show = "EVENT_SHOW_METHOD=1";
  for (const std::string name : {"epoll", "poll", "select"}) {
    const auto ran = trial("--reactor=" + name + " test_switches.WaitingTests", show);
    BOOST_TEST(ran.status == 0);
    BOOST_TEST(has(ran.errors, "libevent using: " + name), ran.errors);
  }
  BOOST_TEST(trial("-j1 --reactor=poll test_switches.WaitingTests", show).status == 0);
  BOOST_TEST(has(contentOf(path / "_trial_temp/0/err.log"), "libevent using: poll"));
  BOOST_TEST(trial("--reactor=default test_switches.WaitingTests").status == 0);
}

BOOST_AUTO_TEST_CASE(workers_have_the_grace_that_was_given) {
  const auto begin = std::chrono::steady_clock::now();
  const auto ran = trial("-j1 --grace=0.1 test_switches.StuckTests");
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  BOOST_TEST(ran.status == 128 + SIGTERM);
  BOOST_TEST(ran.lastLine() == "FAILED (interrupted, errors=1)", ran.output);
  BOOST_TEST(took.count() < 5, "as long as they have otherwise");
}

// Output.

BOOST_AUTO_TEST_CASE(tracebacks_have_the_format_that_was_asked_for) {
  const std::string name = " sample.test_sync.SyncTests.test_failure";
  for (const std::string jobs : {"", "-j1 "}) {
    BOOST_TEST(has(trial(jobs + "--tbformat=plain" + name).output,
                   "Traceback (most recent call last):\n  File "));
    BOOST_TEST(has(trial(jobs + "--tbformat=emacs" + name).output,
                   "Traceback: <trial.FailTest>: 'x' not in 'abc'\n"));
    BOOST_TEST(has(trial(jobs + "--tbformat=cgitb" + name).output, "*--- End of Failure #"));
  }
}

BOOST_AUTO_TEST_CASE(tracebacks_are_printed_twice_with_rterrors) {
  for (const std::string jobs : {"", "-j1 "}) {
    const auto ran = trial(jobs + "-e --reporter=text sample.test_sync.SyncTests.test_error");
    const auto first = ran.output.find("Traceback");
    BOOST_TEST_REQUIRE(first != std::string::npos);
    BOOST_TEST(has(ran.output.substr(first + 1), "Traceback"));
  }
}

BOOST_AUTO_TEST_CASE(times_of_tests_are_those_that_they_took, *label("FIX-19")) {
  // It waits for a tenth of a second.
  const std::regex took(R"(\n\((0\.[1-9]|[1-9])\d* secs\)\n)");
  for (const std::string jobs : {"", "-j1 "}) {
    const auto ran =
        trial(jobs + "--reporter=timing sample.test_outcomes.OutcomeTests.test_j_timeout");
    BOOST_TEST(std::regex_search(ran.output, took), ran.output);
  }
}

BOOST_AUTO_TEST_CASE(the_log_is_where_it_was_asked_for, *label("POOL-04")) {
  for (const std::string jobs : {"", "-j1 "}) {
    BOOST_TEST(trial(jobs + "sample.test_passing").status == 0);
    BOOST_TEST(has(contentOf(path / "_trial_temp/test.log"), "test_beta <--"));
    BOOST_TEST(trial(jobs + "-l deep/er/run.log sample.test_passing").status == 0);
    BOOST_TEST(has(contentOf(path / "_trial_temp/deep/er/run.log"), "test_beta <--"));
    const auto absolute = path / "logs/run.log";
    BOOST_TEST(trial(jobs + "--logfile=" + absolute.string() + " sample.test_passing").status == 0);
    BOOST_TEST(has(contentOf(absolute), "test_beta <--"));
    fs::remove_all(path / "logs");
  }
}

BOOST_AUTO_TEST_CASE(the_log_may_be_stdout_which_stays_open, *label("FIX-30")) {
  for (const std::string jobs : {"", "-j1 "}) {
    const auto ran = trial(jobs + "--logfile=- sample.test_passing");
    BOOST_TEST(ran.status == 0);
    BOOST_TEST(has(ran.output, "Log opened.\n"));
    BOOST_TEST(has(ran.output, "sample.test_passing.FirstTests.test_beta <--\n"));
    BOOST_TEST(has(ran.output, "\nPASSED (successes=6)\n"));
    BOOST_TEST(!fs::exists(path / "_trial_temp/-"));
  }
}

BOOST_AUTO_TEST_CASE(a_reporter_that_breaks_is_told_in_one_line) {
  const std::string reporters = path_ + ":" + modules + "/badreporters";
  for (const std::string jobs : {"", "-j2 "}) {
    const auto null = runApart(jobs + "--reporter=null sample.test_passing", reporters);
    BOOST_TEST(null.status == 1);
    BOOST_TEST(null.errors.ends_with(": the factory of the reporter made none\n"), null.errors);
    const auto thrown = runApart(jobs + "--reporter=throws sample.test_passing", reporters);
    BOOST_TEST(thrown.status == 1);
    BOOST_TEST(thrown.output.empty());
    BOOST_TEST(
        thrown.errors.ends_with("reporter_throws.so: std.runtime_error: no\\nconfiguration\n"),
        thrown.errors);
  }
  const auto listed = runApart("--help-reporters", reporters);
  BOOST_TEST(listed.status == 0);
  BOOST_TEST(has(listed.output, "    null \t made by nobody\n"));
  BOOST_TEST(has(listed.output, "    throws \t cannot be used: "));
}

BOOST_AUTO_TEST_CASE(what_a_test_left_is_in_the_stream_of_subunit) {
  const auto ran = trial(
      "--unclean-warnings --reporter=subunit "
      "sample.test_outcomes.OutcomeTests.test_i_uncleanDelayedCall");
  BOOST_TEST(has(ran.output,
                 "skip: sample.test_outcomes.OutcomeTests.test_i_uncleanDelayedCall [\n"
                 "Reactor was unclean.\n"));
}

BOOST_AUTO_TEST_CASE(coverage_goes_to_a_folder_of_the_run_or_of_the_worker) {
  auto ran = trial("--coverage test_covered");
  const auto folder = fs::canonical(path) / "_trial_temp/coverage";
  const auto line = "Setting coverage directory to " + folder.string() + ".\n";
  BOOST_TEST(ran.output.ends_with("\nPASSED (successes=1)\n" + line), "as trial's: " << ran.output);
  BOOST_TEST(filesIn(folder, ".gcda") == 1);
  ran = trial("-j1 --coverage --temp-directory=there test_covered");
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(filesIn(path / "there/0/coverage", ".gcda") == 1);
}

BOOST_AUTO_TEST_CASE(texts_go_to_stdout_with_status_0) {
  for (const std::string option :
       {"", "--help", "-h", "--help-orders", "--help-reporters", "--help-reactors", "--version"}) {
    const auto ran = trial(option);
    BOOST_TEST(ran.status == 0, option);
    BOOST_TEST(ran.errors.empty(), option);
    BOOST_TEST(!ran.output.empty(), option);
  }
  BOOST_TEST(trial("--version").output == "trial-dist version: " TRIAL_DIST_VERSION "\n");
  BOOST_TEST(trial("").output == trial("--help -j0").output);
  BOOST_TEST(trial("--help").output.starts_with("trial-dist [options] [[file|"),
             "without its path");
}

// Debugging.

BOOST_AUTO_TEST_CASE(the_debugger_gets_the_program_and_its_arguments) {
  script("gdb", "echo \"debugger: $*\"");
  script("lldb-14", "echo \"lldb: $*\"");
  const std::string environment = "PATH=" + path.string() + ":$PATH";
  const auto program = fs::canonical(TRIAL_DIST_PROGRAM).string();
  BOOST_TEST(trial("--debug sample.test_passing", environment).output ==
             "debugger: --args " + program + " --debug sample.test_passing\n");
  BOOST_TEST(trial("-b --debugger=lldb-14 sample", environment).output ==
             "lldb: -- " + program + " -b --debugger=lldb-14 sample\n");
  BOOST_TEST(trial("-n -b sample.test_passing", environment).lastLine() == "PASSED (successes=6)",
             "a dry run needs none");
  const auto missing = trial("--debug --debugger=nosuchdebugger sample.test_passing");
  BOOST_TEST(missing.status == 1);
  BOOST_TEST(missing.output.empty());
  BOOST_TEST(missing.errors ==
             std::string(TRIAL_DIST_PROGRAM) + ": 'nosuchdebugger' debugger could not be found.\n");
}

BOOST_AUTO_TEST_CASE(gdb_stops_at_the_first_failure) {
  script("in-gdb", "exec gdb -nx -batch -ex 'set debuginfod enabled off' -ex run -ex bt \"$@\"");
  const std::string names =
      "test_switches.FailingTests.test_2_passes "
      "test_switches.FailingTests.test_1_fails";
  const auto ran = trial("--debug --debugger=./in-gdb " + names);
  BOOST_TEST(has(ran.output, "received signal SIGTRAP"), ran.output);
  BOOST_TEST(has(ran.output, " FailingTests::test_1_fails "), ran.output);
  const auto wanted = trial("--debug --debugger=./in-gdb test_switches.WantedTests");
  BOOST_TEST(has(wanted.output, "received signal SIGTRAP"));
  BOOST_TEST(has(wanted.output, " WantedTests::test_3_fails "), wanted.output);
  BOOST_TEST(!has(wanted.output, " WantedTests::test_1_todo "));
  const auto free = trial("--debug --nopm --debugger=./in-gdb " + names);
  BOOST_TEST(!has(free.output, "SIGTRAP"), free.output);
  BOOST_TEST(has(free.output, "FAILED (failures=1, successes=1)"), free.output);
}

BOOST_AUTO_TEST_CASE(stacktraces_of_deferreds_are_kept_if_they_are_asked_for) {
  const std::string name = "test_switches.SwitchTests.test_fires_twice";
  BOOST_TEST(!has(trial(name).output, "First Invoker was"));
  BOOST_TEST(has(trial("-B " + name).output, " C: Deferred was created:\n"));
  BOOST_TEST(has(trial("-B " + name).output, " I: First Invoker was:\n"));
  script("gdb", "shift\nexec \"$@\"");
  BOOST_TEST(has(trial("--debug --nopm " + name, "PATH=" + path.string() + ":$PATH").output,
                 " I: First Invoker was:\n"));
}

BOOST_AUTO_TEST_CASE(spew_tells_what_happens) {
  const auto serial = trial("--spew test_switches.WaitingTests");
  BOOST_TEST(serial.lastLine() == "PASSED (successes=1)");
  BOOST_TEST(has(serial.errors, "spew: timed call <DelayedCall "));
  BOOST_TEST(has(serial.errors, "spew: callback of the Deferred "));
  const auto manager = trial("-j1 --spew test_switches.WaitingTests");
  BOOST_TEST(has(manager.errors, " is ready to be read\n"));
  BOOST_TEST(has(manager.errors, "spew: sent {"));
  BOOST_TEST(has(manager.errors, "\"test_switches.WaitingTests.test_waits\""));
  BOOST_TEST(has(manager.errors, "spew: received {"));
  BOOST_TEST(trial("sample.test_passing").errors.empty());
}

BOOST_AUTO_TEST_SUITE_END()
