// A case ends the run that it is part of, and does not end itself.
#define BOOST_TEST_MODULE signals
#include <csignal>

#include <unistd.h>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(first) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(ends_the_run) {
  BOOST_TEST(::kill(::getppid(), SIGTERM) == 0);
  for (;;) ::pause();
}
BOOST_AUTO_TEST_CASE(last) { BOOST_TEST(true); }
