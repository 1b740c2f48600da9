#include <reactor/defer.hpp>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reactor/clock.hpp>
#include <reactor/timeout.hpp>

#include "defersupport.hpp"

using boost::unit_test::label;
using namespace reactor;
using support::Boom;
using support::failureOf;
using support::resultOf;
using support::valueOf;

BOOST_AUTO_TEST_SUITE(DeferredCancelTests)

BOOST_AUTO_TEST_CASE(without_a_canceller_it_fails_with_CancelledError, *label("DEF-43")) {
  Deferred<int> d;
  d.cancel();
  BOOST_TEST(failureOf(d).is<CancelledError>());
}

BOOST_AUTO_TEST_CASE(one_late_result_is_swallowed, *label("DEF-44")) {
  for (const bool good : {true, false}) {
    Deferred<int> d;
    int runs = 0;
    d.addErrback([&](Failure) { return ++runs; });
    d.cancel();
    good ? d.callback(7) : d.errback(Boom());
    BOOST_TEST(runs == 1);
    BOOST_CHECK_THROW(d.callback(8), AlreadyCalledError);
    BOOST_CHECK_THROW(d.errback(Boom()), AlreadyCalledError);
    BOOST_TEST(valueOf(d) == 1);
  }
}

BOOST_AUTO_TEST_CASE(cancelling_again_does_nothing, *label("DEF-45")) {
  Deferred<int> d;
  int runs = 0;
  d.addErrback([&](Failure) { return ++runs; });
  d.cancel();
  d.cancel();
  d.callback(7);
  d.cancel();
  BOOST_CHECK_THROW(d.callback(8), AlreadyCalledError);
  BOOST_TEST(valueOf(d) == 1);
}

BOOST_AUTO_TEST_CASE(a_canceller_is_called_once_with_the_deferred, *label("DEF-46")) {
  int calls = 0;
  Deferred<int> given(nullptr);
  Deferred<int> d([&](Deferred<int> it) {
    ++calls;
    given = std::move(it);
  });
  d.cancel();
  d.cancel();
  BOOST_TEST(calls == 1);
  BOOST_TEST((given == d));
  BOOST_CHECK_THROW(d.callback(1), AlreadyCalledError);
  BOOST_CHECK_THROW(d.errback(Boom()), AlreadyCalledError);
  BOOST_TEST(failureOf(d).is<CancelledError>());
}

BOOST_AUTO_TEST_CASE(a_canceller_decides_the_outcome, *label("DEF-47")) {
  Deferred<int> good([](Deferred<int> d) { d.callback(3); });
  Deferred<int> bad([](Deferred<int> d) { d.errback(Boom()); });
  good.cancel();
  bad.cancel();
  BOOST_TEST(valueOf(good) == 3);
  BOOST_TEST(failureOf(bad).is<Boom>());
}

BOOST_AUTO_TEST_CASE(a_canceller_may_fire_a_chain_whose_type_has_changed) {
  Deferred<int> d([](Deferred<int> it) { it.callback(3); });
  auto text = d.addCallback([](int n) { return std::to_string(n); });
  text.cancel();
  BOOST_TEST(valueOf(text) == "3");
}

BOOST_AUTO_TEST_CASE(cancelling_what_has_fired_does_nothing, *label("DEF-48")) {
  int calls = 0;
  const auto canceller = [&](Deferred<int>) { ++calls; };
  Deferred<int> good(canceller), bad(canceller);
  good.callback(1);
  bad.errback(Boom());
  good.cancel();
  bad.cancel();
  BOOST_TEST(calls == 0);
  BOOST_TEST(valueOf(good) == 1);
  BOOST_TEST(failureOf(bad).is<Boom>());
}

BOOST_AUTO_TEST_CASE(cancelling_one_that_waits_cancels_the_inner, *label("DEF-49")) {
  int outerCalls = 0, innerCalls = 0;
  Deferred<void> outer([&](Deferred<void>) { ++outerCalls; });
  Deferred<int> inner([&](Deferred<int>) { ++innerCalls; });
  const auto waiting = outer.addCallback([inner] { return inner; });
  outer.callback();
  waiting.cancel();
  BOOST_TEST(outerCalls == 0);
  BOOST_TEST(innerCalls == 1);
  BOOST_TEST(failureOf(waiting).is<CancelledError>());
}

BOOST_AUTO_TEST_CASE(cancelling_goes_through_a_hundred_thousand_without_stack) {
  int swallowed = 0;
  support::onSmallStack([&] {
    Deferred<int> d;
    for (int i = 0; i < support::many; ++i) {
      Deferred<void> outer;
      const auto waiting = outer.addCallback([d] { return d; });
      outer.callback();
      d = waiting;
    }
    d.addErrback([&](Failure f) {
      f.trap<CancelledError>();
      return ++swallowed;
    });
    d.cancel();
  });
  BOOST_TEST(swallowed == 1);
}

BOOST_AUTO_TEST_CASE(cancelling_ends_the_wait_for_one_that_is_gone) {
  Deferred<void> outer;
  Deferred<int> waiting(nullptr);
  {
    Deferred<int> inner;
    waiting = outer.addCallback([inner] { return inner; });
    outer.callback();
  }
  BOOST_TEST(waiting.called());
  int failures = 0;
  waiting.addErrback([&](Failure f) {
    f.trap<CancelledError>();
    return ++failures;
  });
  BOOST_TEST(failures == 0);
  waiting.cancel();
  BOOST_TEST(failures == 1);
}

BOOST_AUTO_TEST_CASE(cancelling_does_not_follow_chainDeferred) {
  int calls = 0;
  Deferred<int> source([&](Deferred<int>) { ++calls; });
  Deferred<int> target;
  source.chainDeferred(target);
  target.pause();
  target.callback(1);
  target.cancel();  // it has a result
  BOOST_TEST(calls == 0);
  target.unpause();
  BOOST_TEST(valueOf(target) == 1);
}

BOOST_AUTO_TEST_CASE(cancelling_goes_to_the_one_waited_for_whatever_chains_to_it) {
  Deferred<int> outer, inner, other;
  outer.addCallback([inner](int) { return inner; });
  outer.callback(1);
  other.chainDeferred(outer);  // too late: outer has fired
  outer.cancel();
  BOOST_TEST(!other.called());
  BOOST_TEST(failureOf(outer).is<CancelledError>());
}

BOOST_AUTO_TEST_CASE(the_canceller_goes_when_there_is_a_result, *label("DEF-50")) {
  for (const bool good : {true, false}) {
    Deferred<int> d([c = support::Counted()](Deferred<int>) {});
    BOOST_TEST(support::Counted::alive == 1);
    good ? d.callback(1) : d.errback(Boom());
    BOOST_TEST(support::Counted::alive == 0);
    d.addErrback([](Failure) { return 0; });
  }
}

BOOST_AUTO_TEST_CASE(what_a_canceller_holds_finds_the_result_when_it_goes) {
  // It adds a callback, which must not run before there is something to run it with.
  std::string got;
  auto self = std::make_shared<Deferred<std::string>>(nullptr);
  auto atEnd = std::make_shared<support::AtEnd<std::function<void()>>>(
      [&, self] { self->addCallback([&](const std::string& s) { return got = s; }); });
  *self = Deferred<std::string>([held = std::move(atEnd)](Deferred<std::string>) {});
  self->callback("orange");
  BOOST_TEST(got == "orange");
}

BOOST_AUTO_TEST_CASE(a_canceller_may_hold_the_last_handle) {
  auto holder = std::make_shared<Deferred<std::string>>(nullptr);
  std::string got;
  *holder = Deferred<std::string>([holder](Deferred<std::string>) {});
  holder->addCallback([&](std::string s) { got = std::move(s); });
  const Deferred<std::string>& d = *holder;
  holder.reset();  // only the canceller, which is in the chain, is left
  d.callback("a text that is too long to be stored inside a string");
  BOOST_TEST(got.size() > 20U);
}

BOOST_AUTO_TEST_CASE(a_canceller_that_throws_leaves_it_unfired) {
  Deferred<int> d([](Deferred<int>) { throw Boom(); });
  BOOST_CHECK_THROW(d.cancel(), Boom);
  BOOST_TEST(!d.called());
  d.callback(4);
  BOOST_TEST(valueOf(d) == 4);
}

BOOST_AUTO_TEST_CASE(a_canceller_may_cancel_again_and_drop_everything) {
  auto d = std::make_unique<Deferred<int>>(nullptr);
  int failures = 0;
  *d = Deferred<int>([&](Deferred<int> it) {
    it.cancel();
    d.reset();
  });
  d->addErrback([&](Failure f) {
    f.trap<CancelledError>();
    return ++failures;
  });
  d->cancel();
  BOOST_TEST(failures == 1);
}

BOOST_AUTO_TEST_CASE(cancelling_what_is_being_destroyed_does_nothing) {
  // A timer that is reached while the Deferred goes, from what another callback of it holds.
  Clock clock;
  int runs = 0;
  {
    Deferred<int> d;
    support::AtEnd advance([&] { clock.advance(10); });
    d.addCallback([&, advance = std::move(advance)](int n) {
      ++runs;
      return n;
    });
    d.addBoth([&](Result<int> r) {
      ++runs;
      return r;
    });
    d.addTimeout(1, clock);
  }
  BOOST_TEST(runs == 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(DeferredAddTimeoutTests)

BOOST_AUTO_TEST_CASE(a_result_before_the_timeout_stays, *label("DEF-51") * label("DEF-08")) {
  Clock clock;
  Deferred<int> good, bad;
  BOOST_TEST((good.addTimeout(10, clock) == good));
  bad.addTimeout(10, clock);
  BOOST_TEST(clock.getDelayedCalls().size() == 2U);
  clock.advance(5);
  good.callback(1);
  bad.errback(Boom());
  BOOST_TEST(clock.getDelayedCalls().empty());
  BOOST_TEST(valueOf(good) == 1);
  BOOST_TEST(failureOf(bad).is<Boom>());
}

BOOST_AUTO_TEST_CASE(after_the_timeout_it_fails_with_TimeoutError, *label("DEF-52")) {
  Clock clock;
  Deferred<int> d;
  d.addTimeout(10, clock);
  clock.advance(9.5);
  BOOST_TEST(!d.called());
  clock.advance(0.5);
  const auto failure = failureOf(d);
  BOOST_TEST(failure.is<TimeoutError>());
  BOOST_TEST(failure.getErrorMessage() == "(10.0, 'Deferred')");
}

BOOST_AUTO_TEST_CASE(onTimeoutCancel_translates, *label("DEF-53")) {
  Clock clock;
  std::vector<double> asked;
  const auto translate = [&](Result<int> r, double timeout) {
    asked.push_back(timeout);
    return r.index() == 1 && std::get<1>(r).is<CancelledError>() ? Result<int>(42) : r;
  };
  Deferred<int> late, cancelled;
  late.addTimeout(10, clock, translate);
  cancelled.addTimeout(10, clock, translate);
  cancelled.cancel();
  clock.advance(10);
  BOOST_TEST((asked == std::vector<double>{10}));
  BOOST_TEST(valueOf(late) == 42);
  BOOST_TEST(failureOf(cancelled).is<CancelledError>());
}

BOOST_AUTO_TEST_CASE(the_cancellers_own_outcome_stays, *label("DEF-54")) {
  Clock clock;
  Deferred<int> good([](Deferred<int> d) { d.callback(5); });
  Deferred<int> bad([](Deferred<int> d) { d.errback(Boom()); });
  good.addTimeout(1, clock);
  bad.addTimeout(1, clock);
  clock.advance(1);
  BOOST_TEST(valueOf(good) == 5);
  BOOST_TEST(failureOf(bad).is<Boom>());
}

BOOST_AUTO_TEST_CASE(cancelled_before_the_timeout_it_is_cancelled, *label("DEF-55")) {
  Clock clock;
  Deferred<int> d;
  d.addTimeout(10, clock);
  d.cancel();
  BOOST_TEST(clock.getDelayedCalls().empty());
  BOOST_TEST(failureOf(d).is<CancelledError>());
}

BOOST_AUTO_TEST_CASE(an_earlier_errback_may_swallow_the_timeout, *label("DEF-56")) {
  Clock clock;
  Deferred<int> d;
  d.addErrback([](Failure f) {
    f.trap<CancelledError>();
    return 7;
  });
  d.addTimeout(10, clock);
  clock.advance(10);
  BOOST_TEST(valueOf(d) == 7);
}

BOOST_AUTO_TEST_CASE(the_timeout_covers_earlier_callbacks_only, *label("DEF-57")) {
  Clock clock;
  Deferred<int> before, after;
  Deferred<int> covered, uncovered;
  covered.addCallback([before](int) { return before; });
  covered.addTimeout(10, clock);
  uncovered.addTimeout(10, clock);
  uncovered.addCallback([after](int) { return after; });
  covered.callback(1);
  uncovered.callback(1);
  BOOST_TEST(clock.getDelayedCalls().size() == 1U);
  clock.advance(10);
  BOOST_TEST(failureOf(covered).is<TimeoutError>());
  BOOST_TEST(!resultOf(uncovered).has_value());
}

BOOST_AUTO_TEST_CASE(the_timer_goes_with_the_deferred) {
  Clock clock;
  { Deferred<int>().addTimeout(10, clock); }
  BOOST_TEST(clock.getDelayedCalls().empty());
}

BOOST_AUTO_TEST_CASE(the_clock_may_go_first) {
  auto clock = std::make_unique<Clock>();
  Deferred<std::unique_ptr<int>> d;
  d.addTimeout(10, *clock);
  clock.reset();
  d.callback(std::make_unique<int>(3));
  BOOST_TEST(*valueOf(d) == 3);
}

BOOST_AUTO_TEST_CASE(an_old_view_gets_no_timeout) {
  Clock clock;
  Deferred<int> d;
  d.addCallback([](int) {});
  BOOST_CHECK_THROW(d.addTimeout(10, clock), std::logic_error);
  BOOST_TEST(clock.getDelayedCalls().empty());
}

BOOST_AUTO_TEST_SUITE_END()
