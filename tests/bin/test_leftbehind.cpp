// What cases leave behind, and what is left of a run that is killed: real processes.
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <reactor/spawn/descendants.hpp>

#include "support.hpp"
#include "terminal.hpp"

using namespace support;
using boost::unit_test::label;

namespace {

const std::string inModules = "TRIAL_PATH=" TRIAL_TEST_MODULES;
const std::string leavingProgram = TRIAL_TEST_PROGRAMS "/boost_leaves";

/// The number behind `mark`, "sleep 1002 (pid ".
pid_t pidBehind(const std::string& text, const std::string& mark) {
  const auto at = text.find(mark);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, mark << " is not in\n" << text);
  return std::stoi(text.substr(at + mark.size()));
}

/// The number of the process that is described with `origin`, the id of a case for instance.
pid_t pidLeftBy(const std::string& text, const std::string& origin) {
  const std::string mark = "A process was still there, and was ended: ";
  const auto at = text.find("\n\n" + origin + "\n");
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, origin << " is not in\n" << text);
  const auto described = text.rfind(mark, at);
  BOOST_REQUIRE_MESSAGE(described != std::string::npos, text);
  return pidBehind(text.substr(described, at - described), " (pid ");
}

bool hasDescendant(pid_t pid, const std::string& described) {
  const auto descendants = reactor::descendantsOf(pid);
  return std::any_of(descendants.begin(), descendants.end(), [&described](pid_t one) {
    return reactor::describeProcess(one).find(described) != std::string::npos;
  });
}

void checkGone(pid_t pid) {
  BOOST_TEST(::kill(pid, 0) == -1);
  BOOST_TEST(errno == ESRCH);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(LeftBehindTests, Folder)

BOOST_AUTO_TEST_CASE(a_case_of_a_worker_is_named_with_the_orphan_that_it_left, *label("FIX-32")) {
  const auto ran = run("-j1 test_leaves.LeavesTests", inModules);
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(ran.lastLine() == "PASSED (successes=4)");
  BOOST_TEST(ran.has("[LEFT BEHIND]\n"));
  checkGone(pidLeftBy(ran.output, "test_leaves.LeavesTests.test_an_orphan"));
  checkGone(pidLeftBy(ran.output, "the tests of this worker"));
}

BOOST_AUTO_TEST_CASE(what_native_cases_of_a_serial_run_left_is_ended_behind_them,
                     *label("FIX-32")) {
  const std::string test = "test_leaves.LeavesTests.test_";
  const auto ran =
      run(test + "an_orphan " + test + "a_child " + test + "leaves_nothing", inModules);
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(ran.lastLine() == "PASSED (successes=3)");
  checkGone(pidLeftBy(ran.output, test + "an_orphan"));
  checkGone(pidLeftBy(ran.output, test + "a_child"));
  BOOST_TEST(!ran.has("\n\n" + test + "leaves_nothing\n"));
}

BOOST_AUTO_TEST_CASE(what_cases_of_a_program_left_is_ended_with_it, *label("FIX-32")) {
  for (const std::string jobs : {"", "-j1 "}) {
    BOOST_TEST_CONTEXT(jobs) {
      const auto ran = run(jobs + leavingProgram);
      BOOST_TEST(ran.status == 0);
      BOOST_TEST(ran.lastLine() == "PASSED (successes=3)");
      for (const std::string sleeper : {"sleep 1011", "sleep 1012"}) {
        // The shell, or setsid, may not have come to run it yet.
        const auto at = ran.output.find(sleeper);
        BOOST_REQUIRE_MESSAGE(at != std::string::npos, sleeper << " in " << ran.output);
        checkGone(pidBehind(ran.output.substr(at), " (pid "));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(an_orphan_lives_as_long_as_its_program_and_is_named_with_its_case,
                     *label("FIX-32")) {
  Waiting waiting(path);
  Terminal terminal(path, {TRIAL_DIST_PROGRAM, "--reporter=bwverbose", leavingProgram},
                    waiting.environment("leaving"));
  BOOST_TEST_REQUIRE(waiting.isAt("begun") > 0, terminal.text());
  BOOST_TEST_REQUIRE(terminal.shows("an_orphan ..."), terminal.text());
  waiting.go(1);
  BOOST_TEST_REQUIRE(waiting.isAt("left") > 0, terminal.text());
  BOOST_TEST_REQUIRE(terminal.shows("a_child ..."), terminal.text());
  BOOST_TEST(hasDescendant(terminal.pid(), "sleep 1011"));
  BOOST_TEST(hasDescendant(terminal.pid(), "sleep 1012"));
  waiting.go(1);
  BOOST_TEST(terminal.finish() == 0);
  checkGone(pidLeftBy(terminal.text(), leavingProgram + "::an_orphan"));
  checkGone(pidLeftBy(terminal.text(), leavingProgram));
}

BOOST_AUTO_TEST_CASE(an_orphan_of_a_program_of_a_worker_is_named_with_its_case, *label("FIX-32")) {
  Waiting waiting(path);
  Terminal terminal(path, {TRIAL_DIST_PROGRAM, "-j1", "--reporter=bwverbose", leavingProgram},
                    waiting.environment("leaving"));
  const pid_t program = waiting.isAt("begun");
  waiting.go(1);
  BOOST_TEST_REQUIRE(waiting.isAt("left") == program, terminal.text());
  BOOST_TEST_REQUIRE(terminal.shows("an_orphan ... [OK]"), terminal.text());
  waiting.go(1);
  BOOST_TEST(terminal.finish() == 0);
  checkGone(pidLeftBy(terminal.text(), leavingProgram + "::an_orphan"));
}

BOOST_AUTO_TEST_CASE(nothing_outlives_a_manager_that_is_killed, *label("FIX-33")) {
  const auto pipe = (path / "left").string();
  BOOST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const pid_t manager = ::fork();
  BOOST_REQUIRE(manager >= 0);
  if (manager == 0) {
    ::setenv("TRIAL_LEFT", pipe.c_str(), 1);
    const int nowhere = ::open("/dev/null", O_WRONLY);
    (void)::dup2(nowhere, 1);
    (void)::dup2(nowhere, 2);
    ::setenv("TRIAL_PATH", TRIAL_TEST_MODULES, 1);
    if (::chdir(path.c_str()) == 0) {
      ::execl(TRIAL_DIST_PROGRAM, TRIAL_DIST_PROGRAM, "-j2", "test_leaves.WaitsTests", nullptr);
    }
    ::_exit(127);
  }
  const int left = ::open(pipe.c_str(), O_RDONLY);  // waits for the case
  char text[8];
  BOOST_TEST(::read(left, text, sizeof text) == 3);
  ::kill(manager, SIGKILL);
  BOOST_TEST(::waitpid(manager, nullptr, 0) == manager);
  BOOST_TEST(::read(left, text, sizeof text) ==
             0);  // waits until all that the case started is gone
  ::close(left);
}

BOOST_AUTO_TEST_SUITE_END()
