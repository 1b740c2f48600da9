#include <dist/testqueue.hpp>

#include <functional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <dist/schedule/schedule.hpp>
#include <dist/testing.hpp>

#include "support.hpp"

namespace {

using boost::unit_test::label;
using dist::SharedTestQueue;
using dist::testing::namedCase;
using dist::testing::namedCases;
using support::Texts;

template <class Tests>
Texts ids(const Tests& tests) {
  Texts all;
  for (const auto& test : tests) all.push_back(test->id());
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(SharedTestQueueTests)

BOOST_AUTO_TEST_CASE(a_program_is_what_stands_before_the_first_colons) {
  BOOST_TEST(namedCase("t.A.a")->programName().empty());
  BOOST_TEST(namedCase("dir/prog::Suite/case<a::b>")->programName() == "dir/prog");
}

BOOST_AUTO_TEST_CASE(cases_come_in_suite_order_and_back_to_the_front, *label("DR-12")) {
  SharedTestQueue queue(namedCases("t.", 3));
  const auto first = queue.next();
  const auto second = queue.next();
  BOOST_TEST(first->id() == "t.0");
  queue.giveBack(second);
  queue.giveBack(first);
  BOOST_TEST(queue.size() == 3U);
  BOOST_TEST(queue.next()->id() == "t.0");
  BOOST_TEST(queue.next()->id() == "t.1");
  BOOST_TEST(queue.next()->id() == "t.2");
  BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_CASE(a_closed_queue_hands_out_nothing_and_lists_what_was_not_run,
                     *label("FIX-05")) {
  SharedTestQueue queue(namedCases("t.", 5));
  const auto zero = queue.next();
  const auto one = queue.next();
  queue.close();
  BOOST_TEST(queue.empty());
  queue.giveBack(one);
  queue.giveBack(zero);
  BOOST_TEST(queue.empty());
  BOOST_TEST(ids(queue.notRun()) == (Texts{"t.0", "t.1", "t.2", "t.3", "t.4"}));
  queue.close();
  BOOST_TEST(queue.notRun().size() == 5U);
}

/// Has what the test says and writes down what it is asked.
struct FakeTaker final : dist::ICaseTaker {
  dist::InHand inHand;
  bool hasUnbegun = false;
  std::size_t toSpare = 0;
  bool waits = false;
  std::vector<std::size_t> askedBack;
  int woken = 0;
  bool gone = false;
  std::function<void()> onWake;

  [[nodiscard]] bool mayGiveBack() const override { return hasUnbegun; }
  [[nodiscard]] std::size_t spare() const override { return toSpare; }
  void askBack(std::size_t count) override { askedBack.push_back(count); }
  [[nodiscard]] bool idle() const override { return waits; }
  void wake() override {
    ++woken;
    if (onWake) onWake();
  }
  void queueGone() override { gone = true; }
};

BOOST_AUTO_TEST_CASE(a_worker_takes_as_many_as_its_window_allows) {
  FakeTaker one;
  FakeTaker two;
  SharedTestQueue queue(namedCases("t.", 12));
  queue.add(one, one.inHand);
  queue.add(two, two.inHand);
  dist::InHand inHand;
  Texts taken;
  while (const auto test = queue.take(inHand)) taken.push_back(test->id());
  BOOST_TEST(taken == (Texts{"t.0", "t.1", "t.2"}));  // half of a part of twelve
  BOOST_TEST(inHand.cases == 3U);
  queue.remove(two);
  BOOST_TEST(queue.take(inHand)->id() == "t.3");  // one worker's window is larger
}

BOOST_AUTO_TEST_CASE(durations_change_the_windows_of_the_case_s_program) {
  SharedTestQueue queue(namedCases("t.", 1000));
  const auto first = queue.next();
  dist::InHand inHand;
  for (int i = 0; i < 4; ++i) BOOST_TEST(queue.take(inHand) != nullptr);
  BOOST_TEST(queue.take(inHand) == nullptr);
  queue.took(*namedCase("p::x"), 0.0001);  // of a program that is not queued
  BOOST_TEST(queue.take(inHand) == nullptr);
  queue.took(*first, 0.0001);
  BOOST_TEST(queue.take(inHand) != nullptr);
}

BOOST_AUTO_TEST_CASE(the_cost_of_a_start_changes_the_batches_of_the_case_s_program) {
  SharedTestQueue queue(namedCases("p::", 100));
  const auto first = queue.next();
  queue.tookToStart(*first, 1);
  dist::InHand inHand;
  std::size_t batch = 0;
  while (queue.take(inHand) != nullptr) ++batch;
  BOOST_TEST(batch == 50U);
}

BOOST_AUTO_TEST_CASE(the_taker_with_most_to_spare_is_asked_for_half_of_it) {
  FakeTaker idle;
  FakeTaker poor;
  FakeTaker rich;
  SharedTestQueue queue({});
  idle.toSpare = 9;  // it is not asked itself
  idle.hasUnbegun = true;
  queue.add(poor, poor.inHand);
  queue.add(idle, idle.inHand);
  queue.add(rich, rich.inHand);
  BOOST_TEST(!queue.recallFor(idle));
  poor.hasUnbegun = true;  // begins what it has, or is lost and gives it back
  BOOST_TEST(queue.recallFor(idle));
  BOOST_TEST(poor.askedBack.empty());
  rich.hasUnbegun = true;
  poor.toSpare = 2;
  rich.toSpare = 3;
  BOOST_TEST(queue.recallFor(idle));
  BOOST_TEST(poor.askedBack.empty());
  BOOST_TEST(idle.askedBack.empty());
  BOOST_TEST(rich.askedBack == std::vector<std::size_t>{2});
}

BOOST_AUTO_TEST_CASE(a_closed_queue_asks_all_takers_back, *label("FIX-07")) {
  FakeTaker one;
  FakeTaker two;
  SharedTestQueue queue(namedCases("t.", 5));
  queue.add(one, one.inHand);
  queue.add(two, two.inHand);
  queue.close();
  queue.close();
  BOOST_TEST(one.askedBack.size() == 1U);
  BOOST_TEST(two.askedBack.size() == 1U);
  BOOST_TEST(one.askedBack.at(0) > 5U);
}

BOOST_AUTO_TEST_CASE(only_idle_takers_are_woken_and_may_leave_meanwhile) {
  FakeTaker busy;
  FakeTaker idle;
  FakeTaker leaving;
  SharedTestQueue queue({});
  idle.waits = leaving.waits = true;
  queue.add(busy, busy.inHand);
  queue.add(idle, idle.inHand);
  queue.add(leaving, leaving.inHand);
  idle.onWake = [&] { queue.remove(leaving); };
  queue.wakeIdle();
  BOOST_TEST(busy.woken == 0);
  BOOST_TEST(idle.woken == 1);
  BOOST_TEST(leaving.woken == 0);
}

BOOST_AUTO_TEST_CASE(a_queue_that_goes_tells_its_takers) {
  FakeTaker stays;
  FakeTaker left;
  {
    SharedTestQueue queue({});
    queue.add(stays, stays.inHand);
    queue.add(left, left.inHand);
    queue.remove(left);
  }
  BOOST_TEST(stays.gone);
  BOOST_TEST(!left.gone);
}

BOOST_AUTO_TEST_SUITE_END()
