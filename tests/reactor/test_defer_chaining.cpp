#include <reactor/defer.hpp>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reactor/log.hpp>

#include "defersupport.hpp"

using boost::unit_test::label;
using namespace reactor;
using support::Boom;
using support::failureOf;
using support::many;
using support::resultOf;
using support::valueOf;

namespace {

using Order = std::vector<std::string>;

/// A Deferred that has fired and waits for `inner`.
template <class T>
Deferred<T> waitingFor(const Deferred<T>& inner) {
  Deferred<void> outer;
  auto waiting = outer.addCallback([inner] { return inner; });
  outer.callback();
  return waiting;
}

/// How far the stack is from `base`, the frame of a caller. Frames, because AddressSanitizer may
/// put a local variable elsewhere.
[[gnu::noinline]] std::ptrdiff_t depthFrom(const void* base) {
  return static_cast<const char*>(base) - static_cast<const char*>(__builtin_frame_address(0));
}

/// The depth at which the callback of the outermost of `count` chained Deferreds runs.
std::ptrdiff_t depthOf(int count) {
  const void* base = __builtin_frame_address(0);
  std::vector<Deferred<void>> inners(static_cast<std::size_t>(count));
  Deferred<void> top;
  std::ptrdiff_t depth = 0;
  Deferred<void> last;
  for (std::size_t i = 0; i < inners.size(); ++i) {
    const auto next = i + 1 < inners.size() ? inners[i + 1] : last;
    inners[i].addCallback([next] { return next; });
  }
  top.addCallback([first = inners.front()] { return first; });
  top.addCallback([&] { depth = depthFrom(base); });
  top.callback();
  for (const auto& inner : inners) inner.callback();
  last.callback();
  BOOST_TEST(depth != 0);
  return depth;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(DeferredChainingTests)

BOOST_AUTO_TEST_CASE(later_callbacks_wait_for_a_returned_deferred, *label("DEF-18")) {
  Deferred<int> inner;
  Deferred<std::string> outer;
  int got = 0;
  outer.addCallback([&](const std::string&) { return inner; }).addCallback([&](int n) { got = n; });
  outer.callback("x");
  BOOST_TEST(got == 0);
  inner.callback(5);
  BOOST_TEST(got == 5);
}

BOOST_AUTO_TEST_CASE(an_errback_may_return_a_deferred, *label("DEF-19")) {
  Deferred<int> inner;
  Deferred<int> outer;
  int got = 0;
  outer.addErrback([&](Failure) { return inner; }).addCallback([&](int n) { got = n; });
  outer.errback(Boom());
  BOOST_TEST(got == 0);
  inner.callback(5);
  BOOST_TEST(got == 5);
}

BOOST_AUTO_TEST_CASE(a_fired_inner_deferred_gives_its_result_at_once, *label("DEF-20")) {
  auto inner = succeed(std::string("x"));
  BOOST_TEST(valueOf(waitingFor(inner)) == "x");
  BOOST_CHECK_THROW(inner.addCallback([](std::string s) { return s; }), std::logic_error);
  bool ran = false;
  inner.as<void>().addCallback([&] { ran = true; });
  BOOST_TEST(ran);
}

BOOST_AUTO_TEST_CASE(callbacks_added_to_the_inner_after_chaining_see_none, *label("DEF-21")) {
  Deferred<int> inner;
  const auto outer = waitingFor(inner);
  Order order;
  BOOST_CHECK_THROW(inner.addCallback([](int n) { return n; }), std::logic_error);
  inner.as<void>().addCallback([&] { order.push_back("inner none"); });
  outer.addCallback([&](int n) { order.push_back("outer " + std::to_string(n)); });
  inner.callback(3);
  std::sort(order.begin(), order.end());
  BOOST_TEST((order == Order{"inner none", "outer 3"}));
}

BOOST_AUTO_TEST_CASE(the_failure_of_an_inner_deferred_moves, *label("DEF-22")) {
  support::Log log;
  {
    auto inner = fail<int>(Boom());
    auto outer = waitingFor(inner);
    valueOf(inner.as<void>());
    inner = Deferred<int>(nullptr);
    BOOST_TEST(failureOf(outer).is<Boom>());
  }
  {
    Deferred<int> inner;
    auto outer = waitingFor(inner);
    inner.errback(Boom());
    valueOf(inner.as<void>());
    inner = Deferred<int>(nullptr);
    BOOST_TEST(failureOf(outer).is<Boom>());
  }
  BOOST_TEST(log.events.empty());
}

BOOST_AUTO_TEST_CASE(the_middle_runs_before_the_outer_gets_its_value, *label("DEF-23")) {
  Order order;
  Deferred<int> innermost;
  Deferred<void> middle;
  auto middleView = middle.addCallback([&] { return innermost; }).addCallback([&](int n) {
    order.push_back("middle");
    return n;
  });
  Deferred<void> outer;
  outer.addCallback([&] { return middleView; }).addCallback([&](int) { order.push_back("outer"); });
  outer.callback();
  middle.callback();
  innermost.callback(1);
  BOOST_TEST((order == Order{"middle", "outer"}));
}

BOOST_AUTO_TEST_CASE(the_outer_runs_after_the_inners_callbacks, *label("DEF-24")) {
  Order order;
  Deferred<int> inner;
  inner.addCallback([&](int n) {
    order.push_back("inner 1");
    return n;
  });
  const auto outer = waitingFor(inner);
  inner.as<void>().addCallback([&] { order.push_back("inner 2"); });
  outer.addCallback([&](int) { order.push_back("outer"); });
  inner.callback(1);
  BOOST_TEST((order == Order{"inner 1", "outer", "inner 2"}));
}

BOOST_AUTO_TEST_CASE(a_paused_inner_holds_the_outer_up, *label("DEF-25")) {
  Deferred<int> inner;
  inner.callback(4);
  inner.pause();
  const auto outer = waitingFor(inner);
  int got = 0;
  outer.addCallback([&](int n) { got = n; });
  BOOST_TEST(got == 0);
  inner.unpause();
  BOOST_TEST(got == 4);
}

BOOST_AUTO_TEST_CASE(a_paused_outer_does_not_hold_the_inner_up, *label("DEF-26")) {
  Deferred<int> inner;
  const auto outer = waitingFor(inner);
  outer.pause();
  int outerGot = 0;
  bool innerRan = false;
  outer.addCallback([&](int n) { outerGot = n; });
  inner.as<void>().addCallback([&] { innerRan = true; });
  inner.callback(2);
  BOOST_TEST(innerRan);
  BOOST_TEST(outerGot == 0);
  bool later = false;
  inner.as<void>().addCallback([&] { later = true; });
  BOOST_TEST(later);
  outer.unpause();
  BOOST_TEST(outerGot == 2);
}

BOOST_AUTO_TEST_CASE(pauses_are_counted, *label("DEF-27")) {
  Deferred<int> d;
  int runs = 0;
  d.addBoth([&](Result<int>) { ++runs; });
  d.pause();
  d.unpause();
  d.pause();
  d.pause();
  BOOST_TEST(d.paused() == 2);
  d.errback(Boom());
  BOOST_TEST(runs == 0);
  d.unpause();
  BOOST_TEST(runs == 0);
  d.unpause();
  BOOST_TEST(runs == 1);
  BOOST_CHECK_THROW(d.unpause(), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_callback_may_pause_its_own_deferred) {
  Deferred<int> d;
  Order order;
  d.addCallback([&](int) {
     order.push_back("1");
     d.pause();
   }).addCallback([&] { order.push_back("2"); });
  d.callback(1);
  BOOST_TEST((order == Order{"1"}));
  d.unpause();
  BOOST_TEST((order == Order{"1", "2"}));
}

BOOST_AUTO_TEST_CASE(a_waiting_deferred_cannot_be_unpaused_by_others) {
  // Its wait is not a pause of theirs: there is no result yet that callbacks could run with.
  Deferred<std::string> inner;
  const auto outer = waitingFor(inner);
  std::string got;
  outer.addCallback([&](std::string s) { got = s; });
  BOOST_CHECK_THROW(outer.unpause(), std::logic_error);
  outer.pause();
  outer.unpause();
  BOOST_TEST(got == "");
  inner.callback("x");
  BOOST_TEST(got == "x");
}

BOOST_AUTO_TEST_CASE(a_callback_added_by_a_running_one_comes_after_it, *label("DEF-28")) {
  std::vector<int> order;
  Deferred<void> d;
  d.addCallback([&] {
    order.push_back(1);
    d.addCallback([&] { order.push_back(3); });
    order.push_back(2);
  });
  d.callback();
  BOOST_TEST((order == std::vector<int>{1, 2, 3}));
}

BOOST_AUTO_TEST_CASE(an_errback_added_by_a_running_callback_sees_its_exception, *label("DEF-29")) {
  Deferred<void> d;
  std::optional<Failure> got;
  d.addCallback([&] {
    d.addErrback([&](Failure f) { got = std::move(f); });
    throw Boom();
  });
  d.callback();
  BOOST_REQUIRE(got.has_value());
  BOOST_TEST(got->is<Boom>());
}

BOOST_AUTO_TEST_CASE(the_depth_of_calls_does_not_depend_on_the_number_of_deferreds,
                     *label("DEF-30")) {
  BOOST_TEST(depthOf(5) == depthOf(500));
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_waiting_deferreds_need_no_stack, *label("DEF-30")) {
  int outermostFirst = 0, innermostFirst = 0, forwarded = 0;
  support::onSmallStack([&] {
    {  // each waits for the one made before it
      Deferred<int> first;
      Deferred<int> d = first;
      for (int i = 0; i < many; ++i) {
        d = waitingFor(d).addCallback([](int n) { return n + 1; });
      }
      d.addCallback([&](int n) { innermostFirst = n; });
      first.callback(0);
    }
    {  // each waits for one made after it
      std::vector<Deferred<int>> all(static_cast<std::size_t>(many));
      for (std::size_t i = 0; i + 1 < all.size(); ++i) {
        all[i].addCallback([next = all[i + 1]](int) { return next; });
      }
      all.front().addCallback([&](int n) { outermostFirst = n; });
      for (int n = 1; const auto& d : all) d.callback(n++);
    }
    {
      Deferred<int> first;
      Deferred<int> d = first;
      for (int i = 0; i < many; ++i) {
        Deferred<int> next;
        d.chainDeferred(next);
        d = next;
      }
      d.addCallback([&](int n) { forwarded = n; });
      first.callback(3);
    }
  });
  BOOST_TEST(innermostFirst == many);
  BOOST_TEST(outermostFirst == many);
  BOOST_TEST(forwarded == 3);
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_callbacks_and_callbacks_added_by_callbacks_need_no_stack) {
  int ran = 0;
  support::onSmallStack([&] {
    Deferred<int> d;
    for (int i = 0; i < many; ++i) d.addCallback([](int n) { return n + 1; });
    d.callback(0);
    d.addCallback([&](int n) { ran = n; });
    Deferred<void> adding;
    int left = many;
    struct Again {
      Deferred<void> d;
      int& left;
      void operator()() const {
        if (--left > 0) d.addCallback(*this);
      }
    };
    adding.addCallback(Again{adding, left});
    adding.callback();
    ran += left;
  });
  BOOST_TEST(ran == many);
}

BOOST_AUTO_TEST_CASE(dropping_a_hundred_thousand_linked_deferreds_needs_no_stack) {
  support::Log log;
  support::onSmallStack([] {
    {
      Deferred<int> d;
      for (int i = 0; i < many; ++i) d = waitingFor(d);
    }
    {  // a chain of handles, each in a callback of the next
      Deferred<int> d;
      for (int i = 0; i < many; ++i) {
        Deferred<int> next;
        next.addCallback([d](int n) { return n; });
        d = next;
      }
    }
    {
      Deferred<int> first;
      Deferred<int> d = first;
      for (int i = 0; i < many; ++i) {
        Deferred<int> next;
        d.chainDeferred(next);
        d = next;
      }
    }
    {  // values and failures that hold the next
      auto d = succeed(std::shared_ptr<void>());
      for (int i = 0; i < many; ++i)
        d = succeed(std::make_shared<decltype(d)>(d)).addCallback([](auto p) {
          return std::shared_ptr<void>(p);
        });
    }
    {  // cancellers that do
      Deferred<int> d;
      for (int i = 0; i < many; ++i) d = Deferred<int>([d](Deferred<int>) {});
    }
  });
  BOOST_TEST(log.events.empty());
}

BOOST_AUTO_TEST_CASE(a_callback_may_drop_a_hundred_thousand_linked_deferreds) {
  int got = 0;
  support::onSmallStack([&] {
    Deferred<int> innermost;
    Deferred<int> d = innermost;
    for (int i = 0; i < many; ++i) d = waitingFor(d);
    Deferred<int> other;
    other.addCallback([&](int n) {
      innermost = Deferred<int>(nullptr);
      d = Deferred<int>(nullptr);
      return n;
    });
    other.addCallback([&](int n) { got = n; });
    other.callback(9);
  });
  BOOST_TEST(got == 9);
}

BOOST_AUTO_TEST_CASE(a_callback_that_returns_its_own_deferred_is_a_failure, *label("DEF-31")) {
  Deferred<int> d;
  d.addCallback([&](int) { return d; });
  d.callback(1);
  const auto failure = failureOf(d);
  BOOST_TEST(
      failure.getErrorMessage().find("Callback returned the Deferred it was attached to") == 0U,
      failure.getErrorMessage());
  BOOST_CHECK_THROW(d.as<void>().chainDeferred(d.as<void>()), std::logic_error);
}

BOOST_AUTO_TEST_CASE(deferreds_that_would_wait_for_each_other_are_a_failure) {
  Deferred<int> a, b;
  a.addCallback([&](int) { return b; });
  b.addCallback([&](int) { return a; });
  a.callback(1);  // waits for b, and b then for a
  b.callback(2);
  BOOST_TEST(failureOf(a).is<std::logic_error>());
  a.cancel();
  valueOf(b.as<void>());
}

BOOST_AUTO_TEST_CASE(chainDeferred_fires_the_other_the_same_way, *label("DEF-32")) {
  Deferred<int> good, goodTarget, bad, badTarget;
  good.chainDeferred(goodTarget);
  bad.chainDeferred(badTarget);
  BOOST_TEST(goodTarget.chain().chainedTo() == &good.chain());
  good.callback(4);
  bad.errback(Boom());
  BOOST_TEST(goodTarget.chain().chainedTo() == nullptr);
  BOOST_TEST(valueOf(goodTarget) == 4);
  BOOST_TEST(failureOf(badTarget).is<Boom>());
  valueOf(good.as<void>());
  valueOf(bad.as<void>());

  Deferred<int> source, target;
  source.chainDeferred(target);
  target.callback(1);
  BOOST_TEST(!source.called());
  BOOST_TEST(target.chain().chainedTo() == nullptr);
  source.callback(2);  // the target has fired already
  BOOST_TEST(failureOf(source.as<void>()).is<AlreadyCalledError>());
  BOOST_TEST(valueOf(target) == 1);
}

BOOST_AUTO_TEST_CASE(the_source_of_a_chain_may_go_first) {
  Deferred<int> target;
  {
    Deferred<int> source;
    source.chainDeferred(target);
  }
  BOOST_TEST(target.chain().chainedTo() == nullptr);
  Deferred<int> gone(nullptr);
  {
    Deferred<int> source;
    source.chainDeferred(target);
    source.callback(1);
  }
  BOOST_TEST(valueOf(target) == 1);
}

BOOST_AUTO_TEST_CASE(the_target_of_a_chain_may_be_held_by_the_source_alone) {
  int got = 0;
  Deferred<int> source;
  {
    Deferred<int> target;
    target.addCallback([&](int n) { got = n; });
    source.chainDeferred(target);
  }
  source.callback(6);
  BOOST_TEST(got == 6);
}

BOOST_AUTO_TEST_CASE(a_waiting_deferred_does_not_keep_itself_alive) {
  BOOST_TEST(support::Counted::alive == 0);
  Deferred<int> outer(nullptr);
  {
    Deferred<int> inner;
    outer = waitingFor(inner);
    outer.addCallback([c = support::Counted()](int n) { return n; });
    BOOST_TEST(support::Counted::alive == 1);
  }
  // The inner one is gone: nobody will ever fire it.
  BOOST_TEST(outer.called());
  BOOST_TEST(!resultOf(outer).has_value());
  outer = Deferred<int>(nullptr);
  BOOST_TEST(support::Counted::alive == 0);
}

BOOST_AUTO_TEST_CASE(callbacks_may_fire_others_and_what_waits_for_them) {
  Order order;
  Deferred<int> a, b, c;
  const auto waiting = waitingFor(b);
  waiting.addCallback([&](int n) {
    order.push_back("waiting");
    c.callback(n);
  });
  c.addCallback([&](int) { order.push_back("c"); });
  a.addCallback([&](int n) {
    b.callback(n);
    order.push_back("a");
  });
  a.callback(1);
  BOOST_TEST((order == Order{"waiting", "c", "a"}));
}

BOOST_AUTO_TEST_CASE(a_running_deferred_hands_on_what_it_has_at_its_end) {
  Deferred<int> running;
  Deferred<int> outer(nullptr);
  running.addCallback([&](int n) {
    outer = waitingFor(running);  // while this callback runs there is nothing to take
    return n + 1;
  });
  running.addCallback([](int n) { return n * 10; });
  running.callback(1);
  BOOST_TEST(valueOf(outer) == 20);
}

BOOST_AUTO_TEST_CASE(a_callback_may_drop_everything_in_the_middle_of_a_chain) {
  auto inner = std::make_unique<Deferred<int>>();
  auto outer = std::make_unique<Deferred<int>>(waitingFor(*inner));
  int got = 0;
  outer->addCallback([&](int n) {
    inner.reset();
    outer.reset();
    return n;
  });
  outer->addCallback([&](int n) {
    got = n;
    throw Boom();
    return n;
  });
  outer->addErrback([&](Failure f) {
    f.trap<Boom>();
    got += 10;
    return 0;
  });
  inner->callback(1);
  BOOST_TEST(got == 11);
}

BOOST_AUTO_TEST_SUITE_END()
