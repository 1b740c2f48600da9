#include <dist/testqueue.hpp>

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <dist/drive.hpp>
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
  BOOST_TEST(dist::programOf("t.A.a").empty());
  BOOST_TEST(dist::programOf("dir/prog::Suite/case<a::b>") == "dir/prog");
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

BOOST_AUTO_TEST_CASE(it_knows_what_is_left_of_a_program_and_how_long_its_cases_take) {
  SharedTestQueue queue({namedCase("p::a"), namedCase("t.b"), namedCase("p::c")});
  BOOST_TEST(queue.left("p") == 2U);
  BOOST_TEST(queue.left("") == 1U);
  BOOST_TEST(queue.left("q") == 0U);
  BOOST_TEST(queue.meanSeconds("p") < 0);
  queue.took("p", 1);
  queue.took("p", 2);
  queue.took("unknown", 9);
  BOOST_TEST(queue.meanSeconds("p") == 1.5);
  BOOST_TEST(queue.meanSeconds("unknown") < 0);
  const auto first = queue.next();
  BOOST_TEST(queue.left("p") == 1U);
  queue.giveBack(first);
  BOOST_TEST(queue.left("p") == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(WindowTests)

BOOST_AUTO_TEST_CASE(native_cases_of_unknown_length_are_few) {
  SharedTestQueue queue(namedCases("t.", 1000));
  BOOST_TEST(dist::windowFor(queue, 2) == 4U);
}

BOOST_AUTO_TEST_CASE(short_native_cases_are_many_and_long_ones_two) {
  SharedTestQueue queue(namedCases("t.", 1000));
  queue.took("", 0.0001);
  BOOST_TEST(dist::windowFor(queue, 2) == 64U);
  queue.took("", 0.01);  // a mean of 5 ms
  BOOST_TEST(dist::windowFor(queue, 2) == 8U);
  queue.took("", 10);
  BOOST_TEST(dist::windowFor(queue, 2) == 2U);
}

BOOST_AUTO_TEST_CASE(no_window_is_more_than_a_share_of_what_is_left) {
  SharedTestQueue queue(namedCases("t.", 9));
  queue.took("", 0.0001);
  BOOST_TEST(dist::windowFor(queue, 2) == 3U);
  BOOST_TEST(dist::windowFor(queue, 100) == 1U);
  BOOST_TEST(dist::windowFor(queue, 0) == 5U);
}

BOOST_AUTO_TEST_CASE(a_batch_of_a_program_is_a_share_or_what_is_worth_its_start) {
  SharedTestQueue queue(namedCases("p::", 40));
  BOOST_TEST(dist::windowFor(queue, 2) == 10U);
  queue.took("p", 10);
  BOOST_TEST(dist::windowFor(queue, 2) == 10U);
  queue.took("p", 10);
  for (int i = 0; i < 20'000; ++i) queue.took("p", 0);  // a mean of 1 ms: 20 are worth a start
  BOOST_TEST(dist::windowFor(queue, 2) == 21U);
  SharedTestQueue quick(namedCases("p::", 40));
  quick.took("p", 0.00001);
  BOOST_TEST(dist::windowFor(quick, 2) == 40U);
}

BOOST_AUTO_TEST_SUITE_END()
