#include <reactor/deferredqueue.hpp>

#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "defersupport.hpp"

using boost::unit_test::label;
using namespace reactor;
using support::resultOf;
using support::valueOf;

BOOST_AUTO_TEST_SUITE(DeferredQueueTests)

BOOST_AUTO_TEST_CASE(what_is_put_first_is_had_first, *label("PR-06")) {
  DeferredQueue<int> queue;
  for (const int n : {1, 2, 3}) queue.put(n);
  BOOST_TEST(queue.pending().size() == 3U);
  for (const int n : {1, 2, 3}) BOOST_TEST(valueOf(queue.get()) == n);
  BOOST_TEST(queue.pending().empty());
}

BOOST_AUTO_TEST_CASE(who_asks_first_is_served_first, *label("PR-06")) {
  DeferredQueue<int> queue;
  const auto first = queue.get();
  const auto second = queue.get();
  BOOST_TEST(queue.waiting().size() == 2U);
  queue.put(1);
  BOOST_TEST(first.called());
  BOOST_TEST(!second.called());
  queue.put(2);
  BOOST_TEST(valueOf(first) == 1);
  BOOST_TEST(valueOf(second) == 2);
  BOOST_TEST(queue.pending().empty());
}

BOOST_AUTO_TEST_CASE(it_holds_as_much_as_it_was_told, *label("PR-06")) {
  DeferredQueue<int> queue(2);
  queue.put(1);
  queue.put(2);
  BOOST_CHECK_THROW(queue.put(3), QueueOverflow);
  BOOST_TEST(valueOf(queue.get()) == 1);
  queue.put(4);
  BOOST_TEST(valueOf(queue.get()) == 2);
  BOOST_TEST(valueOf(queue.get()) == 4);

  DeferredQueue<int> none(0);
  BOOST_CHECK_THROW(none.put(1), QueueOverflow);
  const auto waits = none.get();
  none.put(2);
  BOOST_TEST(valueOf(waits) == 2);
}

BOOST_AUTO_TEST_CASE(as_many_may_wait_as_it_was_told, *label("PR-06")) {
  DeferredQueue<int> queue(std::nullopt, 1);
  const auto first = queue.get();
  BOOST_CHECK_THROW((void)queue.get(), QueueUnderflow);
  queue.put(1);
  BOOST_TEST(valueOf(first) == 1);

  DeferredQueue<int> none(1, 0);
  BOOST_CHECK_THROW((void)none.get(), QueueUnderflow);
  none.put(2);
  BOOST_TEST(valueOf(none.get()) == 2);
}

BOOST_AUTO_TEST_CASE(a_get_that_was_cancelled_is_forgotten, *label("PR-06")) {
  DeferredQueue<int> queue;
  const auto first = queue.get();
  const auto second = queue.get();
  first.cancel();
  BOOST_TEST(queue.waiting().size() == 1U);
  BOOST_TEST(std::get<1>(*resultOf(first)).is<CancelledError>());
  queue.put(1);
  BOOST_TEST(valueOf(second) == 1);
}

BOOST_AUTO_TEST_CASE(cancelling_a_get_that_was_served_changes_nothing, *label("PR-06")) {
  DeferredQueue<int> queue;
  queue.put(1);
  const auto got = queue.get();
  got.cancel();
  BOOST_TEST(valueOf(got) == 1);
}

BOOST_AUTO_TEST_CASE(objects_are_moved_through_it) {
  DeferredQueue<std::unique_ptr<int>> queue;
  queue.put(std::make_unique<int>(1));
  BOOST_TEST(*valueOf(queue.get()) == 1);
  const auto waits = queue.get();
  queue.put(std::make_unique<int>(2));
  BOOST_TEST(*valueOf(waits) == 2);
}

BOOST_AUTO_TEST_CASE(a_get_may_be_cancelled_when_the_queue_has_gone) {
  auto queue = std::make_unique<DeferredQueue<int>>();
  const auto waits = queue->get();
  queue.reset();
  waits.cancel();
  BOOST_TEST(std::get<1>(*resultOf(waits)).is<CancelledError>());
}

BOOST_AUTO_TEST_SUITE_END()
