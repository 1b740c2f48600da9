#include <reactor/defer.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reactor/coroutine.hpp>
#include <reactor/deferdebug.hpp>
#include <reactor/log.hpp>

#include "defersupport.hpp"

using boost::unit_test::label;
using namespace reactor;
using support::Boom;
using support::failureOf;
using support::resultOf;
using support::valueOf;

namespace {

template <class X>
concept Ensurable = requires(X x) {
  ensureDeferred(std::move(x));
};

Deferred<int> addOne(Deferred<int> d) { co_return co_await std::move(d) + 1; }
Deferred<int> throwing(Deferred<int> d) {
  (void)co_await std::move(d);
  throw Boom();
}

bool startsWith(const std::string& text, const std::string& beginning) {
  return text.compare(0, beginning.size(), beginning) == 0;
}

class Debugging {
 public:
  explicit Debugging(bool on) { setDebugging(on); }
  Debugging(const Debugging&) = delete;
  Debugging& operator=(const Debugging&) = delete;
  ~Debugging() { setDebugging(false); }
};

std::string secondFireText(const Deferred<int>& d) {
  try {
    d.callback(2);
  } catch (const AlreadyCalledError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(DeferTests)

BOOST_AUTO_TEST_CASE(a_callback_gets_the_value_once_and_no_errback_runs, *label("DEF-01")) {
  Deferred<std::string> d;
  std::vector<std::string> got;
  bool failed = false;
  d.addCallbacks([&](std::string text) { got.push_back(std::move(text)); },
                 [&](Failure) { failed = true; });
  BOOST_TEST(!d.called());
  d.callback("hello");
  BOOST_TEST(d.called());
  BOOST_TEST(got == std::vector<std::string>{"hello"});
  BOOST_TEST(!failed);
}

BOOST_AUTO_TEST_CASE(further_arguments_follow_the_result, *label("DEF-02")) {
  Deferred<std::string> d;
  std::string got;
  d.addCallback(
       [&](const std::string& a, const std::string& b, int n) {
         got = a + " " + b + std::to_string(n);
         return 1;
       },
       std::string("world"), 7)
      .addBoth([&](Result<int> r, const char* c) { got += c + std::to_string(std::get<0>(r)); },
               "!")
      .addCallback(
          [](int n) {
            if (n == 3) throw Boom();
          },
          3)
      .addErrback([&](Failure f, int n) { got += f.getErrorMessage() + std::to_string(n); }, 4);
  d.callback("hello");
  BOOST_TEST(got == "hello world7!1boom4");
}

BOOST_AUTO_TEST_CASE(the_second_callback_gets_what_the_first_returned, *label("DEF-03")) {
  Deferred<int> d;
  std::string got;
  d.addCallback([](int n) { return std::to_string(n); }).addCallback([&](std::string text) {
    got = text + "!";
  });
  d.callback(7);
  BOOST_TEST(got == "7!");
}

BOOST_AUTO_TEST_CASE(a_failure_passes_callbacks_unchanged, *label("DEF-04")) {
  Deferred<int> d;
  bool ran = false;
  std::optional<Failure> got;
  const Failure failure{Boom()};
  d.addCallback([&](int n) {
     ran = true;
     return n;
   }).addErrback([&](Failure f) {
    got = f;
    return 0;
  });
  d.errback(failure);
  BOOST_TEST(!ran);
  BOOST_TEST((got == failure));
}

BOOST_AUTO_TEST_CASE(a_value_passes_errbacks_unchanged, *label("DEF-05")) {
  Deferred<int> d;
  bool ran = false;
  d.addErrback([&](Failure) {
    ran = true;
    return 0;
  });
  d.callback(5);
  BOOST_TEST(valueOf(d) == 5);
  BOOST_TEST(!ran);
}

BOOST_AUTO_TEST_CASE(addBoth_sees_either_once, *label("DEF-06")) {
  std::vector<std::string> got;
  const auto f = [&](Result<int> r) {
    got.push_back(r.index() == 0 ? std::to_string(std::get<0>(r))
                                 : std::get<1>(r).getErrorMessage());
  };
  Deferred<int> good, bad;
  good.addBoth(f);
  bad.addBoth(f);
  good.callback(3);
  bad.errback(Boom());
  BOOST_TEST((got == std::vector<std::string>{"3", "boom"}));
}

BOOST_AUTO_TEST_CASE(a_callback_added_after_the_result_runs_at_once, *label("DEF-07")) {
  const auto d = succeed(4);
  int got = 0;
  d.addCallback([&](int n) { got = n; });
  BOOST_TEST(got == 4);
}

BOOST_AUTO_TEST_CASE(what_adds_callbacks_returns_the_same_deferred, *label("DEF-08")) {
  Deferred<int> d, other;
  BOOST_TEST((d.addCallback([](int n) { return n; }) == d));
  BOOST_TEST((d.addErrback([](Failure) { return 1; }) == d));
  BOOST_TEST((d.addCallbacks([](int n) { return n; }, [](Failure) { return 1; }) == d));
  BOOST_TEST((d.addBoth([](Result<int> r) { return r; }) == d));
  BOOST_TEST((d.chainDeferred(other) == d));
  BOOST_TEST(!(other == d));
}

BOOST_AUTO_TEST_CASE(an_exception_skips_to_the_next_errback, *label("DEF-09")) {
  Deferred<int> d;
  std::vector<int> ran;
  const Boom* thrown = nullptr;
  std::optional<Failure> got;
  d.addCallback([&](int) -> int {
     ran.push_back(1);
     throw Boom();
   })
      .addCallback([&](int n) {
        ran.push_back(2);
        return n;
      })
      .addErrback([&](Failure f) {
        ran.push_back(3);
        got = f;
        return 1;
      });
  d.callback(0);
  BOOST_TEST((ran == std::vector<int>{1, 3}));
  BOOST_REQUIRE(got.has_value());
  try {
    got->raiseException();
  } catch (const Boom& error) {
    thrown = &error;
  }
  BOOST_TEST(thrown == got->as<Boom>());  // the very one, not a copy
  BOOST_TEST(thrown != nullptr);
}

BOOST_AUTO_TEST_CASE(an_errback_with_a_value_goes_on_with_callbacks, *label("DEF-10")) {
  Deferred<int> d;
  int got = 0;
  d.addErrback([](Failure) { return 6; }).addCallback([&](int n) { got = n; });
  d.errback(Boom());
  BOOST_TEST(got == 6);
}

BOOST_AUTO_TEST_CASE(a_returned_failure_goes_on_with_errbacks, *label("DEF-11")) {
  Deferred<int> d;
  const Failure failure{Boom()};
  std::vector<Failure> got;
  d.addCallback([&](int) { return failure; })
      .addErrback([&](Failure f) {
        got.push_back(f);
        return f;
      })
      .addErrback([&](Failure f) {
        got.push_back(f);
        return 1;
      });
  d.callback(1);
  BOOST_TEST((got == std::vector<Failure>{failure, failure}));
}

BOOST_AUTO_TEST_CASE(a_returned_result_is_whichever_it_is) {
  const auto either = [](int n) {
    return n > 0 ? Result<std::string>("good") : Result<std::string>(Failure(Boom()));
  };
  BOOST_TEST(valueOf(succeed(1).addCallback(either)) == "good");
  BOOST_TEST(failureOf(succeed(0).addCallback(either)).is<Boom>());
  BOOST_TEST(
      failureOf(succeed().addCallback([] { return Result<void>(Failure(Boom())); })).is<Boom>());
  valueOf(succeed().addCallback([] { return Result<void>(); }));
}

BOOST_AUTO_TEST_CASE(callback_with_a_failure_is_errback, *label("DEF-12")) {
  Deferred<int> d;
  const Failure failure{Boom()};
  d.callback(failure);
  BOOST_TEST((failureOf(d) == failure));
}

BOOST_AUTO_TEST_CASE(errback_takes_an_exception_or_the_one_being_handled, *label("DEF-13")) {
  Deferred<int> wrapped, current, outside;
  wrapped.errback(Boom());
  BOOST_TEST(failureOf(wrapped).is<Boom>());
  try {
    throw Boom();
  } catch (const Boom&) {
    current.errback();
  }
  BOOST_TEST(failureOf(current).is<Boom>());
  BOOST_CHECK_THROW(outside.errback(), NoCurrentExceptionError);
  BOOST_TEST(!outside.called());
}

BOOST_AUTO_TEST_CASE(a_second_fire_is_refused_and_runs_nothing, *label("DEF-14")) {
  for (const bool goodFirst : {true, false}) {
    for (const bool goodSecond : {true, false}) {
      Deferred<int> d;
      int runs = 0;
      d.addBoth([&](Result<int>) { ++runs; });
      goodFirst ? d.callback(1) : d.errback(Boom());
      BOOST_CHECK_THROW(goodSecond ? d.callback(2) : d.errback(Boom()), AlreadyCalledError);
      BOOST_TEST(runs == 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(debugging_says_where_it_was_made_and_fired, *label("DEF-15")) {
  {
    const Debugging on(true);
    Deferred<int> d;
    d.callback(1);
    const auto text = secondFireText(d);
    BOOST_TEST(startsWith(text, " C: Deferred was created:\n"), text);
    BOOST_TEST(text.find("\n I: First Invoker was:\n") != std::string::npos, text);
    setDebugging(false);
    BOOST_TEST(secondFireText(d) == "");
  }
  Deferred<int> d;
  d.callback(1);
  BOOST_TEST(secondFireText(d) == "");
}

BOOST_AUTO_TEST_CASE(debugging_may_come_after_the_deferred, *label("DEF-16")) {
  Deferred<int> d;
  const Debugging on(true);
  d.callback(1);
  const auto text = secondFireText(d);
  BOOST_TEST(startsWith(text, " I: First Invoker was:\n"), text);
  BOOST_TEST(text.find(" C:") == std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(a_deferred_is_no_result, *label("DEF-17")) {
  Deferred<int> d, other;
  BOOST_CHECK_THROW(d.callback(other), std::invalid_argument);
  BOOST_CHECK_THROW(d.callback(Deferred<std::string>()), std::invalid_argument);
  BOOST_TEST(!d.called());
  d.callback(1);
  BOOST_TEST(valueOf(d) == 1);
}

BOOST_AUTO_TEST_CASE(the_text_of_a_deferred_shows_its_state, *label("DEF-33")) {
  const auto at = [](const DeferredBase& d) {
    char text[32];
    std::snprintf(text, sizeof text, "%p", static_cast<void*>(&d.chain()));
    return "Deferred at " + std::string(text);
  };
  Deferred<std::string> d;
  BOOST_TEST(d.repr() == "<" + at(d) + ">");
  d.callback("orange");
  BOOST_TEST(d.repr() == "<" + at(d) + " current result: 'orange'>");
  Deferred<void> outer;
  Deferred<int> inner;
  outer.addCallback([inner] { return inner; });
  outer.callback();
  BOOST_TEST(outer.repr() == "<" + at(outer) + " waiting on " + at(inner) + ">");
  inner.callback(3);
  BOOST_TEST(outer.repr() == "<" + at(outer) + " current result: 3>");
  BOOST_TEST(inner.repr() == "<" + at(inner) + " current result: None>");
  Deferred<int> source, target;
  source.chainDeferred(target);
  BOOST_TEST(target.repr() == "<" + at(target) + " waiting on " + at(source) + ">");
}

BOOST_AUTO_TEST_CASE(a_failure_that_nobody_took_is_logged_when_the_last_handle_goes,
                     *label("DEF-34") * label("DEF-37")) {
  support::Log log;
  const Failure failure{Boom()};
  {
    Deferred<int> last(nullptr);
    {
      auto d = fail<int>(failure);
      d.addCallback([](int n) { return n; });
      last = d;
    }
    BOOST_TEST(log.events.empty());
  }
  BOOST_REQUIRE(log.events.size() == 2);
  BOOST_TEST(log.events[0].message == "Unhandled error in Deferred:");
  BOOST_TEST(log.events[0].isError);
  BOOST_TEST(log.events[0].critical);
  BOOST_TEST(!log.events[0].failure.has_value());
  BOOST_TEST(log.events[1].isError);
  BOOST_TEST((log.events[1].failure == failure));
}

BOOST_AUTO_TEST_CASE(the_log_comes_at_once_also_through_what_the_library_links, *label("DEF-37")) {
  support::Log log;
  {
    Deferred<int> inner(nullptr);
    {
      // Outer, waiting, with a canceller, held by nobody; a coroutine that waits for it.
      Deferred<int> first([](Deferred<int>) {});
      inner = first;
      Deferred<void> outer;
      auto waiting = outer.addCallback([first] { return first; });
      outer.callback();
      (void)addOne(std::move(waiting));
    }
    inner.errback(Boom());
    BOOST_TEST(log.events.size() == 2);  // of the coroutine's Deferred, which is gone
  }
  BOOST_REQUIRE(log.events.size() == 2);
  BOOST_TEST(log.events[1].failure->is<Boom>());
}

BOOST_AUTO_TEST_CASE(the_logged_text_has_a_traceback, *label("DEF-35")) {
  support::Log log;
  { const auto d = fail<int>(Boom()); }
  BOOST_REQUIRE(log.events.size() == 2);
  const auto text = log::textFromEvent(log.events[1]);
  BOOST_REQUIRE(text.has_value());
  BOOST_TEST(startsWith(*text, "Unhandled Error\nTraceback "), *text);
  log.events.clear();
  {
    Deferred<int> d;
    const Debugging on(true);
    d.errback(Boom());
  }
  BOOST_REQUIRE(log.events.size() == 2);
  const auto debugText = log::textFromEvent(log.events[1]);
  BOOST_REQUIRE(debugText.has_value());
  BOOST_TEST(startsWith(*debugText, "(debug:  I"), *debugText);
}

BOOST_AUTO_TEST_CASE(a_failure_that_was_taken_or_handed_on_is_not_logged, *label("DEF-36")) {
  support::Log log;
  {
    fail<int>(Boom()).addErrback([](Failure) { return 1; });
  }
  {
    auto bad = fail<int>(Boom());
    auto good = succeed().addCallback([bad] { return bad; }).addErrback([](Failure) { return 1; });
  }
  {
    auto bad = fail<int>(Boom());
    Deferred<int> target;
    bad.chainDeferred(target);
    target.addErrback([](Failure) { return 1; });
  }
  {
    auto bad = fail<int>(Boom());
    BOOST_TEST(failureOf(addOne(bad)).is<Boom>());
  }
  BOOST_TEST(log.events.empty());
}

BOOST_AUTO_TEST_CASE(succeed_and_fail_have_fired, *label("DEF-38")) {
  BOOST_TEST(valueOf(succeed(std::string("x"))) == "x");
  BOOST_TEST(succeed().called());
  BOOST_TEST(failureOf(fail<int>(Boom())).is<Boom>());
  const Failure failure{Boom()};
  BOOST_TEST((failureOf(fail(failure)) == failure));
  try {
    throw Boom();
  } catch (const Boom&) {
    BOOST_TEST(failureOf(fail()).is<Boom>());
  }
  BOOST_CHECK_THROW((void)fail(), NoCurrentExceptionError);
}

BOOST_AUTO_TEST_CASE(execute_calls_now, *label("DEF-39")) {
  BOOST_TEST(valueOf(execute([](int a, int b) { return a + b; }, 1, 2)) == 3);
  BOOST_TEST(failureOf(execute([]() -> int { throw Boom(); })).is<Boom>());
  bool ran = false;
  valueOf(execute([&] { ran = true; }));
  BOOST_TEST(ran);
  // It does not nest a Deferred: that does not compile, and Deferred<Deferred<T>> is nothing that
  // anything here makes.
  BOOST_TEST((std::is_same_v<decltype(execute([] { return 1; })), Deferred<int>>));
}

BOOST_AUTO_TEST_CASE(maybeDeferred_takes_whatever_comes, *label("DEF-40")) {
  BOOST_TEST(valueOf(maybeDeferred([](int a, int b) { return a * b; }, 2, 3)) == 6);
  BOOST_TEST(failureOf(maybeDeferred([]() -> int { throw Boom(); })).is<Boom>());
  const Failure failure{Boom()};
  BOOST_TEST((failureOf(maybeDeferred([&] { return failure; })) == failure));
  Deferred<int> d;
  BOOST_TEST((maybeDeferred([&] { return d; }) == d));
  BOOST_TEST(failureOf(maybeDeferred([]() -> Deferred<int> { throw Boom(); })).is<Boom>());
  valueOf(maybeDeferred([] {}));
  BOOST_TEST(failureOf(maybeDeferred([] { return Result<int>(Failure(Boom())); })).is<Boom>());
}

BOOST_AUTO_TEST_CASE(maybeDeferred_of_a_coroutine_drives_it, *label("DEF-41")) {
  BOOST_TEST(valueOf(maybeDeferred(addOne, succeed(4))) == 5);
  BOOST_TEST(failureOf(maybeDeferred(throwing, succeed(4))).is<Boom>());
  Deferred<int> later;
  auto d = maybeDeferred(addOne, later);
  BOOST_TEST(!d.called());
  later.callback(1);
  BOOST_TEST(valueOf(d) == 2);
}

BOOST_AUTO_TEST_CASE(ensureDeferred_takes_deferreds_and_coroutines_only, *label("DEF-42")) {
  Deferred<int> d;
  BOOST_TEST((ensureDeferred(d) == d));
  BOOST_TEST(valueOf(ensureDeferred(addOne(succeed(1)))) == 2);
  BOOST_TEST((Ensurable<Deferred<int>>));
  BOOST_TEST(!Ensurable<int>);
  BOOST_TEST(!Ensurable<std::string>);
  BOOST_TEST(!Ensurable<Deferred<int> (*)(Deferred<int>)>);
}

BOOST_AUTO_TEST_CASE(logError_logs_and_hands_on, *label("DEF-58")) {
  support::Log log;
  const Failure failure{Boom()};
  BOOST_TEST((logError(failure) == failure));
  BOOST_REQUIRE(log.events.size() == 1);
  BOOST_TEST((log.events[0].failure == failure));
  BOOST_TEST(passthru(std::string("x")) == "x");
}

BOOST_AUTO_TEST_CASE(a_view_whose_type_is_past_is_refused) {
  Deferred<int> d;
  auto text = d.addCallback([](int n) { return std::to_string(n); });
  BOOST_CHECK_THROW(d.addCallback([](int) {}), std::logic_error);
  BOOST_CHECK_THROW(d.addBoth([](Result<int>) {}), std::logic_error);
  BOOST_CHECK_THROW(text.callback("7"), std::logic_error);
  BOOST_CHECK_THROW((void)text.as<int>(), std::logic_error);
  BOOST_TEST(!d.called());
  d.callback(7);  // what fires it has the type that it began with
  BOOST_TEST(valueOf(text) == "7");
  BOOST_CHECK_THROW(text.addErrback([](Failure) { return ""; }), std::logic_error);
  valueOf(text.as<void>());
}

BOOST_AUTO_TEST_CASE(an_empty_handle_is_refused) {
  Deferred<int> d(nullptr);
  BOOST_TEST(!d);
  BOOST_CHECK_THROW(d.callback(1), std::logic_error);
  Deferred<int> full;
  d = std::move(full);
  BOOST_TEST(static_cast<bool>(d));
  BOOST_TEST(!full);
  BOOST_CHECK_THROW((void)full.called(), std::logic_error);
  auto waiting = succeed().addCallback([] { return Deferred<int>(nullptr); });
  BOOST_TEST(failureOf(waiting).is<std::logic_error>());
}

BOOST_AUTO_TEST_CASE(values_may_be_move_only_large_and_over_aligned) {
  Deferred<std::unique_ptr<int>> moveOnly;
  auto next = moveOnly.addCallback([](std::unique_ptr<int> p) { return p; })
                  .addBoth([](Result<std::unique_ptr<int>> r) { return r; });
  moveOnly.callback(std::make_unique<int>(4));
  BOOST_TEST(*valueOf(next) == 4);

  using Large = std::array<std::string, 5>;
  Deferred<Large> large;
  Deferred<void> outer;
  auto got = outer.addCallback([large] { return large; }).addCallback([](Large l) { return l; });
  outer.callback();
  large.callback(Large{"a", "b", "c", "d", "e"});
  BOOST_TEST(valueOf(got)[4] == "e");

  struct alignas(64) Aligned {
    int n = 0;
  };
  const auto check = [](const Aligned& a) {
    return reinterpret_cast<std::uintptr_t>(&a) % alignof(Aligned) == 0 ? a.n : -1;
  };
  Aligned a;
  a.n = 8;
  Deferred<Aligned> aligned;
  auto checked = aligned.addCallback([](Aligned v) { return v; }).addCallback(check);
  aligned.callback(a);
  BOOST_TEST(valueOf(checked) == 8);
}

BOOST_AUTO_TEST_CASE(values_and_callbacks_are_destroyed_with_the_deferred) {
  BOOST_TEST(support::Counted::alive == 0);
  {
    auto fired = succeed(support::Counted());
    BOOST_TEST(support::Counted::alive == 1);
    using Large = std::array<support::Counted, 64>;
    auto large = succeed(Large());
    BOOST_TEST(support::Counted::alive == 65);
    Deferred<int> unfired;
    unfired.addCallback([c = support::Counted()](int n) { return n; });
    unfired.addBoth([c = support::Counted()](Result<int> r) { return r; });
    BOOST_TEST(support::Counted::alive == 67);
  }
  BOOST_TEST(support::Counted::alive == 0);
}

BOOST_AUTO_TEST_CASE(a_callback_is_destroyed_when_it_has_run) {
  Deferred<int> d;
  std::vector<int> alive;
  d.addCallback([c = support::Counted()](int n) { return n; });
  d.addCallback([&](int n) {
    alive.push_back(support::Counted::alive);
    return n;
  });
  d.addErrback([c = support::Counted()](Failure) { return 1; });
  d.addCallback([&](int n) {
    alive.push_back(support::Counted::alive);
    return n;
  });
  d.callback(1);
  BOOST_TEST((alive == std::vector<int>{1, 0}));
}

BOOST_AUTO_TEST_CASE(a_callback_may_destroy_the_last_handle) {
  auto holder = std::make_unique<Deferred<int>>();
  Deferred<int>& d = *holder;
  int last = 0;
  d.addCallback([&](int n) {
    holder.reset();
    return n + 1;
  });
  d.addCallback([&](int n) { last = n; });
  d.callback(1);
  BOOST_TEST(last == 2);

  // The one that runs at once, from within the call that adds it.
  holder = std::make_unique<Deferred<int>>(succeed(5));
  auto view = holder->addCallback([&](int n) {
    holder.reset();
    return n;
  });
  BOOST_TEST(valueOf(view) == 5);
}

BOOST_AUTO_TEST_CASE(what_a_callback_holds_may_add_callbacks_when_it_goes) {
  Deferred<int> d;
  std::vector<int> order;
  support::AtEnd atEnd([&] {
    d.addCallback([&](int n) {
      order.push_back(n);
      return n + 1;
    });
  });
  d.addCallback([&, atEnd = std::move(atEnd)](int n) {
    order.push_back(n);
    return n + 1;
  });
  d.addCallback([&](int n) {
    order.push_back(n);
    return n + 1;
  });
  d.callback(1);
  BOOST_TEST((order == std::vector<int>{1, 2, 3}));
}

BOOST_AUTO_TEST_CASE(a_value_that_cannot_be_moved_in_is_a_failure) {
  struct Stubborn {
    Stubborn() = default;
    Stubborn(const Stubborn&) = default;
    Stubborn(Stubborn&& other) : left(other.left) {
      if (--*left == 0) throw Boom();
    }
    std::shared_ptr<int> left = std::make_shared<int>(1);
  };
  // Whichever of the moves it is that throws.
  for (int moves = 1; moves < 8; ++moves) {
    Stubborn value;
    *value.left = moves;
    Deferred<Stubborn> d;
    int runs = 0, failures = 0;
    d.addCallback([&](const Stubborn& s) { return s; })
        .addCallback([&](const Stubborn&) { ++runs; })
        .addErrback([&](Failure f) {
          f.trap<Boom>();
          ++failures;
        });
    d.callback(value);
    BOOST_TEST(runs + failures == 1);
    BOOST_TEST(failures == (*value.left <= 0 ? 1 : 0));
  }
}

BOOST_AUTO_TEST_CASE(what_the_log_does_with_deferreds_when_one_dies_is_in_order) {
  std::vector<std::string> seen;
  support::Log others;  // an observer that throws is an error for them
  const auto id = log::addObserver([&](const log::Event& event) {
    if (!event.failure) return;
    seen.push_back(event.failure->getErrorMessage());
    if (seen.size() == 1) (void)fail<int>(std::runtime_error("inner"));
    throw Boom();
  });
  { const auto d = fail<int>(std::runtime_error("outer")); }
  log::removeObserver(id);
  BOOST_TEST(seen.size() >= 2);
  BOOST_TEST(seen.front() == "outer");
  BOOST_TEST(seen.back() == "inner");
}

BOOST_AUTO_TEST_SUITE_END()
