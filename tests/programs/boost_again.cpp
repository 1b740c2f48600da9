// A case starts its program again, by the name that it was started with.
#define BOOST_TEST_MODULE again
#include <string>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(by_its_name) {
  char* self = boost::unit_test::framework::master_test_suite().argv[0];
  char version[] = "--version";
  char* arguments[] = {self, version, nullptr};
  pid_t child = 0;
  BOOST_TEST_REQUIRE(::posix_spawnp(&child, self, nullptr, nullptr, arguments, environ) == 0,
                     "argv[0] is " << self);
  int status = 0;
  ::waitpid(child, &status, 0);
  BOOST_TEST(status == 0);
}
