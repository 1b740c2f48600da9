// The program itself, as a user runs it.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <sys/wait.h>

#include <boost/test/unit_test.hpp>

#include "support.hpp"

using namespace support;
using boost::unit_test::label;

namespace {

/// Forty cases; `mayRunAgain` are those that end the process. They run again alone, and when the
/// run is over, in one process.
void checkThatEachRanOnce(const fs::path& ranFile, const std::set<std::string>& mayRunAgain = {}) {
  const auto ran = linesOf(ranFile);
  const std::set<std::string> names(ran.begin(), ran.end());
  BOOST_TEST(names.size() == 40U);
  for (const auto& name : names) {
    BOOST_TEST(ran.count(name) <= (mayRunAgain.contains(name) ? 3U : 1U),
               name << " ran " << ran.count(name) << " times");
  }
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(TrialDistTests, Folder)

BOOST_AUTO_TEST_CASE(a_crash_in_a_program_costs_one_case) {
  const auto ran = run("-j2 " + programs + "/boost_crash", "TRIAL_RAN=" + (path / "ran").string());
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.lastLine() == "FAILED (errors=2, successes=38)");
  BOOST_TEST(ran.has("ended by signal 11 (SIGSEGV) in the middle of the case Crash/by_signal"));
  BOOST_TEST(ran.has("exited with status 0 in the middle of the case"));
  BOOST_TEST(ran.has("Ran 40 tests in "));
  checkThatEachRanOnce(path / "ran", {"Crash/by_signal", "Crash/by_exit"});
}

BOOST_AUTO_TEST_CASE(a_crash_of_a_worker_costs_one_case, *label("FIX-01")) {
  const auto ran = run("-j2 " + modules + "/test_crash.so", "TRIAL_RAN=" + (path / "ran").string());
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.lastLine() == "FAILED (errors=2, successes=38)");
  BOOST_TEST(ran.has("was lost while running test_crash.CrashTests.test_by_signal: "));
  BOOST_TEST(ran.has("process ended by signal 11."));
  BOOST_TEST(ran.has("was lost while running test_crash.CrashTests.test_exits: "));
  BOOST_TEST(ran.has("process finished with exit code 0."));
  BOOST_TEST(ran.has("Ran 40 tests in "));
  checkThatEachRanOnce(path / "ran");
}

BOOST_AUTO_TEST_CASE(programs_run_where_and_as_the_user_says,
                     *label("PROG-01") * label("PROG-02") * label("PROG-03")) {
  const auto variables = "GTEST_COLOR=no TEST_SHARD_INDEX=1 TEST_DATA_DIR=data";
  for (const std::string jobs : {"", "-j2 "}) {
    const auto plain = run(jobs + programs + "/boost_where", variables);
    BOOST_TEST(plain.has("folder " + path.filename().string() +
                         ", arguments, WHERE not set, GTEST_COLOR not set, TEST_SHARD_INDEX not "
                         "set, TEST_DATA_DIR data"),
               plain.output);
    const auto told = run(jobs +
                              "--cwd=program --env WHERE=here --env GTEST_COLOR=yes "
                              "--program-arg=-- --program-arg=--level=3 " +
                              programs + "/boost_where",
                          variables);
    BOOST_TEST(told.has("folder programs, arguments --level=3, WHERE here, GTEST_COLOR yes, "
                        "TEST_SHARD_INDEX not set, TEST_DATA_DIR data"),
               told.output);
  }
}

BOOST_AUTO_TEST_CASE(programs_are_told_of_their_worker_and_have_its_temporary_folder,
                     *label("PROG-06")) {
  const auto mine = "TMPDIR=" + path.string() + " TRIAL_WORKER=7";
  const auto program = programs + "/boost_where";
  const auto serial = run(program, mine);
  BOOST_TEST(serial.has(", worker 0 of 1"), serial.output);
  BOOST_TEST(serial.has("TMPDIR " + path.string() + ", a folder"), serial.output);
  const auto parallel =
      run("-j2 test_worker.WorkerTests.test_passes " + program, mine + " TRIAL_PATH=" + modules);
  const bool first = parallel.has(", worker 0 of 2");
  BOOST_TEST((first || parallel.has(", worker 1 of 2")), parallel.output);
  BOOST_TEST(parallel.has("TMPDIR " + (path / "_trial_temp" / (first ? "0" : "1")).string() +
                          "/tmp, a folder"),
             parallel.output);
  const auto own = run("-j1 --env TMPDIR=/ " + program, mine);
  BOOST_TEST(own.has("TMPDIR /, a folder"), own.output);
}

BOOST_AUTO_TEST_CASE(a_program_may_have_a_status_of_its_own_for_failures, *label("FIX-31")) {
  for (const char* jobs : {"", "-j2 "}) {
    const auto ran = run(jobs + programs + "/boost_own_main");
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.has("error: in \"fails\": check 2 == 3 has failed"), ran.output);
    BOOST_TEST(ran.lastLine() == "FAILED (failures=1, successes=2)");
  }
}

BOOST_AUTO_TEST_CASE(a_worker_that_ends_badly_after_its_last_case_fails_the_run, *label("FIX-31")) {
  const auto ran = run("-j1 " + modules + "/test_ends_badly.so");
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.has(") did not end well after its last case: "));
  BOOST_TEST(ran.has("process ended by signal 6."));
  BOOST_TEST(ran.lastLine() == "FAILED (errors=1, successes=2)");
}

BOOST_AUTO_TEST_CASE(what_an_interrupt_in_a_test_leaves_out_is_listed, *label("FIX-05")) {
  const std::string test = "test_worker.InterruptTests.test_";
  const auto ran = run("test_worker.InterruptTests", "TRIAL_PATH=" + modules);
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.has("Not run, because the run ended early: 2 tests\n  " + test + "3_passes\n  " +
                     test + "4_passes\n"),
             ran.output);
  BOOST_TEST(ran.lastLine() == "FAILED (notRun=2, errors=1, successes=1)");
  const auto asked = run("-x test_worker.InterruptTests", "TRIAL_PATH=" + modules);
  BOOST_TEST(asked.lastLine() == "FAILED (errors=1, successes=1)");
}

BOOST_AUTO_TEST_CASE(workers_give_the_outcomes_that_a_serial_run_gives) {
  for (const auto& names :
       {modules + "/test_outcomes.so", programs + "/boost_outcomes",
        programs + "/boost_fixtures::DiesAtStart " + programs + "/boost_fixtures::be*"}) {
    const auto serial = run(names);
    const auto parallel = run("-j2 " + names);
    BOOST_TEST(serial.status == parallel.status);
    BOOST_TEST(serial.lastLine() == parallel.lastLine());
    const auto expected = outcomes(serial.output);
    const auto found = outcomes(parallel.output);
    BOOST_TEST(!expected.empty());
    BOOST_TEST(expected == found, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(cases_of_doctest_come_out_the_same_on_workers_and_in_another_order,
                     *label("DOC-04")) {
  // By id, as names may be anything.
  const auto results = [this](const std::string& arguments) {
    std::multiset<std::string> found;
    std::istringstream lines(run("--reporter=bwverbose " + arguments).output);
    for (std::string line; std::getline(lines, line);) {
      if (line.find(" ... [") != std::string::npos) found.insert(line);
    }
    return found;
  };
  for (const std::string program : {"/doctest_outcomes", "/doctest_deaths", "/doctest_main"}) {
    const auto serial = results(programs + program);
    BOOST_TEST(serial.size() > 6U);
    for (const std::string options : {"-j2 ", "-z3 ", "-j2 -z5 "})
      BOOST_TEST((results(options + programs + program) == serial), options << program);
  }
}

BOOST_AUTO_TEST_CASE(an_error_shows_where_it_was_thrown, *label("FA-05") * label("FA-11")) {
  for (const std::string options : {"", "-j2 "}) {
    BOOST_TEST(
        run(options + modules + "/test_outcomes.so")
            .has("/tests/modules/test_outcomes.cpp\", line 11, in OutcomeTests::test_c_error\n"
                 "    void test_c_error() { throw std::runtime_error(\"boom in test\"); }\n"
                 "std.runtime_error: boom in test\n"),
        "with " << options);
  }
}

BOOST_AUTO_TEST_CASE(a_name_that_cannot_be_found_is_an_error_by_its_name, *label("DR-09")) {
  for (const std::string jobs : {"", "-j2 "}) {
    const auto ran = run(jobs + "there_is_no_such");
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.has("\nthere_is_no_such\n"));
    BOOST_TEST(ran.lastLine() == "FAILED (errors=1)");
    BOOST_TEST(ran.has("Running 0 tests.") == !jobs.empty());
  }
  BOOST_TEST(!fs::exists(path / "_trial_temp/0"));
}

BOOST_AUTO_TEST_CASE(a_program_of_no_known_framework_is_an_error_by_its_name) {
  const auto ran = run("-j2 /bin/true");
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(
      ran.has("'/bin/true' is neither a test module, nor a test program of a known framework"));
  BOOST_TEST(ran.lastLine() == "FAILED (errors=1)");
}

BOOST_AUTO_TEST_CASE(a_program_without_cases_is_no_success, *label("PROG-05")) {
  for (const std::string jobs : {"", "-j2 "}) {
    const auto ran = run(jobs + programs + "/boost_empty");
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.has("boost_empty lists no cases"), ran.output);
    BOOST_TEST(ran.lastLine() == "FAILED (errors=1)");
  }
}

BOOST_AUTO_TEST_CASE(fewer_tests_than_workers_start_as_many_workers, *label("DR-10")) {
  const auto ran = run("-j9 " + modules + "/test_crash.so " + "test_crash.CrashTests.test_a0",
                       "TRIAL_PATH=" + modules);
  BOOST_TEST(ran.has("Running 40 tests.\n"));  // the second name is in the first
  const auto few = run("-j9 test_crash.CrashTests.test_a0", "TRIAL_PATH=" + modules);
  BOOST_TEST(few.status == 0);
  BOOST_TEST(few.lastLine() == "PASSED (successes=1)");
  BOOST_TEST(fs::exists(path / "_trial_temp/0"));
  BOOST_TEST(!fs::exists(path / "_trial_temp/1"));
}

BOOST_AUTO_TEST_CASE(a_run_leaves_its_folder_and_no_lock) {
  const auto ran = run("-j2 " + programs + "/boost_crash");
  BOOST_TEST(ran.status == 1);
  for (const auto* file : {"_trial_marker", "test.log", "0/out.log", "0/err.log", "1/out.log"}) {
    BOOST_TEST(fs::exists(path / "_trial_temp" / file), file);
  }
  BOOST_TEST(!fs::is_symlink(path / "_trial_temp.lock"));
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_trials_is_refused_in_one_line) {
  fs::create_directory(path / "precious");
  std::ofstream(path / "precious/thesis.txt") << "years of work";
  const auto ran = run("-j2 --temp-directory=precious " + programs + "/boost_crash");
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.has("is not a trial temporary path, refusing to remove it\n"));
  BOOST_TEST(fs::exists(path / "precious/thesis.txt"));
}

BOOST_AUTO_TEST_CASE(a_test_that_clears_the_environment_costs_the_others_nothing,
                     *label("LOAD-08")) {
  const auto folders = std::string(TRIAL_OPENING_MODULES) + ":" + modules;
  for (const std::string jobs : {"", "-j1 "}) {
    const auto ran =
        run(jobs + "test_clears test_alpha " + programs + "/boost_static", "TRIAL_PATH=" + folders);
    BOOST_TEST(ran.lastLine() == "PASSED (successes=7)", ran.output);
  }
}

BOOST_AUTO_TEST_CASE(workers_are_replaced_after_the_program_was_deleted, *label("POOL-08")) {
  const auto program = path / "program";
  fs::copy_file(TRIAL_DIST_PROGRAM, program);
  const auto ran = runProgram(program.string(), "-j1 " TRIAL_OPENING_MODULES "/test_replaced.so",
                              "PROGRAM_TO_DELETE=" + program.string() + " LD_LIBRARY_PATH=" +
                                  fs::path(TRIAL_DIST_PROGRAM).parent_path().string());
  BOOST_TEST(ran.lastLine() == "FAILED (errors=1, successes=1)", ran.output);
  BOOST_TEST(!fs::exists(program));
}

BOOST_AUTO_TEST_CASE(paths_are_taken_as_the_kernel_takes_them, *label("LOAD-07")) {
  fs::create_directories(path / "real/deep");
  fs::create_directory_symlink("real/deep", path / "link");
  fs::copy_file(programs + "/boost_static", path / "real/program");
  fs::copy_file(modules + "/test_alpha.so", path / "real/test_real.so");
  for (const std::string jobs : {"", "-j2 "}) {
    BOOST_TEST(run(jobs + "link/../program").lastLine() == "PASSED (successes=1)");
    BOOST_TEST(run(jobs + "link/../test_real.so").lastLine() == "PASSED (successes=5)");
    BOOST_TEST(run(jobs + "link/..").lastLine() == "PASSED (successes=5)");
  }
}

BOOST_AUTO_TEST_CASE(a_folder_with_a_slash_at_its_end_is_the_folder, *label("DIR-14")) {
  for (const std::string jobs : {"-j2 ", ""}) {
    const auto ran = run(jobs + "--temp-directory=tt/ " + modules + "/test_alpha.so");
    BOOST_TEST(ran.lastLine() == "PASSED (successes=5)", ran.output);
    BOOST_TEST(fs::exists(path / "tt/test.log"));
  }
}

BOOST_AUTO_TEST_CASE(a_log_that_cannot_be_written_is_an_error_of_the_run, *label("DIR-15")) {
  for (const std::string jobs : {"-j2 ", ""}) {
    const auto ran = run(jobs + "--logfile=/dev/full test_worker.WorkerTests.test_logs",
                         "TRIAL_PATH=" + modules);
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.has("cannot write the log /dev/full: No space left on device"), ran.output);
    BOOST_TEST(ran.lastLine() == "FAILED (errors=1, successes=1)");
  }
}

BOOST_AUTO_TEST_CASE(which_tests_run_and_in_which_order) {
  const auto ids = [this](const std::string& arguments) {
    const auto ran = run("-n --reporter=bwverbose " + arguments, "TRIAL_PATH=" + modules);
    std::vector<std::string> found;
    for (std::size_t at = 0; at < ran.output.size(); at = ran.output.find('\n', at) + 1) {
      const auto line = ran.output.substr(at, ran.output.find('\n', at) - at);
      if (line.ends_with(" ... [OK]")) found.push_back(line.substr(0, line.find(' ')));
    }
    return found;
  };
  using Ids = std::vector<std::string>;
  const Ids whole = {"sample.inner.test_deep.DeepTests.test_deep",
                     "sample.test_one.SampleTests.test_one",
                     "sample.test_two.SampleTests.test_two"};
  BOOST_TEST(ids("sample") == whole, boost::test_tools::per_element());
  BOOST_TEST(ids("-N sample") == Ids(whole.begin() + 1, whole.end()),
             boost::test_tools::per_element());
  auto shuffled = ids("--random=5 sample");
  BOOST_TEST((shuffled != whole));
  BOOST_TEST(shuffled == ids("-z5 sample"), boost::test_tools::per_element());
  std::sort(shuffled.begin(), shuffled.end());
  BOOST_TEST(shuffled == whole, boost::test_tools::per_element());
  BOOST_TEST(run("-n -z5 sample", "TRIAL_PATH=" + modules)
                 .output.starts_with("Running tests shuffled with seed 5\n\n"));
  std::ofstream(path / "one.cpp") << "// -*- test-case-name: sample.test_one -*-\n";
  BOOST_TEST(ids("--testmodule one.cpp") == Ids{whole[1]}, boost::test_tools::per_element());
  const auto missing = run("--testmodule gone.cpp");
  BOOST_TEST(missing.status == 0);
  BOOST_TEST(missing.output.starts_with("File 'gone.cpp' doesn't exist\n"));
  BOOST_TEST(missing.lastLine() == "PASSED");
}

BOOST_AUTO_TEST_CASE(a_program_keeps_its_order_unless_one_is_asked_for) {
  const auto firstOf = [this](const std::string& arguments) {
    const auto ran = run("--reporter=bwverbose " + arguments + programs + "/boost_outcomes");
    return ran.output.substr(0, ran.output.find(" ... "));
  };
  const auto own = firstOf("");
  BOOST_TEST(firstOf("--order=toptobottom ") == own);
  BOOST_TEST(firstOf("-n --order=alphabetical ") != own);
}

BOOST_AUTO_TEST_CASE(a_usage_error_is_one_line, *label("CLI-02")) {
  const auto ran = run("--nonsense");
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.output ==
             std::string(TRIAL_DIST_PROGRAM) + ": option --nonsense not recognized\n");
}

BOOST_AUTO_TEST_CASE(until_failure_repeats_on_the_same_workers, *label("DR-23")) {
  // It fails at the third time that it is run in one process.
  const auto ran = run("-j1 -u --reporter=summary " + modules + "/test_third_time.so");
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.has("Test Pass 3\n"));
  BOOST_TEST(!ran.has("Test Pass 4\n"));
}

BOOST_AUTO_TEST_CASE(dry_run_runs_nothing, *label("CLI-06")) {
  const auto ran =
      run("-j2 -n " + modules + "/test_crash.so", "TRIAL_RAN=" + (path / "ran").string());
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(ran.lastLine() == "PASSED (successes=40)");
  BOOST_TEST(!fs::exists(path / "ran"));
}

BOOST_AUTO_TEST_SUITE_END()
