// A check that fails in a child process of a case: the program does not count it.
#define BOOST_TEST_MODULE child_checks
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(before) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(child_fails_as_it_should) {
  const pid_t child = ::fork();
  if (child == 0) {
    BOOST_CHECK(::access("/no/such/file", R_OK) == 0);
    ::_exit(5);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  BOOST_TEST(WEXITSTATUS(status) == 5);
}
