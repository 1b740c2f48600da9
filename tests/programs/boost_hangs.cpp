// A case that does not end, not even when it is asked to.
#define BOOST_TEST_MODULE hangs
#include <csignal>

#include <unistd.h>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(quick) {}

BOOST_AUTO_TEST_CASE(for_ever) {
  ::signal(SIGTERM, SIG_IGN);
  for (;;) ::pause();
}

BOOST_AUTO_TEST_CASE(quick_too) {}
