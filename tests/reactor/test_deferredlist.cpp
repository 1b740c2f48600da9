#include <reactor/deferredlist.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "defersupport.hpp"

using boost::unit_test::label;
using namespace reactor;
using support::Boom;
using support::failureOf;
using support::resultOf;
using support::valueOf;

namespace {

using Ints = std::vector<Deferred<int>>;

DeferredListFlags flags(bool fireOnOneErrback, bool consumeErrors) {
  DeferredListFlags f;
  f.fireOnOneErrback = fireOnOneErrback;
  f.consumeErrors = consumeErrors;
  return f;
}

/// `7` for a value, `!Type` for a failure.
std::string show(const Result<int>& r) {
  return r.index() == 0 ? std::to_string(std::get<0>(r)) : "!" + std::get<1>(r).type();
}
std::string show(const DeferredList<int>::Value& list) {
  std::string text;
  for (const auto& [success, result] : list) {
    BOOST_TEST(success == (result.index() == 0));
    text += show(result) + " ";
  }
  return text;
}

Deferred<int> withResult(int n) {
  return Deferred<int>([n](Deferred<int> d) { d.callback(n); });
}

std::string typesOf(const std::vector<Failure>& failures) {
  std::string text;
  for (const auto& f : failures) text += f.type() + " ";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(DeferredListTests)

BOOST_AUTO_TEST_CASE(results_come_in_the_order_of_the_list, *label("DL-01")) {
  const Ints members(3);
  const DeferredList<int> list(members);
  members[2].callback(3);
  members[0].callback(1);
  BOOST_TEST(!list.called());
  members[1].errback(Boom());
  BOOST_TEST(show(valueOf(list)) == "1 !support.Boom 3 ");
  valueOf(members[1].addErrback([](Failure) { return 0; }));
}

BOOST_AUTO_TEST_CASE(an_empty_list_fires_at_once_or_never, *label("DL-02")) {
  BOOST_TEST(valueOf(DeferredList<int>(Ints())).empty());
  const auto never = fireOnOneCallback(Ints());
  BOOST_TEST(!never.called());
  never.cancel();
  BOOST_TEST(failureOf(never).is<CancelledError>());
}

BOOST_AUTO_TEST_CASE(members_that_have_fired_count, *label("DL-03")) {
  Deferred<int> later;
  const DeferredList<int> list({succeed(1), fail<int>(Boom()), later}, flags(false, true));
  BOOST_TEST(!list.called());
  later.callback(3);
  BOOST_TEST(show(valueOf(list)) == "1 !support.Boom 3 ");
}

BOOST_AUTO_TEST_CASE(fireOnOneCallback_gives_the_first_success_and_its_index, *label("DL-04")) {
  const Ints members(3);
  const auto first = fireOnOneCallback(members);
  members[0].errback(Boom());
  BOOST_TEST(!first.called());
  members[2].callback(7);
  BOOST_TEST((valueOf(first) == std::pair<int, std::size_t>(7, 2)));
  members[1].callback(5);
  BOOST_TEST(failureOf(members[0]).is<Boom>());
  BOOST_TEST(valueOf(members[1]) == 5);
}

BOOST_AUTO_TEST_CASE(fireOnOneErrback_gives_the_first_failure_and_its_index, *label("DL-05")) {
  const Ints members(3);
  const DeferredList<int> list(members, flags(true, true));
  members[0].callback(1);
  const Failure failure{Boom()};
  members[1].errback(failure);
  const auto got = failureOf(list);
  BOOST_REQUIRE(got.is<FirstError>());
  BOOST_TEST((got.as<FirstError>()->subFailure == failure));
  BOOST_TEST(got.as<FirstError>()->index == 1U);

  const DeferredList<int> failed({Deferred<int>(), fail<int>(failure)}, flags(true, true));
  const auto at = failureOf(failed);
  BOOST_REQUIRE(at.is<FirstError>());
  BOOST_TEST(at.as<FirstError>()->index == 1U);
}

BOOST_AUTO_TEST_CASE(errors_stay_on_the_members, *label("DL-06")) {
  const Ints members(2);
  const DeferredList<int> list(members);
  members[0].callback(1);
  members[1].errback(Boom());
  BOOST_TEST(valueOf(members[0]) == 1);
  BOOST_TEST(failureOf(members[1]).is<Boom>());
  BOOST_TEST(show(valueOf(list)) == "1 !support.Boom ");
}

BOOST_AUTO_TEST_CASE(consumed_errors_leave_none_on_the_members, *label("DL-07")) {
  support::Log log;
  {
    const Ints members(2);
    const DeferredList<int> list(members, flags(true, true));
    int callbacks = 0, errbacks = 0;
    for (const auto& member : members) {
      BOOST_CHECK_THROW(member.addCallback([](int n) { return n; }), std::logic_error);
      member.as<void>().addCallbacks([&] { ++callbacks; }, [&](Failure) { ++errbacks; });
    }
    members[0].errback(Boom());
    members[1].errback(Boom());
    BOOST_TEST(callbacks == 2);
    BOOST_TEST(errbacks == 0);
    BOOST_TEST(failureOf(list).is<FirstError>());
  }
  BOOST_TEST(log.events.empty());
}

BOOST_AUTO_TEST_CASE(what_comes_after_the_list_has_fired_changes_nothing, *label("DL-08")) {
  const Ints members(3);
  const DeferredList<int> list(members, flags(true, true));
  members[0].errback(Boom());
  members[1].errback(std::logic_error("late"));
  members[2].callback(1);
  const auto got = failureOf(list);
  BOOST_REQUIRE(got.is<FirstError>());
  BOOST_TEST(got.as<FirstError>()->subFailure.is<Boom>());
  for (const auto& member : members) valueOf(member.as<void>());
}

BOOST_AUTO_TEST_CASE(cancelling_the_list_cancels_its_members, *label("DL-09")) {
  const Ints members{Deferred<int>(), withResult(5), Deferred<int>()};
  const DeferredList<int> list(members, flags(false, true));
  members[2].callback(3);
  list.cancel();
  BOOST_TEST(members[0].called());
  BOOST_TEST(show(valueOf(list)) == "!reactor.CancelledError 5 3 ");
}

BOOST_AUTO_TEST_CASE(cancelling_with_a_flag_gives_the_first_outcome, *label("DL-10")) {
  {
    const Ints members{Deferred<int>(), withResult(5), withResult(6)};
    const auto first = fireOnOneCallback(members, flags(false, true));
    first.cancel();
    BOOST_TEST((valueOf(first) == std::pair<int, std::size_t>(5, 1)));
    for (const auto& member : members) BOOST_TEST(member.called());
  }
  {
    const Ints members{withResult(5), Deferred<int>(), Deferred<int>()};
    const DeferredList<int> list(members, flags(true, true));
    list.cancel();
    const auto got = failureOf(list);
    BOOST_REQUIRE(got.is<FirstError>());
    BOOST_TEST(got.as<FirstError>()->subFailure.is<CancelledError>());
    BOOST_TEST(got.as<FirstError>()->index == 1U);
    BOOST_TEST(members[2].called());
  }
  {
    const Ints members{withResult(5), withResult(6)};
    const DeferredList<int> list(members, flags(true, true));
    list.cancel();
    BOOST_TEST(show(valueOf(list)) == "5 6 ");
  }
  {
    const Ints members(2);
    const auto first = fireOnOneCallback(members, flags(false, true));
    first.cancel();
    const auto got = failureOf(first);
    BOOST_REQUIRE(got.is<FailureGroup>());
    BOOST_TEST(typesOf(got.as<FailureGroup>()->failures) ==
               "reactor.CancelledError reactor.CancelledError ");
  }
}

BOOST_AUTO_TEST_CASE(cancelling_a_fired_list_leaves_the_members, *label("DL-11")) {
  const Ints members(2);
  const auto first = fireOnOneCallback(members);
  members[0].callback(1);
  first.cancel();
  BOOST_TEST(!members[1].called());
  valueOf(first);
  const Ints others(2);
  const DeferredList<int> list(others, flags(true, true));
  others[0].errback(Boom());
  list.cancel();
  BOOST_TEST(!others[1].called());
  failureOf(list);
}

BOOST_AUTO_TEST_CASE(a_canceller_that_throws_is_logged, *label("DL-12")) {
  support::Log log;
  const Ints members{Deferred<int>([](Deferred<int>) { throw Boom(); }), Deferred<int>()};
  const DeferredList<int> list(members, flags(false, true));
  list.cancel();
  BOOST_REQUIRE(log.events.size() == 1U);
  BOOST_TEST(log.events[0].why == "Exception raised from user supplied canceller");
  BOOST_REQUIRE(log.events[0].failure.has_value());
  BOOST_TEST(log.events[0].failure->is<Boom>());
  BOOST_TEST(members[1].called());
  BOOST_TEST(!list.called());
  members[0].callback(4);
  BOOST_TEST(show(valueOf(list)) == "4 !reactor.CancelledError ");
}

BOOST_AUTO_TEST_CASE(the_text_and_the_equality_of_FirstError, *label("DL-13")) {
  const Failure failure{std::runtime_error("some text")};
  const FirstError error(failure, 3);
  BOOST_TEST(error.what() == "FirstError[#3, " + failure.str() + "]");
  BOOST_TEST(error.repr() == "FirstError[#3, std.runtime_error('some text')]");
  BOOST_TEST((error == FirstError(failure, 3)));
  BOOST_TEST(!(error == FirstError(failure, 4)));
  BOOST_TEST(!(error == FirstError(Failure(std::runtime_error("some text")), 3)));
}

BOOST_AUTO_TEST_CASE(gatherResults_gives_plain_values, *label("DL-14")) {
  {
    const Ints members(2);
    const auto all = gatherResults(members);
    members[1].callback(2);
    members[0].callback(1);
    BOOST_TEST((valueOf(all) == std::vector<int>{1, 2}));
  }
  {
    const Ints members(2);
    const auto all = gatherResults(members, true);
    members[1].errback(Boom());
    const auto got = failureOf(all);
    BOOST_REQUIRE(got.is<FirstError>());
    BOOST_TEST(got.as<FirstError>()->index == 1U);
    valueOf(members[1].as<void>());
  }
  {
    const Ints members(2);
    const auto all = gatherResults(members);
    all.cancel();
    BOOST_TEST(failureOf(all).is<FirstError>());
    for (const auto& member : members) BOOST_TEST(failureOf(member).is<CancelledError>());
  }
  {
    const Ints members{withResult(3), withResult(4)};
    const auto all = gatherResults(members, true);
    all.cancel();
    BOOST_TEST((valueOf(all) == std::vector<int>{3, 4}));
  }
  valueOf(gatherResults(std::vector<Deferred<void>>{succeed(), succeed()}));
}

BOOST_AUTO_TEST_CASE(the_first_success_wins_a_race, *label("DL-15")) {
  const Ints members(3);
  const auto winner = race(members);
  members[0].errback(Boom());
  members[1].callback(5);
  BOOST_TEST((valueOf(winner) == std::pair<std::size_t, int>(1, 5)));
  BOOST_TEST(members[2].called());
}

BOOST_AUTO_TEST_CASE(a_race_that_is_won_at_its_start_cancels_all_others, *label("DL-15")) {
  int cancelled = 0;
  const auto canceller = [&](Deferred<int>) { ++cancelled; };
  const Ints members{Deferred<int>(canceller), succeed(5), Deferred<int>(canceller)};
  const auto winner = race(members);
  BOOST_TEST((valueOf(winner) == std::pair<std::size_t, int>(1, 5)));
  BOOST_TEST(cancelled == 2);
}

BOOST_AUTO_TEST_CASE(a_race_that_all_lose_gives_their_failures, *label("DL-16")) {
  const Ints members(3);
  const auto winner = race(members);
  members[2].errback(std::logic_error("third"));
  members[0].errback(Boom());
  BOOST_TEST(!winner.called());
  members[1].errback(std::runtime_error("second"));
  const auto got = failureOf(winner);
  BOOST_REQUIRE(got.is<FailureGroup>());
  BOOST_TEST(typesOf(got.as<FailureGroup>()->failures) ==
             "support.Boom std.runtime_error std.logic_error ");
}

BOOST_AUTO_TEST_CASE(what_comes_after_the_win_is_ignored, *label("DL-17")) {
  support::Log log;
  {
    const Ints members{Deferred<int>(), withResult(6), Deferred<int>()};
    const auto winner = race(members);
    members[0].callback(5);
    members[2].callback(7);  // the one late result after a cancel
    BOOST_TEST((valueOf(winner) == std::pair<std::size_t, int>(0, 5)));
    const Ints others(2);
    const auto cancelled = race(others);
    cancelled.cancel();
    for (const auto& other : others) BOOST_TEST(other.called());
    BOOST_TEST(failureOf(cancelled).is<FailureGroup>());
  }
  BOOST_TEST(log.events.empty());
}

BOOST_AUTO_TEST_CASE(values_that_cannot_be_copied_move_into_the_list) {
  std::vector<Deferred<std::unique_ptr<int>>> members(2);
  const auto all = gatherResults(members);
  members[0].callback(std::make_unique<int>(1));
  members[1].callback(std::make_unique<int>(2));
  const auto values = valueOf(all);
  BOOST_TEST(*values[0] + *values[1] == 3);
}

BOOST_AUTO_TEST_CASE(a_list_does_not_own_its_members_and_can_still_be_cancelled) {
  Deferred<int> kept;
  const DeferredList<int> list({kept, Deferred<int>()}, flags(false, true));
  kept.callback(1);
  BOOST_TEST(!list.called());
  list.cancel();
  BOOST_TEST(failureOf(list).is<CancelledError>());
}

BOOST_AUTO_TEST_CASE(a_list_goes_when_its_members_go) {
  auto counted = std::make_shared<int>();
  {
    Ints members(3);
    DeferredList<int>(members).addBoth([counted](const Result<DeferredList<int>::Value>&) {});
    BOOST_TEST(counted.use_count() == 2);
    members.clear();
    BOOST_TEST(counted.use_count() == 1);
  }
}

BOOST_AUTO_TEST_CASE(members_may_drop_the_list_and_each_other) {
  auto members = std::make_unique<Ints>(3);
  auto list = std::make_unique<DeferredList<int>>(*members, flags(true, true));
  bool failed = false;
  list->addErrback([&](Failure f) {
    failed = f.is<FirstError>();
    list.reset();
    members.reset();
    return DeferredList<int>::Value();
  });
  (*members)[1].errback(Boom());
  BOOST_TEST(failed);
}

BOOST_AUTO_TEST_CASE(the_text_of_a_list_has_its_own_name, *label("DEF-33")) {
  const DeferredList<int> list(Ints(1));
  BOOST_TEST(list.repr().find("<DeferredList at 0x") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
