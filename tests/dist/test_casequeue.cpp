// The cases that no worker has, and how long each is thought to take.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <dist/schedule/casequeue.hpp>
#include <dist/testing.hpp>
#include <trial/durations/durationtable.hpp>

#include "support.hpp"

BOOST_AUTO_TEST_SUITE(CaseQueueTests)

using boost::unit_test::label;
using dist::CaseQueue;
using dist::testing::namedCase;
using support::Texts;

namespace {

std::shared_ptr<trial::DurationTable> known(
    const std::vector<std::pair<std::string, double>>& cases) {
  auto table = std::make_shared<trial::DurationTable>();
  for (const auto& [id, seconds] : cases) table->tookCase(id, seconds);
  return table;
}

double secondsOf(CaseQueue::Taken taken) { return taken.seconds.value_or(-1); }

Texts rest(CaseQueue& queue) {
  Texts ids;
  while (!queue.empty()) ids.push_back(queue.next().test->id());
  return ids;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_new_case_takes_as_long_as_those_of_its_suite_or_else_of_its_program,
                     *label("DUR-08")) {
  CaseQueue queue({namedCase("p::a/1"), namedCase("p::a/2"), namedCase("p::a/new"),
                   namedCase("p::b/1"), namedCase("p::c/new"), namedCase("q::new")},
                  known({{"p::a/1", 1}, {"p::a/2", 3}, {"p::b/1", 8}}));
  BOOST_TEST(secondsOf(queue.next()) == 1.0);
  BOOST_TEST(secondsOf(queue.next()) == 3.0);
  BOOST_TEST(secondsOf(queue.next()) == 2.0);
  BOOST_TEST(secondsOf(queue.next()) == 8.0);
  BOOST_TEST(secondsOf(queue.next()) == 4.0);
  BOOST_TEST(secondsOf(queue.next()) == -1.0);
}

BOOST_AUTO_TEST_CASE(native_cases_are_not_estimated_from_others) {
  CaseQueue queue({namedCase("t.A.one"), namedCase("t.A.two")}, known({{"t.A.one", 1}}));
  BOOST_TEST(secondsOf(queue.next()) == 1.0);
  BOOST_TEST(secondsOf(queue.next()) == -1.0);
}

BOOST_AUTO_TEST_CASE(the_longest_cases_of_programs_come_out_of_turn_and_only_once) {
  CaseQueue queue({namedCase("p::1"), namedCase("t.A.2"), namedCase("p::3"), namedCase("q::4")},
                  known({{"p::1", 1}, {"t.A.2", 9}, {"p::3", 3}, {"q::4", 2}}));
  BOOST_TEST(queue.longest()->seconds == 3.0);
  BOOST_TEST(queue.takeLongest().test->id() == "p::3");
  BOOST_TEST(queue.longest()->program.name == "q");
  BOOST_TEST(queue.size() == 3U);
  BOOST_TEST(queue.left("p") == 1U);
  BOOST_TEST(rest(queue) == (Texts{"p::1", "t.A.2", "q::4"}));
  BOOST_TEST(!queue.longest().has_value());
}

BOOST_AUTO_TEST_CASE(what_came_back_is_in_front_and_keeps_its_estimate, *label("DR-12")) {
  CaseQueue queue({namedCase("p::1"), namedCase("p::2")}, known({{"p::1", 5}, {"p::2", 1}}));
  auto first = queue.next();
  queue.giveBack(first.test);
  BOOST_TEST(!queue.longest().has_value());
  BOOST_TEST(queue.frontProgram().seconds == 6.0);
  BOOST_TEST(secondsOf(queue.next()) == 5.0);
  BOOST_TEST(queue.longest()->seconds == 1.0);
  BOOST_TEST(queue.frontProgram().seconds == 1.0);
}

BOOST_AUTO_TEST_CASE(cases_are_counted_as_long_as_they_are_at_least_half_within) {
  CaseQueue queue({namedCase("p::1"), namedCase("p::2"), namedCase("p::3"), namedCase("q::4")},
                  known({{"p::1", 2}, {"p::2", 2}, {"p::3", 2}, {"q::4", 2}}));
  BOOST_TEST(queue.countWithin(0, 9) == 1U);
  BOOST_TEST(queue.countWithin(2.9, 9) == 1U);
  BOOST_TEST(queue.countWithin(3, 9) == 2U);
  BOOST_TEST(queue.countWithin(100, 9) == 3U);
  (void)queue.takeLongest();  // p::1, the first of equal ones
  BOOST_TEST(queue.countWithin(100, 9) == 2U);
}

BOOST_AUTO_TEST_CASE(guesses_do_not_count_as_known_and_do_not_come_out_of_turn) {
  CaseQueue queue({namedCase("p::a/1"), namedCase("p::a/2"), namedCase("p::a/3")},
                  known({{"p::a/2", 5}}));
  BOOST_TEST(queue.frontProgram().known == 1U);
  BOOST_TEST(queue.frontProgram().seconds == 5.0);
  BOOST_TEST(queue.takeLongest().test->id() == "p::a/2");
  BOOST_TEST(!queue.longest().has_value());
  auto guessed = queue.next();
  BOOST_TEST(guessed.seconds.value() == 5.0);
  queue.giveBack(guessed.test);
  BOOST_TEST(secondsOf(queue.next()) == 5.0);
}

BOOST_AUTO_TEST_CASE(cases_without_an_estimate_are_counted_as_it_is_said) {
  CaseQueue queue({namedCase("p::1"), namedCase("p::2"), namedCase("p::3")});
  BOOST_TEST(queue.countWithin(2, 1) == 2U);
}

BOOST_AUTO_TEST_CASE(no_case_takes_no_time_at_all) {
  CaseQueue queue({namedCase("p::1"), namedCase("p::2")}, known({{"p::1", 0}, {"p::2", 0}}));
  BOOST_TEST(queue.frontProgram().seconds > CaseQueue::shortest);
  BOOST_TEST(queue.longest()->seconds > 0.0);
}

BOOST_AUTO_TEST_SUITE_END()
