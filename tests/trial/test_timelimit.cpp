// When a case is overdue, as looks at it once a second show.
#include <optional>

#include <boost/test/unit_test.hpp>

#include <trial/limits/processstate.hpp>
#include <trial/limits/runlimits.hpp>
#include <trial/limits/timelimit.hpp>

using boost::unit_test::label;
using trial::limits::LimitedPart;
using trial::limits::RunDelays;
using trial::limits::TimeLimit;

namespace {

struct LimitFixture {
  TimeLimit timeLimit;
  LimitedPart part{1, 5};
  double now = 1000;
  RunDelays delays;
  int readings = 0;

  bool look(double later) {
    now += later;
    return timeLimit.overdue(part, now, [this] {
      ++readings;
      return delays;
    });
  }
  /// The seconds until it is overdue, with a look at each; none within a hundred.
  std::optional<int> overdueAfter(double waitsASecond = 0) {
    for (int second = 0; second < 100; ++second) {
      if (look(second == 0 ? 0 : 1)) return second;
      for (auto& entry : delays) entry.second += waitsASecond;
    }
    return std::nullopt;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(TimeLimitTests, LimitFixture)

BOOST_AUTO_TEST_CASE(a_part_is_overdue_when_it_has_taken_its_limit, *label("FIX-25")) {
  BOOST_TEST(overdueAfter().value() == 5);
  BOOST_TEST(look(1), "and stays so");
  BOOST_TEST(readings == 3, "processes are asked only when it matters");
}

BOOST_AUTO_TEST_CASE(another_part_has_its_own_time) {
  BOOST_TEST(!look(0));
  for (int i = 0; i < 20; ++i) {
    ++part.number;
    BOOST_TEST(!look(1));
  }
  BOOST_TEST(overdueAfter().value() == 5);
}

BOOST_AUTO_TEST_CASE(without_a_limit_nothing_is_overdue) {
  part.limit.reset();
  BOOST_TEST(!overdueAfter().has_value());
  BOOST_TEST(readings == 0);
  part.limit = 5;
  BOOST_TEST(overdueAfter().value() == 5);
}

BOOST_AUTO_TEST_CASE(time_that_it_waited_for_a_processor_is_taken_off, *label("FIX-25")) {
  delays = {{7, 40}, {8, 2}};
  BOOST_TEST(overdueAfter(0.5).value() == 10, "half of the time it waits");
}

BOOST_AUTO_TEST_CASE(the_thread_that_waited_longest_counts_and_new_ones_do) {
  delays = {{7, 40}};
  BOOST_TEST(!look(0));
  delays = {{7, 41}, {8, 3}};
  for (int i = 0; i < 7; ++i) BOOST_TEST(!look(1));
  BOOST_TEST(look(1));
}

BOOST_AUTO_TEST_CASE(waiting_triples_the_limit_at_most, *label("FIX-25")) {
  delays = {{7, 0}};
  BOOST_TEST(overdueAfter(1).value() == 15, "it never gets a processor");
}

BOOST_AUTO_TEST_CASE(a_gap_between_two_looks_does_not_count) {
  BOOST_TEST(!look(0));
  BOOST_TEST(!look(1000), "the watcher was stopped, and the case with it");
  BOOST_TEST(!look(1));
  BOOST_TEST(!look(1));
  BOOST_TEST(look(1));
}

BOOST_AUTO_TEST_CASE(short_limits_are_looked_at_more_often) {
  using trial::limits::lookEvery;
  BOOST_TEST(lookEvery(std::nullopt) == 1);
  BOOST_TEST(lookEvery(60) == 1);
  BOOST_TEST(lookEvery(0.4) == 0.1);
  BOOST_TEST(lookEvery(0.001) > 0);
}

BOOST_AUTO_TEST_CASE(the_limits_of_the_run_hold_as_long_as_they_are_in_force) {
  using namespace trial::limits;
  BOOST_TEST(!runLimits().testTimeout.has_value());
  BOOST_TEST(withTestTimeout(7) == 7);
  {
    const RunLimitsInForce limits({3, 1});
    BOOST_TEST(withTestTimeout(7) == 3);
    BOOST_TEST(withTestTimeout(2) == 2);
    BOOST_TEST(runLimits().grace == 1);
  }
  BOOST_TEST(withTestTimeout(7) == 7);
}

BOOST_AUTO_TEST_SUITE_END()
