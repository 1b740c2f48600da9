// Cases that end the process only behind another that has left something behind.
#define BOOST_TEST_MODULE company
#include <csignal>

#include <boost/test/unit_test.hpp>

namespace {

bool leftOpen = false;

/// With the signal's own effect: a sanitizer takes it otherwise, and exits.
void die() {
  ::signal(SIGSEGV, SIG_DFL);
  ::raise(SIGSEGV);
}

}  // namespace

BOOST_AUTO_TEST_CASE(leaves_something) { leftOpen = true; }
BOOST_AUTO_TEST_CASE(passes_alone) {
  if (leftOpen) die();
}
BOOST_AUTO_TEST_CASE(leaves_something_again) { leftOpen = true; }
BOOST_AUTO_TEST_CASE(fails_alone) {
  if (leftOpen) die();
  BOOST_TEST(leftOpen);
}
BOOST_AUTO_TEST_CASE(leaves_something_more) { leftOpen = true; }
BOOST_AUTO_TEST_CASE(ends_otherwise_alone) {
  if (leftOpen) die();
  ::signal(SIGABRT, SIG_DFL);
  ::raise(SIGABRT);
}
BOOST_AUTO_TEST_CASE(passes_always) {}
