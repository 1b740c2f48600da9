#include <reactor/task.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reactor/clock.hpp>
#include <reactor/libevent.hpp>

#include "defersupport.hpp"

using boost::unit_test::label;
using namespace reactor;
using support::Boom;
using support::failureOf;
using support::resultOf;
using support::valueOf;

namespace {

using Order = std::vector<std::string>;
using Item = std::optional<Deferred<void>>;

Item goOn() { return Deferred<void>(nullptr); }

/// An iterator of `count` items that records each.
WorkIterator items(Order& order, const std::string& name, int count) {
  return [&order, name, count, n = 0]() mutable -> Item {
    if (n == count) return std::nullopt;
    order.push_back(name + std::to_string(++n));
    return goOn();
  };
}
WorkIterator endless(Order& order, const std::string& name) {
  return items(order, name, 1'000'000);
}

/// Ends a turn after `most` items.
Cooperator::TerminationPredicateFactory after(int most) {
  return [most]() -> Cooperator::TerminationPredicate {
    return [left = most]() mutable { return --left <= 0; };
  };
}

/// A cooperator of one item a turn, on a clock.
struct CooperatorFixture {
  Clock clock;
  Cooperator cooperator{after(1), Cooperator::schedulerOn(clock)};
  Order order;

  void turn() { clock.advance(1); }
  void turns(int count) {
    for (int i = 0; i < count; ++i) turn();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(CooperatorTests, CooperatorFixture)

BOOST_AUTO_TEST_CASE(nothing_is_pulled_before_the_first_turn, *label("COOP-01")) {
  const CooperativeTaskPtr task = cooperator.cooperate(endless(order, "a"));
  BOOST_TEST(order.empty());
  turn();
  BOOST_TEST((order == Order{"a1"}));
  task->stop();
}

BOOST_AUTO_TEST_CASE(two_iterators_take_turns, *label("COOP-02")) {
  cooperator.cooperate(items(order, "a", 2));
  cooperator.cooperate(items(order, "b", 2));
  turns(6);
  BOOST_TEST((order == Order{"a1", "b1", "a2", "b2"}));
}

BOOST_AUTO_TEST_CASE(a_turn_lasts_until_the_predicate_says_so, *label("COOP-03")) {
  int factories = 0, asked = 0;
  Cooperator counting(
      [&]() -> Cooperator::TerminationPredicate {
        ++factories;
        return [&, left = 3]() mutable {
          ++asked;
          BOOST_TEST(static_cast<int>(order.size()) == asked);
          return --left == 0;
        };
      },
      Cooperator::schedulerOn(clock));
  const auto task = counting.cooperate(endless(order, "a"));
  turn();
  BOOST_TEST((order == Order{"a1", "a2", "a3"}));
  BOOST_TEST(factories == 1);
  turn();
  BOOST_TEST(order.size() == 6U);
  BOOST_TEST(factories == 2);

  // The real predicate measures its slice of time from the beginning of the turn.
  using Steady = std::chrono::steady_clock;
  Cooperator sliced(Cooperator::timerFactory(0.01), Cooperator::schedulerOn(clock));
  const auto other = sliced.cooperate(endless(order, "b"));
  task->stop();
  order.clear();
  const auto begin = Steady::now();
  turn();
  BOOST_TEST((Steady::now() - begin >= std::chrono::milliseconds(10)));
  BOOST_TEST(order.size() > 1U);
}

BOOST_AUTO_TEST_CASE(never_more_than_one_turn_is_scheduled, *label("COOP-04")) {
  cooperator.cooperate([&, n = 0]() mutable -> Item {
    if (++n == 2) cooperator.cooperate(endless(order, "inner"));
    return goOn();
  });
  cooperator.cooperate(endless(order, "other"));
  for (int i = 0; i < 6; ++i) {
    const auto calls = clock.getDelayedCalls();
    BOOST_REQUIRE(calls.size() == 1U);
    BOOST_TEST(calls[0]->getTime() == clock.seconds() + 1e-8);
    turn();
  }
}

BOOST_AUTO_TEST_CASE(an_unfired_item_pauses_its_task, *label("COOP-05")) {
  Deferred<void> wait;
  cooperator.cooperate([&, n = 0]() mutable -> Item {
    order.push_back("a" + std::to_string(++n));
    if (n == 1) return wait;
    return goOn();
  });
  cooperator.cooperate(endless(order, "b"));
  cooperator.cooperate(endless(order, "c"));
  turns(4);
  BOOST_TEST((order == Order{"a1", "b1", "c1", "b2"}));
  wait.callback();
  turns(3);  // it comes after the tasks that were added before
  BOOST_TEST((order == Order{"a1", "b1", "c1", "b2", "c2", "a2", "b3"}));
}

BOOST_AUTO_TEST_CASE(a_failed_item_ends_its_task, *label("COOP-06")) {
  support::Log log;
  {
    Deferred<void> later;
    const auto now = cooperator.cooperate([]() -> Item { return fail(Boom()); });
    const auto waiting = cooperator.cooperate([&]() -> Item { return later; });
    auto nowDone = now->whenDone(), waitingDone = waiting->whenDone();
    turns(2);
    BOOST_TEST(failureOf(nowDone).is<Boom>());
    BOOST_TEST(!waitingDone.called());
    later.errback(Boom());
    BOOST_TEST(failureOf(waitingDone).is<Boom>());
    BOOST_CHECK_THROW(waiting->stop(), TaskFailed);
  }
  BOOST_TEST(log.events.empty());
}

BOOST_AUTO_TEST_CASE(an_iterator_that_throws_ends_its_task, *label("COOP-07")) {
  const auto task = cooperator.cooperate([]() -> Item { throw Boom(); });
  auto done = task->whenDone();
  turn();
  BOOST_TEST(failureOf(done).is<Boom>());
  BOOST_CHECK_THROW(task->stop(), TaskFailed);
}

BOOST_AUTO_TEST_CASE(each_whenDone_is_a_deferred_of_its_own, *label("COOP-08")) {
  const auto task = cooperator.cooperate(items(order, "a", 1));
  auto first = task->whenDone(), second = task->whenDone();
  BOOST_TEST(!(first == second));
  first.addCallback([&] {
    order.push_back("first");
    throw Boom();
  });
  turns(2);
  valueOf(second);
  BOOST_TEST(failureOf(first).is<Boom>());
  BOOST_TEST((order == Order{"a1", "first"}));
}

BOOST_AUTO_TEST_CASE(whenDone_after_the_end_fires_at_once, *label("COOP-09")) {
  const auto good = cooperator.cooperate(items(order, "a", 0));
  const auto bad = cooperator.cooperate([]() -> Item { throw Boom(); });
  turns(2);
  valueOf(good->whenDone());
  valueOf(good->whenDone());
  BOOST_TEST(failureOf(bad->whenDone()).is<Boom>());
  BOOST_TEST(failureOf(bad->whenDone()).is<Boom>());
}

BOOST_AUTO_TEST_CASE(a_paused_task_does_nothing_until_a_turn_after_resume, *label("COOP-10")) {
  const auto task = cooperator.cooperate(endless(order, "a"));
  turn();
  task->pause();
  turns(2);
  BOOST_TEST((order == Order{"a1"}));
  task->resume();
  BOOST_TEST((order == Order{"a1"}));
  turn();
  BOOST_TEST((order == Order{"a1", "a2"}));
}

BOOST_AUTO_TEST_CASE(pauses_nest, *label("COOP-11")) {
  const auto task = cooperator.cooperate(endless(order, "a"));
  task->pause();
  task->pause();
  task->resume();
  turn();
  BOOST_TEST(order.empty());
  task->resume();
  turn();
  BOOST_TEST((order == Order{"a1"}));
}

BOOST_AUTO_TEST_CASE(resuming_what_is_not_paused_is_an_error, *label("COOP-12")) {
  const auto task = cooperator.cooperate(endless(order, "a"));
  BOOST_CHECK_THROW(task->resume(), NotPaused);
  task->pause();
  task->resume();
  BOOST_CHECK_THROW(task->resume(), NotPaused);
}

BOOST_AUTO_TEST_CASE(a_stopped_task_fails_with_TaskStopped, *label("COOP-13")) {
  const auto task = cooperator.cooperate(endless(order, "a"));
  auto done = task->whenDone();
  task->stop();
  BOOST_TEST(failureOf(done).is<TaskStopped>());
  BOOST_CHECK_THROW(task->stop(), TaskStopped);
  BOOST_CHECK_THROW(task->pause(), TaskStopped);
  turn();
  BOOST_TEST(order.empty());
}

BOOST_AUTO_TEST_CASE(a_finished_task_says_how_it_finished, *label("COOP-14")) {
  const auto done = cooperator.cooperate(items(order, "a", 0));
  const auto failed = cooperator.cooperate([]() -> Item { throw Boom(); });
  turns(2);
  BOOST_CHECK_THROW(done->stop(), TaskDone);
  BOOST_CHECK_THROW(done->pause(), TaskDone);
  BOOST_CHECK_THROW(failed->stop(), TaskFailed);
  BOOST_CHECK_THROW(failed->pause(), TaskFailed);
}

BOOST_AUTO_TEST_CASE(resuming_a_task_that_was_stopped_while_paused_does_nothing,
                     *label("COOP-15")) {
  const auto task = cooperator.cooperate(endless(order, "a"));
  task->pause();
  task->stop();
  task->resume();
  turn();
  BOOST_TEST(order.empty());
  BOOST_TEST(clock.getDelayedCalls().empty());
}

BOOST_AUTO_TEST_CASE(a_task_that_is_stopped_while_it_waits_ignores_the_item, *label("COOP-16")) {
  support::Log log;
  {
    Deferred<void> good, bad;
    const auto first = cooperator.cooperate([&]() -> Item { return good; });
    const auto second = cooperator.cooperate([&]() -> Item { return bad; });
    turns(2);
    first->stop();
    second->stop();
    good.callback();
    bad.errback(Boom());
    valueOf(good);
    valueOf(bad);
    BOOST_TEST(failureOf(second->whenDone()).is<TaskStopped>());
    BOOST_TEST(clock.getDelayedCalls().empty());
  }
  BOOST_TEST(log.events.empty());
}

BOOST_AUTO_TEST_CASE(stopping_the_cooperator_ends_every_task, *label("COOP-17")) {
  Deferred<void> wait;
  const auto working = cooperator.cooperate(endless(order, "a"));
  const auto waiting = cooperator.cooperate([&]() -> Item { return wait; });
  const auto paused = cooperator.cooperate(endless(order, "b"));
  turns(2);
  paused->pause();
  BOOST_TEST(clock.getDelayedCalls().size() == 1U);
  cooperator.stop();
  BOOST_TEST(clock.getDelayedCalls().empty());
  for (const auto& task : {working, waiting, paused}) {
    BOOST_TEST(failureOf(task->whenDone()).is<SchedulerStopped>());
  }
  wait.callback();
  BOOST_TEST(clock.getDelayedCalls().empty());
}

BOOST_AUTO_TEST_CASE(a_stopped_cooperator_takes_no_tasks, *label("COOP-18")) {
  cooperator.stop();
  const auto task = cooperator.cooperate(endless(order, "a"));
  BOOST_TEST(failureOf(task->whenDone()).is<SchedulerStopped>());
  BOOST_TEST(failureOf(cooperator.coiterate(endless(order, "a"))).is<SchedulerStopped>());
  BOOST_TEST(clock.getDelayedCalls().empty());
}

BOOST_AUTO_TEST_CASE(whenDone_may_stop_the_cooperator, *label("COOP-19")) {
  const auto task = cooperator.cooperate(items(order, "a", 0));
  const auto other = cooperator.cooperate(endless(order, "b"));
  bool told = false;
  task->whenDone().addCallback([&] {
    cooperator.stop();
    told = true;
  });
  turn();
  BOOST_TEST(told);
  valueOf(task->whenDone());
  BOOST_TEST(failureOf(other->whenDone()).is<SchedulerStopped>());
}

BOOST_AUTO_TEST_CASE(a_cooperator_may_start_later, *label("COOP-20")) {
  Cooperator later(after(1), Cooperator::schedulerOn(clock), false);
  BOOST_TEST(!later.running());
  later.cooperate(endless(order, "a"));
  BOOST_TEST(clock.getDelayedCalls().empty());
  later.start();
  BOOST_TEST(later.running());
  turn();
  BOOST_TEST((order == Order{"a1"}));
  later.stop();
  BOOST_TEST(!later.running());
  BOOST_TEST(cooperator.running());
}

BOOST_AUTO_TEST_CASE(without_tasks_no_turn_is_scheduled, *label("COOP-21")) {
  const auto task = cooperator.cooperate(endless(order, "a"));
  BOOST_TEST(clock.getDelayedCalls().size() == 1U);
  task->pause();
  BOOST_TEST(clock.getDelayedCalls().empty());
  const auto other = cooperator.cooperate(endless(order, "b"));
  BOOST_TEST(clock.getDelayedCalls().size() == 1U);
  turn();
  BOOST_TEST((order == Order{"b1"}));
  other->stop();
  BOOST_TEST(clock.getDelayedCalls().empty());
}

BOOST_AUTO_TEST_CASE(coiterate_uses_the_deferred_it_is_given, *label("COOP-22")) {
  Deferred<void> done;
  BOOST_TEST((cooperator.coiterate(items(order, "a", 1), done) == done));
  const auto own = cooperator.coiterate([]() -> Item { throw Boom(); });
  turns(3);
  valueOf(done);
  BOOST_TEST(failureOf(own).is<Boom>());
}

BOOST_AUTO_TEST_CASE(cooperate_shares_one_cooperator, *label("COOP-23")) {
  Order shared;
  auto a = cooperate(items(shared, "a", 2))->whenDone();
  auto b = cooperate(items(shared, "b", 2))->whenDone();
  BOOST_TEST(shared.empty());
  for (int turns = 0; turns < 100 && !b.called(); ++turns) defaultReactor().iterate(0.1);
  valueOf(a);
  valueOf(b);
  BOOST_TEST((shared == Order{"a1", "b1", "a2", "b2"}));
}

BOOST_AUTO_TEST_CASE(an_iterator_may_stop_its_own_task) {
  CooperativeTaskPtr task;
  const auto text = std::make_shared<std::string>("what the iterator holds");
  task = cooperator.cooperate([&, text]() -> Item {
    task->stop();
    order.push_back(*text);  // it still exists
    return goOn();
  });
  BOOST_TEST(text.use_count() == 2);
  turns(2);
  BOOST_TEST((order == Order{"what the iterator holds"}));
  BOOST_TEST(text.use_count() == 1);
  BOOST_TEST(failureOf(task->whenDone()).is<TaskStopped>());
}

BOOST_AUTO_TEST_CASE(an_iterator_that_stops_its_task_may_throw_end_or_wait) {
  support::Log log;
  for (const int kind : {0, 1, 2}) {
    CooperativeTaskPtr task;
    task = cooperator.cooperate([&]() -> Item {
      task->stop();
      if (kind == 0) throw Boom();
      if (kind == 1) return std::nullopt;
      return fail(Boom());
    });
    int fired = 0;
    task->whenDone().addErrback([&](Failure f) {
      f.trap<TaskStopped>();
      ++fired;
    });
    turns(2);
    BOOST_TEST(fired == 1);
    BOOST_TEST(failureOf(task->whenDone()).is<TaskStopped>());
  }
  BOOST_REQUIRE(log.events.size() == 1U);  // the exception, for which no Deferred waits
  BOOST_REQUIRE(log.events[0].failure.has_value());
  BOOST_TEST(log.events[0].failure->is<Boom>());
  BOOST_TEST(clock.getDelayedCalls().empty());
}

BOOST_AUTO_TEST_CASE(an_iterator_goes_with_the_end_of_its_task) {
  const auto held = std::make_shared<int>();
  const auto task = cooperator.cooperate([held]() -> Item { return std::nullopt; });
  turn();
  BOOST_TEST(held.use_count() == 1);
  valueOf(task->whenDone());
}

BOOST_AUTO_TEST_CASE(a_paused_task_may_be_dropped) {
  {
    const auto task = cooperator.cooperate(endless(order, "a"));
    task->pause();
  }
  cooperator.cooperate(items(order, "b", 1));
  turns(2);
  BOOST_TEST((order == Order{"b1"}));
  cooperator.stop();
}

BOOST_AUTO_TEST_CASE(a_task_may_outlive_its_cooperator) {
  auto own = std::make_unique<Cooperator>(after(1), Cooperator::schedulerOn(clock));
  Deferred<void> wait;
  const auto task = own->cooperate([&]() -> Item { return wait; });
  const auto paused = own->cooperate(endless(order, "a"));
  turn();
  paused->pause();
  own.reset();
  BOOST_TEST(clock.getDelayedCalls().empty());
  wait.callback();
  paused->resume();
  paused->stop();
  BOOST_TEST(failureOf(paused->whenDone()).is<TaskStopped>());
}

BOOST_AUTO_TEST_CASE(tasks_that_go_do_not_cost_others_their_turn) {
  const auto a = cooperator.cooperate(endless(order, "a"));
  const auto b = cooperator.cooperate(endless(order, "b"));
  const auto c = cooperator.cooperate(endless(order, "c"));
  turn();
  a->stop();
  turns(3);
  BOOST_TEST((order == Order{"a1", "b1", "c1", "b2"}));
  c->stop();
  turns(2);
  BOOST_TEST((order == Order{"a1", "b1", "c1", "b2", "b3", "b4"}));
  b->stop();
}

BOOST_AUTO_TEST_CASE(a_test_may_return_a_task_of_its_own, *label("COOP-24")) {
  class Fake : public CooperativeTask {
   public:
    Deferred<void> whenDone() override { return done; }
    void stop() override { done.errback(Boom()); }
    Deferred<void> done;
  };
  const auto task = std::make_shared<Fake>();
  const Cooperate fake = [&task](const WorkIterator&) { return task; };
  const auto started = fake([]() -> Item { return std::nullopt; });
  const auto done = started->whenDone();
  started->stop();
  BOOST_TEST(failureOf(done).is<Boom>());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(DeferLaterTests)

BOOST_AUTO_TEST_CASE(it_calls_with_the_arguments_then_and_has_the_value, *label("CLK-12")) {
  Clock clock;
  std::vector<int> called;
  const auto later = deferLater(
      clock, 2,
      [&called](int a, const std::string& b) {
        called.push_back(a);
        return b + "!";
      },
      7, std::string("b"));
  clock.advance(1.5);
  BOOST_TEST(called.empty());
  clock.advance(0.5);
  BOOST_TEST(called == std::vector{7});
  BOOST_TEST(valueOf(later) == "b!");
}

BOOST_AUTO_TEST_CASE(what_it_throws_is_the_failure, *label("CLK-12")) {
  Clock clock;
  const auto later = deferLater(clock, 1, []() -> int { throw Boom(); });
  clock.advance(1);
  BOOST_TEST(failureOf(later).is<Boom>());
}

BOOST_AUTO_TEST_CASE(a_Deferred_that_it_returns_is_waited_for, *label("CLK-12")) {
  Clock clock;
  const Deferred<int> inner;
  const auto later = deferLater(clock, 1, [inner] { return inner; });
  clock.advance(1);
  inner.callback(3);
  BOOST_TEST(valueOf(later) == 3);
}

BOOST_AUTO_TEST_CASE(without_a_function_it_has_no_value, *label("CLK-12")) {
  Clock clock;
  const Deferred<void> later = deferLater(clock, 1);
  BOOST_TEST(!later.called());
  clock.advance(1);
  BOOST_TEST(later.called());
}

BOOST_AUTO_TEST_CASE(cancelling_removes_the_call, *label("CLK-12")) {
  Clock clock;
  bool called = false;
  const auto later = deferLater(clock, 1, [&called] { called = true; });
  later.cancel();
  BOOST_TEST(clock.getDelayedCalls().empty());
  BOOST_TEST(failureOf(later).is<CancelledError>());
  clock.advance(2);
  BOOST_TEST(!called);
}

BOOST_AUTO_TEST_SUITE_END()
