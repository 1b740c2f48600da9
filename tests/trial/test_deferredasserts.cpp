// Assertions on Deferreds.
#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>

#include <reactor/defer.hpp>
#include <trial/detail/deferredasserts.hpp>
#include <trial/logobserver.hpp>

#include "texts.hpp"

using boost::unit_test::label;
using reactor::Deferred;
using texts::contains;
using texts::failing;
using trial::DeferredAssertions;
using trial::FailTest;

BOOST_AUTO_TEST_SUITE(DeferredAssertTests)

BOOST_AUTO_TEST_CASE(an_expected_failure_becomes_the_exception, *label("AS-06")) {
  const auto d = reactor::fail<int>(std::range_error("out of it"));
  const auto asserted = DeferredAssertions::assertFailure<std::runtime_error>(d);
  BOOST_TEST(DeferredAssertions::successResultOf(asserted)->what() == "out of it");
}

BOOST_AUTO_TEST_CASE(no_failure_or_another_one_fails_the_assertion, *label("AS-06")) {
  const auto none = DeferredAssertions::assertFailure<std::runtime_error>(reactor::succeed(5));
  BOOST_TEST(DeferredAssertions::failureResultOf<FailTest>(none).getErrorMessage() ==
             "did not catch an error, instead got 5");
  const auto other = DeferredAssertions::assertFailure<std::runtime_error, std::bad_alloc>(
      reactor::fail<int>(std::logic_error("odd")));
  const auto text = DeferredAssertions::failureResultOf<FailTest>(other).getErrorMessage();
  BOOST_TEST(contains(text, "\nExpected: (std.runtime_error, std.bad_alloc)\nGot:\n"));
  BOOST_TEST(contains(text, "std.logic_error>: odd"));
}

BOOST_AUTO_TEST_CASE(a_success_is_taken_out, *label("AS-07")) {
  BOOST_TEST(DeferredAssertions::successResultOf(reactor::succeed(std::string("value"))) ==
             "value");
  DeferredAssertions::successResultOf(reactor::succeed());
  const Deferred<int> unfired;
  BOOST_TEST(contains(failing([&] { DeferredAssertions::successResultOf(unfired); }),
                      ", found no result instead"));
  const auto text = failing([] {
    DeferredAssertions::successResultOf(reactor::fail<int>(std::runtime_error("broken")));
  });
  BOOST_TEST(contains(text, "Success result expected on <Deferred at "));
  BOOST_TEST(contains(text, ", found failure result instead:\nTraceback"));
  BOOST_TEST(contains(text, "std.runtime_error: broken"));
}

BOOST_AUTO_TEST_CASE(a_result_that_is_not_through_its_chain_is_none, *label("AS-07")) {
  const auto d = reactor::succeed(1);
  const Deferred<void> inner;
  d.addCallback([inner](int) { return inner; });
  BOOST_TEST(contains(failing([&] { DeferredAssertions::successResultOf(d.as<void>()); }),
                      ", found no result instead"));
}

BOOST_AUTO_TEST_CASE(a_failure_is_taken_out, *label("AS-08")) {
  const auto failure = DeferredAssertions::failureResultOf<std::logic_error, std::runtime_error>(
      reactor::fail<int>(std::range_error("broken")));
  BOOST_TEST(failure.getErrorMessage() == "broken");
  BOOST_TEST(contains(failing([] { DeferredAssertions::failureResultOf(Deferred<int>()); }),
                      "Failure result expected on <Deferred at "));
  BOOST_TEST(contains(failing([] { DeferredAssertions::failureResultOf(reactor::succeed(7)); }),
                      ", found success result (7) instead"));
  const auto text = failing([] {
    DeferredAssertions::failureResultOf<std::logic_error, std::bad_alloc>(
        reactor::fail<int>(std::runtime_error("broken")));
  });
  BOOST_TEST(contains(
      text, "Failure of type (std.logic_error or std.bad_alloc) expected on <Deferred at "));
  BOOST_TEST(contains(text, ", found type std.runtime_error instead: Traceback"));
}

BOOST_AUTO_TEST_CASE(an_unfired_one_stays_usable, *label("AS-09")) {
  const Deferred<int> d;
  DeferredAssertions::assertNoResult(d);
  d.callback(4);
  BOOST_TEST(
      contains(failing([&] { DeferredAssertions::assertNoResult(d); }), ", found 4 instead"));
  BOOST_TEST(DeferredAssertions::successResultOf(d) == 4, "the value stays");
}

BOOST_AUTO_TEST_CASE(a_failure_that_should_not_be_is_swallowed, *label("AS-09")) {
  const trial::LoggedErrors logged;
  const auto text = failing([] {
    DeferredAssertions::assertNoResult(reactor::fail<void>(std::runtime_error("broken")));
  });
  BOOST_TEST(contains(text, "No result expected on <Deferred at "));
  BOOST_TEST(contains(text, "broken"));
  BOOST_TEST(logged.getErrors().empty());
}

BOOST_AUTO_TEST_SUITE_END()
