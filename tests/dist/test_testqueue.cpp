#include <dist/testqueue.hpp>

#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <dist/manager/drive.hpp>
#include <dist/testing.hpp>
#include <trial/loading/names.hpp>

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
  BOOST_TEST(trial::programOf("t.A.a").empty());
  BOOST_TEST(trial::programOf("dir/prog::Suite/case<a::b>") == "dir/prog");
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
  BOOST_TEST(queue.durations("p").count == 0U);
  queue.took("p", 1);
  queue.took("p", 2);
  queue.took("unknown", 9);
  BOOST_TEST(queue.durations("p").mean() == 1.5);
  BOOST_TEST(queue.durations("p").longest == 2.0);
  BOOST_TEST(queue.durations("unknown").count == 0U);
  const auto first = queue.next();
  BOOST_TEST(queue.left("p") == 1U);
  queue.giveBack(first);
  BOOST_TEST(queue.left("p") == 2U);
}

BOOST_AUTO_TEST_CASE(it_knows_what_a_start_costs_or_takes_other_programs_for_it) {
  SharedTestQueue queue({namedCase("p::a"), namedCase("q::b")});
  BOOST_TEST(queue.startSeconds("p") == queue.startSeconds("q"));
  queue.tookToStart("p", 1);
  queue.tookToStart("p", 2);
  BOOST_TEST(queue.startSeconds("p") == 1.5);
  BOOST_TEST(queue.startSeconds("q") == 1.5);
  queue.tookToStart("q", 0.5);
  BOOST_TEST(queue.startSeconds("p") == 1.5);
  BOOST_TEST(queue.startSeconds("q") == 0.5);
  queue.tookToStart("unknown", 9);
  BOOST_TEST(queue.durations("p").count == 0U);
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

/// A program with `cases` left that starts in 2 ms, of which `known` took `seconds` each.
struct Measured {
  Measured(std::size_t cases, int known, double seconds) : queue(namedCases("p::", cases)) {
    queue.tookToStart("p", 0.002);
    for (int i = 0; i < known; ++i) queue.took("p", seconds);
  }
  SharedTestQueue queue;
};

BOOST_AUTO_TEST_CASE(the_first_batch_of_a_program_is_worth_its_start_if_cases_take_20_ms) {
  SharedTestQueue queue(namedCases("p::", 400));
  queue.tookToStart("p", 0.002);
  BOOST_TEST(dist::windowFor(queue, 2) == 1U);
  queue.tookToStart("p", 0.018);  // a mean of 10 ms
  BOOST_TEST(dist::windowFor(queue, 2) == 5U);
}

BOOST_AUTO_TEST_CASE(the_first_batch_of_a_program_that_starts_slowly_is_a_share) {
  SharedTestQueue queue(namedCases("p::", 40));
  queue.tookToStart("p", 1);
  BOOST_TEST(dist::windowFor(queue, 2) == 10U);
}

BOOST_AUTO_TEST_CASE(a_batch_has_as_many_cases_as_are_known) {
  BOOST_TEST(dist::windowFor(Measured(1000, 2, 0.00001).queue, 2) == 2U);
  BOOST_TEST(dist::windowFor(Measured(1000, 50, 0.00001).queue, 2) == 50U);
}

BOOST_AUTO_TEST_CASE(short_cases_are_worth_their_start_but_leave_the_others_a_part) {
  BOOST_TEST(dist::windowFor(Measured(100, 1000, 0.001).queue, 2) == 25U);   // a share
  BOOST_TEST(dist::windowFor(Measured(100, 1000, 0.0005).queue, 2) == 40U);  // as long as 10 starts
  BOOST_TEST(dist::windowFor(Measured(100, 1000, 0.00001).queue, 2) == 50U);
  BOOST_TEST(dist::windowFor(Measured(100, 1000, 0).queue, 2) == 50U);
  BOOST_TEST(dist::windowFor(Measured(1, 1000, 0).queue, 2) == 1U);
}

BOOST_AUTO_TEST_CASE(long_cases_among_short_ones_make_batches_small) {
  Measured some(100, 99, 0.01);
  BOOST_TEST(dist::windowFor(some.queue, 2) == 25U);
  some.queue.took("p", 0.1);  // nine times the mean of 0.0109: 50 cases take as long as 5.45 of it
  BOOST_TEST(dist::windowFor(some.queue, 2) == 6U);
  some.queue.took("p", 100);
  BOOST_TEST(dist::windowFor(some.queue, 2) == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
