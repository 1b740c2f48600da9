// A program with native tests of its own: by itself, and as one that trial-dist runs.
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "support.hpp"

using boost::unit_test::label;
using namespace support;

namespace {

const std::string noise = TRIAL_NATIVE_PROGRAMS "/native_noise";
const std::string ended =
    "FAILED (skips=1, expectedFailures=1, failures=1, errors=4, "
    "unexpectedSuccesses=1, successes=3)";
const std::multiset<std::string> all = {
    "test_crash[OK]",     "test_error[ERROR]", "test_failure[FAIL]",        "test_folder[OK]",
    "test_skip[SKIPPED]", "test_success[OK]",  "test_surprise[SUCCESS!?!]", "test_todo[TODO]",
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(NativeProgramTests, Folder)

BOOST_AUTO_TEST_CASE(it_is_a_trial_dist_of_its_own) {
  for (const char* arguments : {"", "-j2", "native_tests", "--reporter=text -j1"}) {
    const auto ran = runProgram(native, arguments);
    BOOST_TEST(ran.status == 1, arguments);
    BOOST_TEST(ran.lastLine() == ended, arguments << ran.output);
  }
  const auto one = runProgram(native, "-j2 native_tests.OutcomeTests.test_success");
  BOOST_TEST(one.status == 0);
  BOOST_TEST(one.lastLine() == "PASSED (successes=1)");
  BOOST_TEST(runProgram(native, "--help").has("native_tests [options]"));
}

BOOST_AUTO_TEST_CASE(a_file_of_the_name_of_its_module_does_not_matter) {
  fs::create_symlink(native, path / "native_tests");
  BOOST_TEST(runProgram("./native_tests", "-j2").lastLine() == ended);
  BOOST_TEST(run("./native_tests").has("Ran 10 tests"));
}

BOOST_AUTO_TEST_CASE(what_a_test_leaves_can_be_a_warning) {
  for (const char* jobs : {"", "-j2 "}) {
    const auto ran = runProgram(
        native, std::string(jobs) + "--unclean-warnings native_tests.OutcomeTests.test_unclean");
    BOOST_TEST(ran.status == 0);
    BOOST_TEST(ran.has("test_unclean: UserWarning: Reactor was unclean.\nDelayedCalls: (set "),
               ran.output);
    BOOST_TEST(ran.lastLine() == "PASSED");
  }
}

BOOST_AUTO_TEST_CASE(a_bad_end_after_its_tests_fails_the_run, *label("FIX-31")) {
  for (const char* jobs : {"", "-j2 "}) {
    const auto ran = run(jobs + std::string(TRIAL_NATIVE_PROGRAMS "/native_ends"));
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.has("native_ends ended by signal 6 (SIGABRT) after its last case\nIt "),
               ran.output);
    // A worker that is given one case has nothing to tell apart.
    BOOST_TEST(
        (ran.has("\nIt ends so when it runs nothing but test_ends_badly.EndTests.test_one.\n") ||
         ran.has("\nIt ran nothing but test_ends_badly.EndTests.test_one.\n")),
        ran.output);
    BOOST_TEST(ran.lastLine() == "FAILED (errors=1, successes=2)");
  }
}

BOOST_AUTO_TEST_CASE(what_a_test_of_it_leaves_is_what_the_runner_says) {
  const auto test = noise + "::native_noise.NoiseTests.test_leaves_a_call";
  for (const char* jobs : {"", "-j2 "}) {
    const auto error = run(jobs + test);
    BOOST_TEST(error.has("trial.DirtyReactorAggregateError: Reactor was unclean."), error.output);
    BOOST_TEST(error.lastLine() == "FAILED (errors=1)");
    const auto warning = run(jobs + ("--unclean-warnings " + test));
    BOOST_TEST(
        warning.has("test_leaves_a_call: UserWarning: Reactor was unclean.\nDelayedCalls: (set "),
        warning.output);
    BOOST_TEST(warning.lastLine() == "PASSED");
  }
}

BOOST_AUTO_TEST_CASE(its_warnings_are_told) {
  for (const std::string jobs : {"", "-j1 "}) {
    const auto ran =
        run(jobs + "--reporter=bwverbose " + noise + "::native_noise.NoiseTests.test_warns");
    BOOST_TEST(ran.has(" ... [OK]axe.cpp:7: UserWarning: careful\nwith that\n\n"), ran.output);
    BOOST_TEST(ran.lastLine() == "PASSED (successes=1)");
  }
  const auto log = contentOf(path / "_trial_temp" / "test.log");
  BOOST_TEST(log.find("axe.cpp:7: some.UserWarning: careful") != std::string::npos, log);
}

// By one pipe, what it reports shows when its output left it.
BOOST_AUTO_TEST_CASE(what_a_test_of_it_writes_leaves_it_before_the_test_is_over) {
  const auto ran = runProgram(noise, "--program-run . native_noise.NoiseTests.test_prints 3>&1");
  const auto start = ran.output.find("start ");
  const auto text = ran.output.find("said by stdio\nsaid by iostreams\n");
  BOOST_TEST((start < text && text < ran.output.find("stop ")), ran.output);
  const auto died = run(noise + "::native_noise.NoiseTests.test_prints_and_dies");
  BOOST_TEST(died.has("Its output:\nlast words\n"), died.output);
}

BOOST_AUTO_TEST_CASE(a_crash_costs_one_case_of_it) {
  const auto ran = runProgram(native, "-j2", "NATIVE_CRASH=1");
  BOOST_TEST(ran.lastLine() ==
                 "FAILED (skips=1, expectedFailures=1, failures=1, errors=5, "
                 "unexpectedSuccesses=1, successes=2)",
             ran.output);
}

BOOST_AUTO_TEST_CASE(trial_dist_runs_it_like_any_other_program) {
  for (const char* jobs : {"", "-j2 "}) {
    const auto ran = run(jobs + native);
    BOOST_TEST(ran.status == 1);
    const auto found = outcomes(ran.output);
    for (const auto& outcome : all) {
      BOOST_TEST(
          std::count_if(found.begin(), found.end(),
                        [&outcome](const auto& line) { return line.ends_with(outcome); }) == 1,
          outcome << " of " << ran.output);
    }
    BOOST_TEST(ran.has("native_tests.cpp:21: in test_failure\ntrial.FailTest: 'left' != 'right'"));
    BOOST_TEST(ran.has("in test_error\nstd.runtime_error: broken"));
    BOOST_TEST(!ran.has("registration.hpp"), "frames of the framework's own are left out");
    BOOST_TEST(ran.has("the first"), "both errors of a test are told");
    BOOST_TEST(ran.has("the second"));
    BOOST_TEST(ran.has("DirtyReactorAggregateError"));
    BOOST_TEST(ran.has("not today"));
    BOOST_TEST(ran.has("Reason: 'a reason'"));
    BOOST_TEST(ran.has("another reason"));
  }
}

BOOST_AUTO_TEST_CASE(its_names_are_those_of_native_tests) {
  for (const char* name : {"native_tests.OutcomeTests.test_success", "*.test_success"}) {
    BOOST_TEST(run("'" + native + "::" + name + "'").lastLine() == "PASSED (successes=1)", name);
  }
  for (const char* name : {"native_tests", "native_tests.OutcomeTests", "*.OutcomeTests"}) {
    const auto ran = run("'" + native + "::" + name + "'");
    BOOST_TEST(ran.has("Ran 10 tests"), name << ran.output);
  }
  BOOST_TEST(run(native + "::native").has("the program has no such case or suite"));
}

BOOST_AUTO_TEST_CASE(a_crash_costs_one_case_when_trial_dist_runs_it) {
  for (const char* jobs : {"", "-j2 "}) {
    const auto ran = run(jobs + native, "NATIVE_CRASH=1");
    BOOST_TEST(ran.has("ended by signal 9 (SIGKILL) in the middle of the case "
                       "native_tests.OutcomeTests.test_crash"),
               ran.output);
    BOOST_TEST(outcomes(ran.output).size() == 10U);
  }
}

BOOST_AUTO_TEST_CASE(its_tests_run_in_the_working_folder) {
  const auto file = (path / "folder").string();
  (void)run(native + "::native_tests.OutcomeTests.test_folder", "NATIVE_FOLDER=" + file);
  BOOST_TEST(contentOf(file) == (path / "_trial_temp").string());
  (void)run("-j1 " + native + "::native_tests.OutcomeTests.test_folder", "NATIVE_FOLDER=" + file);
  BOOST_TEST(contentOf(file) == (path / "_trial_temp" / "0").string());
}

BOOST_AUTO_TEST_SUITE_END()
