// Cases that leave processes behind, which hold the pipes of the program open.
#define BOOST_TEST_MODULE leaves
#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "waiting.hpp"

/// A process in a session of its own, whose parent has ended.
BOOST_AUTO_TEST_CASE(an_orphan) {
  if (waiting::isWanted("leaving")) waiting::sayAndWait("begun");
  BOOST_TEST(std::system("setsid sleep 1011 &") == 0);
}

/// A child of the program, which may live as long as that.
BOOST_AUTO_TEST_CASE(a_child) {
  int ends[2];
  BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::execlp("sleep", "sleep", "1012", nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  char byte = 0;
  BOOST_TEST(::read(ends[0], &byte, 1) == 0);  // until it runs its program
  ::close(ends[0]);
  if (waiting::isWanted("leaving")) waiting::sayAndWait("left");
}

BOOST_AUTO_TEST_CASE(leaves_nothing) { BOOST_TEST(true); }
