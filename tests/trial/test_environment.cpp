// The environment that a run depends on.
#include <trial/running/environment.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

using boost::unit_test::label;

BOOST_AUTO_TEST_SUITE(EnvironmentTests)

BOOST_AUTO_TEST_CASE(an_entry_without_a_name_is_left_out, *label("LOAD-08")) {
  const pid_t child = ::fork();  // it has this environment to itself
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    char unnamed[] = "=x=1";
    char named[] = "NAME=a=b";
    char* entries[] = {unnamed, named, nullptr};
    ::environ = entries;
    trial::rememberEnvironment();
    ::_exit(trial::runEnvironment() == reactor::Environment{{"NAME", "a=b"}} ? 0 : 1);
  }
  int status = 0;
  BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
  BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_SUITE_END()
