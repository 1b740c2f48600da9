// Time limits and the limit of messages, as a user sees them.
#include <cerrno>
#include <csignal>
#include <fstream>
#include <string>
#include <vector>

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <reactor/spawn/descendants.hpp>
#include <trial/limits/stacks.hpp>

#include "support.hpp"

using namespace support;
using boost::unit_test::label;

namespace {

const std::string blocks = std::string(TRIAL_TEST_MODULES) + "/test_blocks.so";

struct LimitFixture : Folder {
  /// Cases of test_blocks.
  [[nodiscard]] Ran runBlocks(const std::string& options, const std::string& name,
                              const std::string& environment = {}) const {
    return run(options + " test_blocks." + name,
               "TRIAL_PATH=" TRIAL_TEST_MODULES " " + environment);
  }
  [[nodiscard]] std::vector<pid_t> pids() const {
    std::vector<pid_t> all;
    std::ifstream file(path / "pids");
    for (pid_t pid = 0; file >> pid;) all.push_back(pid);
    return all;
  }
};

/// Whether gdb is here and may look at processes: this one looks at a child.
bool stacksCanBeHad() {
  const auto command = trial::limits::stackCommand(::getpid());
  if (!command || command->name != "gdb") return false;
  const pid_t child = ::fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    for (;;) ::pause();
  }
  const bool allowed = ::ptrace(PTRACE_SEIZE, child, nullptr, nullptr) == 0;
  ::kill(child, SIGKILL);
  BOOST_REQUIRE(::waitpid(child, nullptr, __WALL) == child);
  return allowed;
}

void checkStacks(const Ran& ran) {
  // A loaded machine may be too slow for them.
  if (stacksCanBeHad() && !ran.has("gdb was not over after 10 s"))
    BOOST_TEST(ran.has("LoopTests::test_loops ("), ran.output);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(LimitTests, LimitFixture, *boost::unit_test::timeout(120))

BOOST_AUTO_TEST_CASE(an_endless_loop_in_a_worker_costs_its_case, *label("FIX-25")) {
  const auto ran = runBlocks("-j1 --grace=0.5", "LoopTests");
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.has("dist.WorkerTimedOut: worker 0 (pid "), ran.output);
  BOOST_TEST(ran.has(") was ended while running "
                     "test_blocks.LoopTests.test_loops: its time limit of 0.5 s was over.\n"
                     "The stacks of its threads"),
             ran.output);
  checkStacks(ran);
  BOOST_TEST(ran.lastLine() == "FAILED (errors=1, successes=2)");
}

BOOST_AUTO_TEST_CASE(an_endless_loop_ends_a_serial_run_with_its_report, *label("FIX-25")) {
  const auto ran = runBlocks("--grace=0.5", "LoopTests");
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.has("trial.CaseOverdue: its time limit of 0.5 s was over, and the run is ended.\n"
                     "The stacks of its threads"),
             ran.output);
  checkStacks(ran);
  BOOST_TEST(
      ran.has("\nNot run, because the run ended early: 1 tests\n"
              "  test_blocks.LoopTests.test_z\n"));
  BOOST_TEST(ran.lastLine() == "FAILED (notRun=1, errors=1, successes=1)");
  BOOST_TEST(!fs::is_symlink(path / "_trial_temp.lock"));
}

BOOST_AUTO_TEST_CASE(all_that_it_started_is_ended_even_if_it_does_not_obey, *label("FIX-25")) {
  for (const std::string jobs : {"-j1 ", ""}) {
    fs::remove(path / "pids");
    const auto ran = runBlocks(jobs + "--test-timeout=0.5 --grace=0.3", "PauseTests",
                               "TRIAL_PIDS=" + (path / "pids").string());
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.has("its time limit of 0.5 s was over"), ran.output);
    BOOST_TEST(pids().size() == 2U);
    for (const auto pid : pids()) BOOST_TEST(reactor::hasEnded(pid));
  }
}

BOOST_AUTO_TEST_CASE(a_test_that_waits_has_the_error_that_it_always_had, *label("TC-21")) {
  for (const std::string jobs : {"-j1 ", ""}) {
    const auto ran = runBlocks(jobs + "--test-timeout=0.3", "WaitTests");
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.has("TimeoutError: <test_blocks.WaitTests testMethod=test_waits> (test_waits) "
                       "still running at 0.3 secs\n"),
               ran.output);
    BOOST_TEST(ran.lastLine() == "FAILED (errors=1, successes=2)");
  }
}

BOOST_AUTO_TEST_CASE(a_case_of_a_program_has_the_limit_and_the_rest_runs, *label("FIX-25")) {
  for (const std::string jobs : {"-j1 ", ""}) {
    const auto ran = run(jobs + "--test-timeout=0.5 --grace=0.3 " + programs + "/boost_hangs");
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.has("boost_hangs was ended after 0.5 s, the time limit, in the middle of the "
                       "case for_ever:\nThe stacks of its threads"),
               ran.output);
    BOOST_TEST(ran.lastLine() == "FAILED (errors=1, successes=2)");
  }
}

BOOST_AUTO_TEST_CASE(so_has_a_case_of_a_program_of_native_tests, *label("FIX-25")) {
  // By the option, and by the timeout of the test itself.
  for (const std::string limit : {"--test-timeout=0.5 ", ""}) {
    for (const std::string jobs : {"-j1 ", ""}) {
      BOOST_TEST_CONTEXT(jobs << limit) {
        const auto ran = run(jobs + limit + "--grace=0.3 " + native +
                                 "::native_tests.OutcomeTests.test_folder " + native +
                                 "::native_tests.OutcomeTests.test_crash",
                             "NATIVE_LOOP=1");
        BOOST_TEST(ran.status == 1);
        BOOST_TEST(
            ran.has("native_tests was ended after 0.5 s, the time limit, in the middle of the "
                    "case native_tests.OutcomeTests.test_crash:\nThe stacks of its threads"),
            ran.output);
        BOOST_TEST(ran.lastLine() == "FAILED (errors=1, successes=1)");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_text_that_is_larger_than_a_message_still_arrives, *label("MP-06")) {
  const auto ran = runBlocks("-j1 --max-message=4096", "LargeTests");
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.has(std::string(100'000, 'x')));
  BOOST_TEST(ran.lastLine() == "FAILED (failures=1, successes=1)");
}

BOOST_AUTO_TEST_SUITE_END()
