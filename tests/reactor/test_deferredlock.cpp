#include <reactor/deferredlock.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "defersupport.hpp"

using boost::unit_test::label;
using namespace reactor;
using support::resultOf;
using support::valueOf;

namespace {

/// Records who gets a token.
template <class Primitive>
struct Turns {
  explicit Turns(Primitive& of) : primitive(of) {}
  Deferred<Primitive*> ask(int who) {
    const auto turn = primitive.acquire();
    turn.addCallback([this, who](Primitive* got) {
      BOOST_TEST(got == &primitive);
      served.push_back(who);
      return got;
    });
    return turn;
  }
  Primitive& primitive;
  std::vector<int> served;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(DeferredLockTests)

BOOST_AUTO_TEST_CASE(a_free_lock_is_had_at_once_others_wait_in_order, *label("PR-01")) {
  DeferredLock lock;
  Turns turns(lock);
  BOOST_TEST(!lock.locked());
  for (const int who : {1, 2, 3}) turns.ask(who);
  BOOST_TEST(lock.locked());
  BOOST_TEST(turns.served == std::vector{1});
  BOOST_TEST(lock.waiting().size() == 2U);
  lock.release();
  BOOST_TEST(turns.served == (std::vector{1, 2}));
  lock.release();
  BOOST_TEST(turns.served == (std::vector{1, 2, 3}));
  BOOST_TEST(lock.locked());
  BOOST_TEST(lock.waiting().empty());
  lock.release();
  BOOST_TEST(!lock.locked());
}

BOOST_AUTO_TEST_CASE(an_unlocked_lock_cannot_be_released, *label("PR-02")) {
  DeferredLock lock;
  const auto isIt = [](const std::logic_error& e) {
    return std::string(e.what()) == "Tried to release an unlocked lock";
  };
  BOOST_CHECK_EXCEPTION(lock.release(), std::logic_error, isIt);
  BOOST_TEST(valueOf(lock.acquire()) == &lock);
  lock.release();
  BOOST_CHECK_EXCEPTION(lock.release(), std::logic_error, isIt);
}

BOOST_AUTO_TEST_CASE(run_holds_the_lock_until_the_result_is_there, *label("PR-03")) {
  DeferredLock lock;
  Deferred<int> inner;
  int calls = 0;
  const auto ran = lock.run(
      [&calls, inner](int by) {
        calls += by;
        return inner;
      },
      5);
  const auto later = lock.run([&calls] { return ++calls; });
  BOOST_TEST(calls == 5);
  BOOST_TEST(lock.locked());
  inner.callback(7);
  BOOST_TEST(valueOf(ran) == 7);
  BOOST_TEST(valueOf(later) == 6);
  BOOST_TEST(!lock.locked());
}

BOOST_AUTO_TEST_CASE(run_gives_the_lock_back_after_a_failure, *label("PR-03")) {
  DeferredLock lock;
  const auto thrown = lock.run([]() -> int { throw std::runtime_error("not so"); });
  BOOST_TEST(!lock.locked());
  BOOST_TEST(std::get<1>(*resultOf(thrown)).getErrorMessage() == "not so");
  const Deferred<void> inner;
  const auto failed = lock.run([inner] { return inner; });
  BOOST_TEST(lock.locked());
  inner.errback(std::runtime_error("nor so"));
  BOOST_TEST(!lock.locked());
  BOOST_TEST(std::get<1>(*resultOf(failed)).getErrorMessage() == "nor so");
}

BOOST_AUTO_TEST_CASE(who_cancels_while_waiting_loses_the_place, *label("PR-04")) {
  DeferredLock lock;
  Turns turns(lock);
  turns.ask(1);
  const auto second = turns.ask(2);
  turns.ask(3);
  second.cancel();
  BOOST_TEST(lock.waiting().size() == 1U);
  BOOST_TEST(std::get<1>(*resultOf(second)).is<CancelledError>());
  lock.release();
  BOOST_TEST(turns.served == (std::vector{1, 3}));
}

BOOST_AUTO_TEST_CASE(who_cancels_with_the_lock_still_has_it, *label("PR-04")) {
  DeferredLock lock;
  const auto mine = lock.acquire();
  mine.cancel();
  BOOST_TEST(lock.locked());
  BOOST_TEST(valueOf(mine) == &lock);
}

BOOST_AUTO_TEST_CASE(a_turn_may_be_cancelled_when_the_lock_has_gone) {
  auto lock = std::make_unique<DeferredLock>();
  (void)valueOf(lock->acquire());
  const auto second = lock->acquire();
  lock.reset();
  second.cancel();
  BOOST_TEST(std::get<1>(*resultOf(second)).is<CancelledError>());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(DeferredSemaphoreTests)

BOOST_AUTO_TEST_CASE(so_many_have_it_as_there_are_tokens, *label("PR-05")) {
  DeferredSemaphore semaphore(2);
  Turns turns(semaphore);
  BOOST_TEST(semaphore.limit() == 2U);
  BOOST_TEST(semaphore.tokens() == 2U);
  for (const int who : {1, 2, 3, 4}) turns.ask(who);
  BOOST_TEST(turns.served == (std::vector{1, 2}));
  BOOST_TEST(semaphore.tokens() == 0U);
  semaphore.release();
  BOOST_TEST(turns.served == (std::vector{1, 2, 3}));
  BOOST_TEST(semaphore.tokens() == 0U);
  semaphore.release();
  semaphore.release();
  BOOST_TEST(semaphore.tokens() == 1U);
  semaphore.release();
  BOOST_CHECK_THROW(semaphore.release(), std::logic_error);
  BOOST_TEST(semaphore.tokens() == 2U);
}

BOOST_AUTO_TEST_CASE(without_a_token_there_is_no_semaphore, *label("PR-05")) {
  BOOST_CHECK_EXCEPTION(DeferredSemaphore(0), std::invalid_argument, [](const auto& e) {
    return std::string(e.what()) == "DeferredSemaphore requires tokens >= 1";
  });
}

BOOST_AUTO_TEST_CASE(its_waiting_ones_can_be_cancelled, *label("PR-04")) {
  DeferredSemaphore semaphore(1);
  Turns turns(semaphore);
  const auto first = turns.ask(1);
  const auto second = turns.ask(2);
  turns.ask(3);
  first.cancel();
  second.cancel();
  BOOST_TEST(semaphore.waiting().size() == 1U);
  (void)resultOf(second);
  semaphore.release();
  BOOST_TEST(turns.served == (std::vector{1, 3}));
}

BOOST_AUTO_TEST_CASE(run_takes_a_token_for_so_long, *label("PR-03")) {
  DeferredSemaphore semaphore(2);
  std::vector<Deferred<int>> inner(3);
  std::vector<Deferred<int>> ran;
  int calls = 0;
  for (const auto& one : inner) {
    ran.push_back(semaphore.run([&calls, one] {
      ++calls;
      return one;
    }));
  }
  BOOST_TEST(calls == 2);
  inner[1].callback(1);
  BOOST_TEST(calls == 3);
  inner[0].callback(0);
  inner[2].callback(2);
  for (int i = 0; i < 3; ++i) BOOST_TEST(valueOf(ran[static_cast<std::size_t>(i)]) == i);
  BOOST_TEST(semaphore.tokens() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
