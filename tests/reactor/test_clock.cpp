#include <reactor/clock.hpp>

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reactor/error.hpp>

#include "defersupport.hpp"

using boost::unit_test::label;
using namespace reactor;

namespace {

struct ClockFixture {
  /// A call that records that it was made.
  std::function<void()> note(const std::string& name) {
    return [this, name] { made.push_back(name); };
  }
  void checkMade(const std::vector<std::string>& expected) const {
    BOOST_TEST(made == expected, boost::test_tools::per_element());
  }

  Clock clock;
  std::vector<std::string> made;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ClockTests, ClockFixture)

BOOST_AUTO_TEST_CASE(a_new_clock_is_at_zero_and_a_call_knows_its_time, *label("CLK-01")) {
  BOOST_TEST(clock.seconds() == 0);
  const auto call = clock.callLater(1, [] {});
  BOOST_TEST(call->getTime() == 1);
  BOOST_TEST(call->active());
  clock.advance(0.5);
  BOOST_TEST(clock.callLater(1, [] {})->getTime() == 1.5);
}

BOOST_AUTO_TEST_CASE(advancing_makes_the_calls_that_are_due, *label("CLK-02")) {
  const auto call = clock.callLater(1, note("one"));
  clock.callLater(3, note("three"));
  clock.advance(0.9);
  checkMade({});
  clock.advance(0.5);
  checkMade({"one"});
  BOOST_TEST(!call->active());
  BOOST_TEST(clock.seconds() == 1.4);
}

BOOST_AUTO_TEST_CASE(a_call_that_is_made_while_advancing_is_due_too, *label("CLK-02")) {
  clock.callLater(1, [this] { clock.callLater(0, note("inner")); });
  clock.advance(1);
  checkMade({"inner"});
}

BOOST_AUTO_TEST_CASE(a_running_call_cannot_be_cancelled, *label("CLK-03")) {
  DelayedCallPtr call;
  bool refused = false;
  call = clock.callLater(1, [&] {
    BOOST_TEST(!call->active());
    try {
      call->cancel();
    } catch (const AlreadyCalled&) {
      refused = true;
    }
  });
  clock.advance(1);
  BOOST_TEST(refused);
}

BOOST_AUTO_TEST_CASE(delay_and_reset_keep_the_order, *label("CLK-04")) {
  const auto late = clock.callLater(1, note("delayed to 5"));
  const auto later = clock.callLater(2, note("reset to 4"));
  const auto sooner = clock.callLater(6, note("reset to 3"));
  late->delay(4);
  later->reset(4);
  sooner->reset(3);
  BOOST_TEST(late->getTime() == 5);
  clock.advance(2.9);
  checkMade({});
  clock.advance(10);
  checkMade({"reset to 3", "reset to 4", "delayed to 5"});
}

BOOST_AUTO_TEST_CASE(a_call_reset_inside_a_call_keeps_the_order, *label("CLK-04")) {
  const auto last = clock.callLater(2, note("last"));
  clock.callLater(1, [&] {
    last->reset(3);
    made.push_back("first");
  });
  clock.callLater(3, note("middle"));
  clock.pump({1, 1, 1, 1});
  checkMade({"first", "middle", "last"});
}

BOOST_AUTO_TEST_CASE(pump_advances_by_each, *label("CLK-05")) {
  clock.callLater(1, [this] { made.push_back("at " + std::to_string(clock.seconds())); });
  clock.callLater(2, [this] { made.push_back("at " + std::to_string(clock.seconds())); });
  clock.pump({0.5, 0.75, 0.75});
  checkMade({"at 1.250000", "at 2.000000"});
}

BOOST_AUTO_TEST_CASE(pending_calls_are_listed_by_time_without_the_cancelled,
                     *label("CLK-05") * label("REA-17")) {
  const auto second = clock.callLater(2, [] {});
  const auto cancelled = clock.callLater(1.5, [] {});
  const auto first = clock.callLater(1, [] {});
  cancelled->cancel();
  const auto pending = clock.getDelayedCalls();
  BOOST_REQUIRE(pending.size() == 2U);
  BOOST_TEST(pending[0] == first);
  BOOST_TEST(pending[1] == second);
  clock.advance(1);
  BOOST_TEST(clock.getDelayedCalls().size() == 1U);
}

BOOST_AUTO_TEST_CASE(time_does_not_go_back) {
  BOOST_CHECK_THROW(clock.advance(-1), std::invalid_argument);
  BOOST_TEST(clock.seconds() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(DelayedCallTests, ClockFixture)

BOOST_AUTO_TEST_CASE(its_text_says_what_is_left_and_what_happened, *label("REA-18")) {
  const auto call = clock.callLater(60, [] {});
  clock.advance(0.5);
  const auto text = call->str();
  BOOST_TEST(text.substr(0, 15) == "<DelayedCall 0x");
  BOOST_TEST(text.substr(text.find(' ', 15)) == " [59.5s] called=0 cancelled=0>");
  call->cancel();
  BOOST_TEST(call->str().find("called=0 cancelled=1>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(many_calls_are_made_by_time_whatever_was_cancelled_and_moved) {
  std::vector<double> dueTimes;
  std::vector<DelayedCallPtr> calls;
  unsigned random = 1;
  const auto someTime = [&] {
    random = random * 1'103'515'245U + 12'345U;
    return (random >> 8) % 1000;
  };
  for (std::size_t i = 0; i < 10'000; ++i) {
    calls.push_back(clock.callLater(someTime(), [&, i] {
      dueTimes.push_back(calls[i]->getTime());
      BOOST_TEST_REQUIRE(calls[i]->getTime() == clock.seconds());
    }));
  }
  for (std::size_t i = 0; i < calls.size(); i += 3) calls[i]->cancel();
  for (std::size_t i = 1; i < calls.size(); i += 3) calls[i]->reset(someTime());
  const auto expected = clock.getDelayedCalls().size();
  clock.advance(0);
  for (int i = 0; i < 1000; ++i) clock.advance(1);
  BOOST_TEST(expected == 6666U);
  BOOST_TEST(dueTimes.size() == expected);
  BOOST_TEST(std::is_sorted(dueTimes.begin(), dueTimes.end()));
}

BOOST_AUTO_TEST_CASE(a_handle_outlives_its_reactor) {
  DelayedCallPtr call;
  const auto held = std::make_shared<int>(1);
  {
    Clock shortLived;
    call = shortLived.callLater(1, [held] {});
  }
  BOOST_TEST(held.use_count() == 1);
  BOOST_TEST(!call->active());
  BOOST_CHECK_THROW(call->cancel(), AlreadyCancelled);
}

BOOST_AUTO_TEST_SUITE_END()
