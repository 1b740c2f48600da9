// Suites whose set-up or end takes the program with it.
#define BOOST_TEST_MODULE fixtures
#include <csignal>
#include <cstdlib>

#include <unistd.h>

#include <boost/test/unit_test.hpp>

namespace utf = boost::unit_test;

namespace {

void nothing() {}
void die() {
  ::signal(SIGABRT, SIG_DFL);
  ::raise(SIGABRT);
}
void leave() { ::_exit(7); }

}  // namespace

BOOST_AUTO_TEST_CASE(before) {}

BOOST_AUTO_TEST_SUITE(DiesAtStart, *utf::fixture(&die))
BOOST_AUTO_TEST_CASE(first) {}
BOOST_AUTO_TEST_CASE(second) {}
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(between) {}

BOOST_AUTO_TEST_SUITE(LeavesAtEnd, *utf::fixture(&nothing, &leave))
BOOST_AUTO_TEST_CASE(first) {}
BOOST_AUTO_TEST_CASE(second) {}
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(after) {}
