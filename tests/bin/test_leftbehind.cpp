// What cases leave behind, and what is left of a run that is killed: real processes.
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "support.hpp"

using namespace support;
using boost::unit_test::label;

namespace {

const std::string inModules = "TRIAL_PATH=" TRIAL_TEST_MODULES;

/// The number behind `mark`, "sleep 1002 (pid ".
pid_t pidBehind(const std::string& text, const std::string& mark) {
  const auto at = text.find(mark);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, mark << " is not in\n" << text);
  return std::stoi(text.substr(at + mark.size()));
}

void checkGone(pid_t pid) {
  BOOST_TEST(::kill(pid, 0) == -1);
  BOOST_TEST(errno == ESRCH);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(LeftBehindTests, Folder)

BOOST_AUTO_TEST_CASE(a_case_is_named_with_the_orphan_that_it_left, *label("FIX-32")) {
  const auto ran = run("-j1 test_leaves.LeavesTests", inModules);
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(ran.lastLine() == "PASSED (successes=4)");
  BOOST_TEST(ran.has("[LEFT BEHIND]\n"));
  // It may not have come to run its program yet, so its command may be that of its parent.
  const std::string text = "A process was still there, and was ended: ";
  const auto described = ran.output.find(text);
  const auto named = ran.output.find("\n\ntest_leaves.LeavesTests.test_an_orphan\n", described);
  BOOST_REQUIRE(named != std::string::npos);
  const auto description =
      ran.output.substr(described + text.size(), named - described - text.size());
  checkGone(pidBehind(description, " (pid "));
}

BOOST_AUTO_TEST_CASE(what_a_worker_still_has_ends_with_it, *label("FIX-32")) {
  const auto ran = run("-j1 test_leaves.LeavesTests", inModules);
  const auto at = ran.output.find("A process was still there, and was ended: sleep ");
  BOOST_REQUIRE(at != std::string::npos);
  checkGone(pidBehind(ran.output.substr(at), "(pid "));
  BOOST_TEST(ran.has("\nthe tests of this worker\n"));
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
