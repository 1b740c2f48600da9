#include <reactor/coroutine.hpp>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reactor/deferredlist.hpp>
#include <reactor/log.hpp>

#include "defersupport.hpp"

using boost::unit_test::label;
using namespace reactor;
using support::Boom;
using support::Counted;
using support::failureOf;
using support::many;
using support::resultOf;
using support::valueOf;

namespace {

using Order = std::vector<std::string>;

Deferred<int> plusOne(Deferred<int> d) {
  const int n = co_await std::move(d);
  co_return n + 1;
}

Deferred<void> nothing() { co_return; }
Deferred<void> endless(Deferred<void> d) { co_await std::move(d); }

Deferred<int> noted(Order& order, Deferred<int> d) {
  order.push_back("before");
  const int n = co_await std::move(d);
  order.push_back("after");
  co_return n;
}

Deferred<std::string> caught(Deferred<int> d) {
  try {
    const int n = co_await std::move(d);
    co_return std::to_string(n);
  } catch (const Boom& error) {
    co_return std::string("caught ") + error.what();
  }
}

Deferred<int> throwsBoom() {
  throw Boom();
  co_return 1;
}

Deferred<int> returningFailure(Failure f) { co_return f; }

Deferred<std::string> plainValues(std::string text) {
  const int n = co_await 5;
  const std::string& same = co_await text;
  const std::string moved = co_await std::string("c");
  co_return std::to_string(n) + same + moved + (&same == &text ? "!" : "?");
}

Deferred<int> sumOfReady(int count) {
  int sum = 0;
  for (int i = 0; i < count; ++i) sum += co_await succeed(1);
  co_return sum;
}

Deferred<int> swallowing(Deferred<int> d) {
  try {
    co_await std::move(d);
  } catch (const CancelledError&) {
  }
  co_return 42;
}

Deferred<int> twoWaits(Deferred<int> first, Deferred<int> second) {
  try {
    co_await std::move(first);
  } catch (const CancelledError&) {
  }
  co_return co_await std::move(second);
}

Deferred<int> outerOf(Deferred<int> d) { co_return co_await caught(std::move(d)) == "7" ? 1 : 2; }

Deferred<int> holding(Deferred<int> d, Counted parameter) {
  const Counted local;
  (void)parameter;
  co_return co_await std::move(d);
}

Deferred<int> awaitingReference(const Deferred<int>& d) { co_return co_await d; }

Deferred<std::unique_ptr<int>> moveOnly(Deferred<std::unique_ptr<int>> d) {
  auto p = co_await std::move(d);
  ++*p;
  co_return p;
}

using Guard = support::AtEnd<std::function<void()>>;
Deferred<int> guarded(Deferred<int> d, Guard guard) {
  (void)guard;
  co_return co_await std::move(d);
}

Deferred<int> waitingForItself(Deferred<void> gate, std::shared_ptr<Deferred<int>> self) {
  co_await std::move(gate);
  co_return co_await *self;
}

Deferred<std::size_t> lengthOf(DeferredList<int> list) {
  const auto results = co_await std::move(list);
  co_return results.size();
}

struct Stubborn {
  Stubborn() = default;
  Stubborn(const Stubborn&) = default;
  Stubborn(Stubborn&&) : Stubborn() { throw Boom(); }
};
Deferred<Stubborn> returningStubborn(Deferred<void> d) {
  co_await std::move(d);
  co_return Stubborn();
}

struct Adder {
  int amount;
  Deferred<int> plus(Deferred<int> d) { co_return amount + co_await std::move(d); }
  [[nodiscard]] Deferred<int> constant() const { co_return amount; }
  [[nodiscard]] int number() const { return amount; }
};

template <class F>
concept Decorable = requires(F f) {
  inlineCallbacks(f);
};
template <class X>
concept FromCoroutine = requires(X x) {
  Deferred<int>::fromCoroutine(x);
};

[[maybe_unused]] int notACoroutine() { return 1; }

}  // namespace

BOOST_AUTO_TEST_SUITE(CoroutineTests)

BOOST_AUTO_TEST_CASE(the_body_runs_to_its_first_real_wait_at_once, *label("CO-01")) {
  Order order;
  Deferred<int> d;
  auto result = noted(order, d);
  BOOST_TEST((order == Order{"before"}));
  d.callback(3);
  BOOST_TEST((order == Order{"before", "after"}));
  BOOST_TEST(valueOf(result) == 3);
  order.clear();
  BOOST_TEST(valueOf(noted(order, succeed(1))) == 1);
  BOOST_TEST((order == Order{"before", "after"}));
}

BOOST_AUTO_TEST_CASE(what_is_returned_is_the_result, *label("CO-02")) {
  Deferred<int> d;
  auto result = plusOne(d);
  BOOST_TEST(!result.called());
  d.callback(4);
  BOOST_TEST(valueOf(result) == 5);
  BOOST_TEST(valueOf(plusOne(succeed(1))) == 2);
  valueOf(nothing());
  Deferred<void> gate;
  auto end = endless(gate);
  gate.callback();
  valueOf(end);
}

BOOST_AUTO_TEST_CASE(a_failure_is_thrown_at_the_wait, *label("CO-03")) {
  BOOST_TEST(valueOf(caught(fail<int>(Boom()))) == "caught boom");
  Deferred<int> d;
  auto later = caught(d);
  d.errback(Boom());
  BOOST_TEST(valueOf(later) == "caught boom");
}

BOOST_AUTO_TEST_CASE(an_exception_that_leaves_the_body_is_the_failure, *label("CO-04")) {
  BOOST_TEST(failureOf(throwsBoom()).is<Boom>());
  Deferred<int> d;
  auto later = plusOne(d);
  const Failure failure{Boom()};
  d.errback(failure);
  const auto got = failureOf(later);
  BOOST_TEST((got.value() == failure.value()));  // the same exception object
  BOOST_TEST((failureOf(returningFailure(failure)) == failure));
}

BOOST_AUTO_TEST_CASE(what_is_no_deferred_is_its_own_result, *label("CO-05")) {
  BOOST_TEST(valueOf(plainValues("b")) == "5bc!");
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_ready_waits_need_no_stack, *label("CO-06")) {
  int sum = 0;
  support::onSmallStack([&] { sumOfReady(many).addCallback([&](int n) { sum = n; }); });
  BOOST_TEST(sum == many);
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_nested_coroutines_need_no_stack, *label("CO-06")) {
  int fired = 0, cancelled = 0;
  support::onSmallStack([&] {
    {
      Deferred<int> first;
      Deferred<int> d = first;
      for (int i = 0; i < many; ++i) d = plusOne(std::move(d));
      d.addCallback([&](int n) { fired = n; });
      first.callback(0);
    }
    {
      Deferred<int> first;
      Deferred<int> d = first;
      for (int i = 0; i < many; ++i) d = plusOne(std::move(d));
      d.addErrback([&](Failure f) {
        f.trap<CancelledError>();
        return ++cancelled;
      });
      d.cancel();
    }
    {  // released by the code that would have fired it
      Deferred<int> first;
      Deferred<int> d = first;
      for (int i = 0; i < many; ++i) d = plusOne(std::move(d));
    }
  });
  BOOST_TEST(fired == many);
  BOOST_TEST(cancelled == 1);
}

BOOST_AUTO_TEST_CASE(cancelling_cancels_what_the_body_waits_for, *label("CO-07")) {
  int calls = 0;
  Deferred<int> inner([&](Deferred<int>) { ++calls; });
  auto d = plusOne(inner);
  d.cancel();
  BOOST_TEST(calls == 1);
  BOOST_TEST(failureOf(d).is<CancelledError>());
  auto swallowed = swallowing(Deferred<int>());
  swallowed.cancel();
  BOOST_TEST(valueOf(swallowed) == 42);
}

BOOST_AUTO_TEST_CASE(cancelling_again_cancels_the_next_wait, *label("CO-08")) {
  int first = 0, second = 0;
  auto d = twoWaits(Deferred<int>([&](Deferred<int>) { ++first; }),
                    Deferred<int>([&](Deferred<int>) { ++second; }));
  d.cancel();
  BOOST_TEST(first == 1);
  BOOST_TEST(second == 0);
  BOOST_TEST(!d.called());
  d.cancel();
  BOOST_TEST(first == 1);
  BOOST_TEST(second == 1);
  BOOST_TEST(failureOf(d).is<CancelledError>());
}

BOOST_AUTO_TEST_CASE(only_functions_with_a_deferred_are_decorated, *label("CO-09")) {
  BOOST_TEST(Decorable<decltype(&plusOne)>);
  BOOST_TEST(!Decorable<decltype(&notACoroutine)>);
  BOOST_TEST(!Decorable<int>);
  BOOST_TEST(valueOf(inlineCallbacks(plusOne)(succeed(1))) == 2);
  Adder adder{2};
  const auto method = inlineCallbacks(&Adder::plus);
  BOOST_TEST(valueOf((adder.*method)(succeed(1))) == 3);
  BOOST_TEST(Decorable<decltype(&Adder::constant)>);
  BOOST_TEST(!Decorable<decltype(&Adder::number)>);
}

BOOST_AUTO_TEST_CASE(only_coroutines_are_taken_for_coroutines, *label("CO-10")) {
  BOOST_TEST(FromCoroutine<Deferred<int>>);
  BOOST_TEST(!FromCoroutine<int>);
  BOOST_TEST(!FromCoroutine<Deferred<std::string>>);
  BOOST_TEST(!FromCoroutine<decltype(&plusOne)>);
  BOOST_TEST(valueOf(Deferred<int>::fromCoroutine(plusOne(succeed(1)))) == 2);
}

BOOST_AUTO_TEST_CASE(a_coroutine_may_wait_for_a_coroutine, *label("CO-11")) {
  Deferred<int> d;
  auto result = outerOf(d);
  BOOST_TEST(!result.called());
  d.callback(7);
  BOOST_TEST(valueOf(result) == 1);
  BOOST_TEST(valueOf(outerOf(fail<int>(Boom()))) == 2);
}

BOOST_AUTO_TEST_CASE(a_frame_goes_with_what_it_waits_for, *label("CO-12")) {
  BOOST_TEST(Counted::alive == 0);
  Deferred<int> result(nullptr);
  {
    Deferred<int> d;
    result = holding(d, Counted());
    BOOST_TEST(Counted::alive == 2);
  }
  BOOST_TEST(Counted::alive == 0);
  BOOST_TEST(!result.called());
  result.cancel();  // there is nothing to cancel but the coroutine itself
  BOOST_TEST(failureOf(result).is<CancelledError>());

  // Also if the handle of the coroutine was destroyed before.
  {
    Deferred<int> d;
    (void)holding(d, Counted());
    BOOST_TEST(Counted::alive == 2);
  }
  BOOST_TEST(Counted::alive == 0);
}

BOOST_AUTO_TEST_CASE(a_frame_goes_when_its_body_is_over) {
  Deferred<int> d;
  auto result = holding(d, Counted());
  d.callback(1);
  BOOST_TEST(Counted::alive == 0);
  BOOST_TEST(valueOf(result) == 1);
  BOOST_TEST(valueOf(holding(succeed(2), Counted())) == 2);
  BOOST_TEST(Counted::alive == 0);
  auto cancelled =
      holding(Deferred<int>(), Counted());  // only the frame owns the Deferred it waits for
  BOOST_TEST(Counted::alive == 2);
  cancelled.cancel();
  BOOST_TEST(Counted::alive == 0);
  BOOST_TEST(failureOf(cancelled).is<CancelledError>());
}

BOOST_AUTO_TEST_CASE(waiting_for_a_temporary_gives_up_its_reference) {
  Deferred<int> d;
  const auto before = d.chain().refs();
  auto result = plusOne(d);
  BOOST_TEST(d.chain().refs() == before);
  d.callback(1);
  BOOST_TEST(valueOf(result) == 2);
}

BOOST_AUTO_TEST_CASE(waiting_for_an_lvalue_leaves_the_handle) {
  Deferred<int> d;
  auto result = awaitingReference(d);
  BOOST_TEST(static_cast<bool>(d));
  d.callback(3);
  BOOST_TEST(valueOf(result) == 3);
  valueOf(d.as<void>());  // the value was taken
}

BOOST_AUTO_TEST_CASE(a_past_view_is_refused_at_the_wait) {
  Deferred<int> d;
  d.addCallback([](int n) { return std::to_string(n); });
  BOOST_TEST(failureOf(plusOne(d)).is<std::logic_error>());
  BOOST_TEST(failureOf(plusOne(Deferred<int>(nullptr))).is<std::logic_error>());
}

BOOST_AUTO_TEST_CASE(callbacks_added_behind_a_wait_keep_their_type) {
  Deferred<int> d;
  auto result = plusOne(d);
  auto behind = d.as<void>().addCallback([] { return std::string("behind"); });
  d.callback(1);
  BOOST_TEST(valueOf(behind) == "behind");
  BOOST_TEST(valueOf(result) == 2);
}

BOOST_AUTO_TEST_CASE(values_may_be_move_only) {
  Deferred<std::unique_ptr<int>> d;
  auto result = moveOnly(d);
  d.callback(std::make_unique<int>(3));
  BOOST_TEST(*valueOf(result) == 4);
}

BOOST_AUTO_TEST_CASE(a_list_is_waited_for_as_a_deferred) {
  const std::vector<Deferred<int>> members(2);
  auto result = lengthOf(DeferredList<int>(members));
  members[0].callback(1);
  members[1].callback(2);
  BOOST_TEST(valueOf(result) == 2U);
}

BOOST_AUTO_TEST_CASE(a_frame_that_is_dropped_may_cancel_its_own_coroutine) {
  auto result = std::make_unique<Deferred<int>>(nullptr);
  int cancelled = 0;
  {
    Deferred<int> d;
    Guard guard([&] {
      result->cancel();
      ++cancelled;
    });
    *result = guarded(d, std::move(guard));
  }
  BOOST_TEST(cancelled == 1);
  result->cancel();
  BOOST_TEST(failureOf(*result).is<CancelledError>());
}

BOOST_AUTO_TEST_CASE(a_body_may_drop_its_own_deferred) {
  auto result = std::make_unique<Deferred<int>>(nullptr);
  Deferred<int> d;
  Guard guard([&] { result.reset(); });
  *result = guarded(d, std::move(guard));
  int got = 0;
  result->addCallback([&](int n) { got = n; });
  d.callback(8);
  BOOST_TEST(got == 8);
  BOOST_TEST(!result);
}

BOOST_AUTO_TEST_CASE(a_coroutine_that_waits_for_itself_fails) {
  auto self = std::make_shared<Deferred<int>>(nullptr);
  Deferred<void> gate;
  *self = waitingForItself(gate, self);
  gate.callback();
  BOOST_TEST(failureOf(*self).is<std::logic_error>());
  *self = Deferred<int>(nullptr);
}

BOOST_AUTO_TEST_CASE(a_coroutines_deferred_may_be_fired_by_others) {
  support::Log log;
  Deferred<int> d;
  auto result = plusOne(d);
  result.callback(10);
  d.callback(1);
  BOOST_TEST(valueOf(result) == 10);
  BOOST_TEST(log.events.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_result_that_cannot_be_moved_in_is_the_failure) {
  support::Log log;
  Deferred<void> gate;
  auto result = returningStubborn(gate);
  gate.callback();
  BOOST_TEST(failureOf(result).is<Boom>());
  BOOST_TEST(failureOf(returningStubborn(succeed())).is<Boom>());
  BOOST_TEST(log.events.empty());
}

BOOST_AUTO_TEST_CASE(the_failure_of_a_coroutine_that_nobody_took_is_logged) {
  support::Log log;
  (void)throwsBoom();
  BOOST_REQUIRE(log.events.size() == 2U);
  log.events.clear();
  Deferred<int> d;
  (void)plusOne(d);
  d.errback(Boom());
  BOOST_TEST(log.events.size() == 2U);
}

BOOST_AUTO_TEST_CASE(coroutines_run_before_the_callbacks_behind_them) {
  Order order;
  Deferred<int> d;
  auto result = noted(order, d);
  result.addCallback([&](int) { order.push_back("result"); });
  d.as<void>().addCallback([&] { order.push_back("behind"); });
  d.callback(1);
  BOOST_TEST((order == Order{"before", "after", "result", "behind"}));
}

BOOST_AUTO_TEST_SUITE_END()
