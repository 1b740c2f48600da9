#include <reactor/loopingcall.hpp>

#include <cmath>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reactor/clock.hpp>

#include "defersupport.hpp"

using boost::unit_test::label;
using namespace reactor;
using support::resultOf;
using support::valueOf;

namespace {

struct LoopFixture {
  /// A LoopingCall that records the times of its calls.
  struct Noting {
    explicit Noting(Clock& clock)
        : loop(
              [this, &clock](const std::string& what) {
                called.push_back(clock.seconds());
                return what.size();
              },
              std::string("an argument")) {
      loop.clock = &clock;
    }
    std::vector<double> called;
    LoopingCall loop;
  };
  /// A LoopingCall that records its counts.
  struct Counting {
    explicit Counting(Clock& clock)
        : loop(LoopingCall::withCount([this](int count) { counts.push_back(count); })) {
      loop.clock = &clock;
    }
    std::vector<int> counts;
    LoopingCall loop;
  };

  Clock clock;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(LoopingCallTests, LoopFixture)

BOOST_AUTO_TEST_CASE(it_calls_now_and_at_multiples_of_the_interval, *label("CLK-06")) {
  Noting noting(clock);
  const auto done = noting.loop.start(0.1);
  BOOST_TEST(noting.loop.running());
  BOOST_TEST(noting.loop.interval().value() == 0.1);
  BOOST_TEST(noting.loop.starttime().value() == 0);
  BOOST_TEST(noting.loop.call()->getTime() == 0.1);
  for (int i = 0; i < 5; ++i) clock.advance(0.05);
  BOOST_TEST(noting.called.size() == 3U);
  BOOST_TEST(std::abs(noting.called.at(2) - 0.2) < 0.01);
  BOOST_TEST(!done.called());
}

BOOST_AUTO_TEST_CASE(without_now_it_waits_for_an_interval_first, *label("CLK-06")) {
  Noting noting(clock);
  noting.loop.start(0.1, false);
  BOOST_TEST(noting.called.empty());
  for (int i = 0; i < 5; ++i) clock.advance(0.05);
  BOOST_TEST(noting.called.size() == 2U);
}

BOOST_AUTO_TEST_CASE(stopping_fires_with_the_loop_and_leaves_nothing_behind, *label("CLK-07")) {
  Noting noting(clock);
  const auto done = noting.loop.start(1);
  noting.loop.stop();
  BOOST_TEST(valueOf(done) == &noting.loop);
  BOOST_TEST(!noting.loop.running());
  BOOST_TEST(noting.loop.call() == nullptr);
  BOOST_TEST(clock.getDelayedCalls().empty());
  const auto again = noting.loop.start(1);
  BOOST_TEST(noting.called.size() == 2U);
  BOOST_TEST(!again.called());
}

BOOST_AUTO_TEST_CASE(an_interval_below_0_or_none_is_refused, *label("CLK-07")) {
  Noting noting(clock);
  const auto isIt = [](const std::invalid_argument& e) {
    return std::string(e.what()) == "interval must be >= 0";
  };
  BOOST_CHECK_EXCEPTION(noting.loop.start(-1), std::invalid_argument, isIt);
  BOOST_CHECK_EXCEPTION(noting.loop.start(std::nan("")), std::invalid_argument, isIt);
  BOOST_TEST(!noting.loop.running());
  BOOST_TEST(noting.called.empty());
}

BOOST_AUTO_TEST_CASE(starting_twice_and_stopping_a_stopped_one_are_mistakes) {
  Noting noting(clock);
  BOOST_CHECK_THROW(noting.loop.stop(), std::logic_error);
  BOOST_CHECK_THROW(noting.loop.reset(), std::logic_error);
  noting.loop.start(1);
  BOOST_CHECK_THROW(noting.loop.start(1), std::logic_error);
  BOOST_TEST(noting.called.size() == 1U);
}

BOOST_AUTO_TEST_CASE(it_may_stop_itself) {
  LoopingCall* self = nullptr;
  int calls = 0;
  LoopingCall loop([&] {
    if (++calls == 3) self->stop();
  });
  self = &loop;
  loop.clock = &clock;
  const auto done = loop.start(1);
  clock.pump({1, 1, 1, 1});
  BOOST_TEST(calls == 3);
  BOOST_TEST(valueOf(done) == &loop);
}

BOOST_AUTO_TEST_CASE(one_that_throws_is_the_last, *label("CLK-08")) {
  int calls = 0;
  LoopingCall loop([&calls] {
    if (++calls == 2) throw std::runtime_error("enough");
  });
  loop.clock = &clock;
  const auto done = loop.start(1);
  clock.pump({1, 1, 1});
  BOOST_TEST(calls == 2);
  BOOST_TEST(!loop.running());
  BOOST_TEST(std::get<1>(*resultOf(done)).getErrorMessage() == "enough");
  BOOST_TEST(clock.getDelayedCalls().empty());
}

BOOST_AUTO_TEST_CASE(one_whose_Deferred_fails_is_the_last, *label("CLK-08")) {
  const Deferred<int> inner;
  LoopingCall loop([inner] { return inner; });
  loop.clock = &clock;
  const auto done = loop.start(1);
  inner.errback(std::runtime_error("later"));
  BOOST_TEST(!loop.running());
  BOOST_TEST(std::get<1>(*resultOf(done)).getErrorMessage() == "later");
}

BOOST_AUTO_TEST_CASE(a_call_waits_for_the_Deferred_of_the_one_before, *label("CLK-09")) {
  std::vector<Deferred<void>> made;
  LoopingCall loop([&made] { return made.emplace_back(); });
  loop.clock = &clock;
  loop.start(1);
  clock.pump({1, 1, 0.5});
  BOOST_TEST(made.size() == 1U);
  BOOST_TEST(loop.call() == nullptr);
  made[0].callback();  // at 2.5: those at 1 and 2 are left out
  BOOST_TEST(loop.call()->getTime() == 3);
  clock.advance(0.5);
  BOOST_TEST(made.size() == 2U);
}

BOOST_AUTO_TEST_CASE(stopped_during_a_call_it_ends_with_that, *label("CLK-07") * label("CLK-09")) {
  const Deferred<void> inner;
  LoopingCall loop([inner] { return inner; });
  loop.clock = &clock;
  const auto done = loop.start(1);
  loop.stop();
  BOOST_TEST(!done.called());
  inner.callback();
  BOOST_TEST(valueOf(done) == &loop);
  BOOST_TEST(clock.getDelayedCalls().empty());
}

BOOST_AUTO_TEST_CASE(missed_intervals_are_not_made_up_for, *label("CLK-09")) {
  Noting noting(clock);
  noting.loop.start(1);
  clock.advance(3.5);
  BOOST_TEST(noting.called == (std::vector<double>{0, 3.5}));
  BOOST_TEST(noting.loop.call()->getTime() == 4);
}

BOOST_AUTO_TEST_CASE(it_counts_the_intervals_that_have_passed, *label("CLK-10")) {
  Counting counting(clock);
  counting.loop.start(1);
  BOOST_TEST(counting.counts == std::vector{1});
  clock.advance(1);
  clock.advance(2.5);  // at 3.5
  clock.advance(0.5);
  BOOST_TEST(counting.counts == (std::vector{1, 1, 2, 1}));
}

BOOST_AUTO_TEST_CASE(the_first_count_without_now_is_1, *label("CLK-10")) {
  Counting counting(clock);
  counting.loop.start(0.5, false);
  clock.advance(0.5);
  clock.advance(1.25);  // at 1.75
  BOOST_TEST(counting.counts == (std::vector{1, 2}));
}

BOOST_AUTO_TEST_CASE(an_interval_of_0_counts_1, *label("CLK-10")) {
  std::optional<Counting> counting(std::in_place, clock);
  counting->loop.start(0);
  BOOST_TEST(counting->loop.call()->getTime() == 0);
  counting->loop.stop();
  BOOST_TEST(counting->counts == std::vector{1});
}

BOOST_AUTO_TEST_CASE(a_reset_begins_the_interval_anew, *label("CLK-11")) {
  Noting noting(clock);
  noting.loop.start(1);
  clock.advance(0.75);
  noting.loop.reset();
  BOOST_TEST(noting.loop.starttime().value() == 0.75);
  clock.advance(0.75);
  BOOST_TEST(noting.called.size() == 1U);
  clock.advance(0.25);
  BOOST_TEST(noting.called == (std::vector<double>{0, 1.75}));
  BOOST_TEST(noting.loop.call()->getTime() == 2.75);
}

BOOST_AUTO_TEST_CASE(a_reset_during_a_call_changes_nothing, *label("CLK-11")) {
  const Deferred<void> inner;
  LoopingCall loop([inner] { return inner; });
  loop.clock = &clock;
  loop.start(1);
  clock.advance(0.5);
  loop.reset();
  BOOST_TEST(loop.starttime().value() == 0);
  inner.callback();
  BOOST_TEST(loop.call()->getTime() == 1);
}

BOOST_AUTO_TEST_CASE(one_that_goes_calls_no_more) {
  std::optional<Noting> noting(std::in_place, clock);
  const auto done = noting->loop.start(1);
  noting.reset();
  BOOST_TEST(clock.getDelayedCalls().empty());
  BOOST_TEST(!done.called());
}

BOOST_AUTO_TEST_CASE(its_own_call_may_destroy_it) {
  std::unique_ptr<LoopingCall> loop;
  auto kept = std::make_shared<int>(0);
  loop = std::make_unique<LoopingCall>([&loop, kept] {
    loop.reset();
    ++*kept;
  });
  loop->clock = &clock;
  loop->start(1, false);
  clock.advance(1);
  BOOST_TEST(*kept == 1);
  BOOST_TEST(kept.use_count() == 1);
  BOOST_TEST(clock.getDelayedCalls().empty());
}

BOOST_AUTO_TEST_SUITE_END()
