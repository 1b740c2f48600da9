// Cases that fork: a child that comes back out of the case and goes on with the run, and a child
// that checks something and exits.
#define BOOST_TEST_MODULE forks
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

namespace {

int statusOf(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

}  // namespace

BOOST_AUTO_TEST_CASE(before) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(child_comes_back) {
  const pid_t child = ::fork();
  if (child == 0) return;
  BOOST_TEST(statusOf(child) == 3);
}
BOOST_AUTO_TEST_CASE(child_comes_back_and_that_is_right) {
  const pid_t child = ::fork();
  if (child == 0) return;
  BOOST_TEST(statusOf(child) != 3);
}
BOOST_AUTO_TEST_CASE(between) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(behind) { BOOST_TEST(true); }
