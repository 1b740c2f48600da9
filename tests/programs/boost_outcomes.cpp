// Every outcome that a Boost.Test case can have, for the tests of the adapter.
#define BOOST_TEST_MODULE outcomes of every kind
#include <cstdio>
#include <iostream>
#include <stdexcept>
#include <string>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace utf = boost::unit_test;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_CASE(passes) { BOOST_TEST(1 + 1 == 2); }

BOOST_AUTO_TEST_CASE(checks_nothing, *utf::description("says what it is: nothing")) {}

BOOST_AUTO_TEST_SUITE(Failing)

BOOST_AUTO_TEST_CASE(two_checks) {
  BOOST_TEST(1 == 2);
  BOOST_TEST_MESSAGE("between the two");
  BOOST_CHECK_MESSAGE(false, "the second\nhas two lines");
}

BOOST_AUTO_TEST_CASE(in_a_context) {
  BOOST_TEST_CONTEXT("while counting to " << 3) {
    BOOST_TEST_INFO("an info");
    BOOST_TEST(3 == 4);
  }
}

BOOST_AUTO_TEST_CASE(required) {
  BOOST_TEST_REQUIRE(std::string("a") == "b");
  BOOST_TEST(false);
}

BOOST_AUTO_TEST_CASE(given_up) { BOOST_FAIL("gave up"); }

BOOST_AUTO_TEST_CASE(throws) {
  BOOST_TEST_CHECKPOINT("about to throw");
  throw std::runtime_error("thrown on purpose");
}

BOOST_AUTO_TEST_CASE(throws_something_else) { throw 42; }

BOOST_AUTO_TEST_CASE(looks_like_its_end) {
  BOOST_TEST_MESSAGE("Leaving test case \"looks_like_its_end\"");
  BOOST_ERROR(
      "line one\nfile.cpp(1): Leaving test case \"looks_like_its_end\"; testing time: 3us\nx");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(only_warns) { BOOST_WARN_MESSAGE(false, "a warning is no failure"); }

BOOST_AUTO_TEST_SUITE(Expected)

BOOST_AUTO_TEST_CASE(fails_as_expected, *utf::expected_failures(1)) { BOOST_TEST(1 == 2); }

BOOST_AUTO_TEST_CASE(fails_more_than_expected, *utf::expected_failures(1)) {
  BOOST_TEST(1 == 2);
  BOOST_TEST(1 == 3);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(Skipped)

BOOST_AUTO_TEST_CASE(disabled, *utf::disabled()) { BOOST_FAIL("must not run"); }

tt::assertion_result never(utf::test_unit_id /*unused*/) {
  tt::assertion_result no(false);
  no.message() << "no such device";
  return no;
}

BOOST_AUTO_TEST_CASE(by_precondition, *utf::precondition(never)) { BOOST_FAIL("must not run"); }

BOOST_AUTO_TEST_CASE(needs_a_failing_one, *utf::depends_on("Failing/two_checks")) {
  BOOST_FAIL("must not run");
}

BOOST_AUTO_TEST_CASE(needs_a_passing_one, *utf::depends_on("passes")) {}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(SkippedAltogether, *utf::precondition(Skipped::never))

BOOST_AUTO_TEST_CASE(one) { BOOST_FAIL("must not run"); }

BOOST_AUTO_TEST_CASE(two) { BOOST_FAIL("must not run"); }

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(Writing)

BOOST_AUTO_TEST_CASE(to_stdout) { std::cout << "text on stdout" << std::endl; }

BOOST_AUTO_TEST_CASE(to_stderr) { std::cerr << "text on stderr" << std::endl; }

BOOST_AUTO_TEST_CASE(without_a_newline) {
  std::fputs("no newline", stdout);
  std::fflush(stdout);
}

BOOST_AUTO_TEST_SUITE_END()

struct Throwing {
  Throwing() { throw std::logic_error("the fixture throws"); }
};

BOOST_FIXTURE_TEST_CASE(in_a_throwing_fixture, Throwing) {}

void failToStart() { BOOST_FAIL("the suite cannot start"); }

BOOST_AUTO_TEST_SUITE(BadSetup, *utf::fixture(&failToStart))

BOOST_AUTO_TEST_CASE(first) {}

BOOST_AUTO_TEST_SUITE(Inner)

BOOST_AUTO_TEST_CASE(second) {}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()

void start() {}
void failToEnd() { BOOST_ERROR("the suite does not end well"); }

BOOST_AUTO_TEST_SUITE(BadTeardown, *utf::fixture(&start, &failToEnd))

BOOST_AUTO_TEST_CASE(first) {}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(Limited)

BOOST_AUTO_TEST_CASE(too_slow, *utf::timeout(1)) {
  for (volatile bool forever = true; forever;) {
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_DATA_TEST_CASE(squares, utf::data::xrange(3), n) { BOOST_TEST(n * n < 4); }
