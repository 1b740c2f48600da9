#include <reactor/process/termination.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reactor/clock.hpp>

namespace {

using Sent = std::vector<std::string>;

struct Fixture {
  reactor::Clock clock;
  Sent sent;

  reactor::Termination terminate(double delay) {
    return {clock, delay, 5, [this](std::string_view name) { sent.emplace_back(name); }};
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(TerminationTests, Fixture)

BOOST_AUTO_TEST_CASE(term_comes_at_once_and_kill_after_the_grace) {
  const auto termination = terminate(0);
  BOOST_TEST(sent == Sent({"TERM"}), boost::test_tools::per_element());
  clock.advance(4.9);
  BOOST_TEST(sent.size() == 1U);
  clock.advance(0.1);
  BOOST_TEST(sent == Sent({"TERM", "KILL"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_delay_comes_before_term) {
  const auto termination = terminate(2);
  BOOST_TEST(sent.empty());
  clock.advance(2);
  BOOST_TEST(sent == Sent({"TERM"}), boost::test_tools::per_element());
  clock.advance(5);
  BOOST_TEST(sent == Sent({"TERM", "KILL"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(cancelling_and_destroying_it_send_nothing_more) {
  {
    const auto destroyed = terminate(2);
    auto cancelled = terminate(0);
    cancelled.cancel();
    auto replaced = terminate(1);
    replaced = reactor::Termination();
  }
  clock.advance(20);
  BOOST_TEST(sent == Sent({"TERM"}), boost::test_tools::per_element());
  BOOST_TEST(clock.getDelayedCalls().empty());
}

BOOST_AUTO_TEST_CASE(one_that_was_moved_goes_on) {
  auto first = terminate(1);
  const auto second = std::move(first);
  clock.advance(6);
  BOOST_TEST(sent == Sent({"TERM", "KILL"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
