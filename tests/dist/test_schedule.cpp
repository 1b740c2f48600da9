#include <dist/schedule/schedule.hpp>

#include <memory>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <dist/testing.hpp>
#include <trial/durations/durationtable.hpp>
#include <trial/programs/programcase.hpp>

#include "support.hpp"

namespace {

using boost::unit_test::label;
using dist::InHand;
using dist::Schedule;
using dist::testing::namedCase;
using dist::testing::namedCases;
using support::Texts;

/// Workers that have nothing in hand.
class Idle final {
 public:
  explicit Idle(std::size_t count) : workers_(count) {
    for (const auto& worker : workers_) hands_.push_back(&worker);
  }
  [[nodiscard]] InHand& operator[](std::size_t i) { return workers_.at(i); }
  operator dist::Hands() const { return hands_; }

 private:
  std::vector<InHand> workers_;
  std::vector<const InHand*> hands_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(EstimatesTests)

BOOST_AUTO_TEST_CASE(durations_of_a_program_s_cases_have_a_mean_and_a_longest) {
  dist::Estimates estimates;
  estimates.add("p");
  estimates.add("");
  BOOST_TEST(estimates.cases("p").count == 0U);
  BOOST_TEST(estimates.cases("p").mean() == 0.0);
  estimates.took("p", 1);
  estimates.took("p", 2);
  BOOST_TEST(estimates.cases("p").count == 2U);
  BOOST_TEST(estimates.cases("p").mean() == 1.5);
  BOOST_TEST(estimates.cases("p").longest == 2.0);
  BOOST_TEST(estimates.cases("").count == 0U);
}

BOOST_AUTO_TEST_CASE(programs_that_were_not_added_are_ignored) {
  dist::Estimates estimates;
  estimates.add("p");
  const auto guess = estimates.startSeconds("p");
  estimates.took("unknown", 9);
  estimates.tookToStart("unknown", 9);
  BOOST_TEST(estimates.cases("unknown").count == 0U);
  BOOST_TEST(estimates.startSeconds("p") == guess);
  BOOST_TEST(estimates.startSeconds("unknown") == guess);
}

BOOST_AUTO_TEST_CASE(a_start_costs_what_was_measured_or_what_other_programs_cost) {
  dist::Estimates estimates;
  estimates.add("p");
  estimates.add("q");
  BOOST_TEST(estimates.startSeconds("p") == estimates.startSeconds("q"));
  estimates.tookToStart("p", 1);
  estimates.tookToStart("p", 2);
  BOOST_TEST(estimates.startSeconds("p") == 1.5);
  BOOST_TEST(estimates.startSeconds("q") == 1.5);
  estimates.tookToStart("q", 0.5);
  BOOST_TEST(estimates.startSeconds("p") == 1.5);
  BOOST_TEST(estimates.startSeconds("q") == 0.5);
  BOOST_TEST(estimates.cases("p").count == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ScheduleTests)

BOOST_AUTO_TEST_CASE(cases_come_in_suite_order_and_back_to_the_front, *label("DR-12")) {
  Schedule schedule(namedCases("t.", 3));
  const auto first = schedule.next();
  const auto second = schedule.next();
  schedule.giveBack(second);
  schedule.giveBack(first);
  BOOST_TEST(schedule.size() == 3U);
  Texts order;
  while (!schedule.empty()) order.push_back(schedule.next()->id());
  BOOST_TEST(order == (Texts{"t.0", "t.1", "t.2"}));
}

BOOST_AUTO_TEST_CASE(it_counts_what_is_left_of_each_program) {
  Schedule schedule({namedCase("p::a"), namedCase("t.b"), namedCase("p::c")});
  BOOST_TEST(schedule.left("p") == 2U);
  BOOST_TEST(schedule.left("") == 1U);
  BOOST_TEST(schedule.left("q") == 0U);
  const auto first = schedule.next();
  BOOST_TEST(schedule.left("p") == 1U);
  schedule.giveBack(first);
  BOOST_TEST(schedule.left("p") == 2U);
}

BOOST_AUTO_TEST_CASE(it_estimates_the_programs_of_its_cases_only) {
  Schedule schedule({namedCase("p::a"), namedCase("t.b")});
  for (const char* program : {"p", "", "q"}) schedule.estimates().took(program, 1);
  BOOST_TEST(schedule.estimates().cases("p").count == 1U);
  BOOST_TEST(schedule.estimates().cases("").count == 1U);
  BOOST_TEST(schedule.estimates().cases("q").count == 0U);
}

BOOST_AUTO_TEST_CASE(a_worker_gets_native_cases_until_its_window_is_full) {
  Schedule schedule(namedCases("t.", 1000));
  Idle hands(2);
  auto& worker = hands[0];
  for (int i = 0; i < 4; ++i) BOOST_TEST(schedule.take(worker, hands) != nullptr);
  BOOST_TEST(schedule.take(worker, hands) == nullptr);
  BOOST_TEST(worker.cases == 4U);
  BOOST_TEST(!worker.isBatch());
  BOOST_TEST(!worker.needsMore());
  worker.over();
  BOOST_TEST(!worker.needsMore());
  worker.over();
  BOOST_TEST(worker.needsMore());  // half a window
  BOOST_TEST(schedule.take(worker, hands) != nullptr);
}

BOOST_AUTO_TEST_CASE(a_batch_is_over_before_the_next_is_given) {
  Schedule schedule(namedCases("p::", 16));
  Idle hands(2);
  auto& worker = hands[0];
  BOOST_TEST(schedule.take(worker, hands)->id() == "p::0");
  BOOST_TEST(schedule.take(worker, hands)->id() == "p::1");
  BOOST_TEST(schedule.take(worker, hands) == nullptr);
  BOOST_TEST(worker.isBatch());
  worker.over();
  BOOST_TEST(!worker.needsMore());
  BOOST_TEST(schedule.take(worker, hands) == nullptr);
  worker.over();
  BOOST_TEST(worker.needsMore());
  BOOST_TEST(schedule.take(worker, hands)->id() == "p::2");
}

BOOST_AUTO_TEST_CASE(cases_of_different_programs_are_never_in_one_hand) {
  Schedule schedule({namedCase("p::a"), namedCase("q::b"), namedCase("t.c"), namedCase("p::d")});
  Idle hands(1);
  auto& worker = hands[0];
  for (const char* id : {"p::a", "q::b", "t.c", "p::d"}) {
    BOOST_TEST(schedule.take(worker, hands)->id() == id);
    BOOST_TEST(schedule.take(worker, hands) == nullptr);
    worker.over();
  }
  BOOST_TEST(schedule.empty());
}

BOOST_AUTO_TEST_CASE(an_empty_schedule_has_no_case_for_anybody) {
  Schedule schedule({});
  Idle hands(1);
  auto& worker = hands[0];
  BOOST_TEST(schedule.take(worker, hands) == nullptr);
  BOOST_TEST(worker.cases == 0U);
}

BOOST_AUTO_TEST_CASE(a_recall_takes_half_of_what_the_first_of_the_richest_can_spare) {
  using Spare = std::vector<std::size_t>;
  BOOST_TEST(!Schedule::recall(Spare{}).has_value());
  BOOST_TEST(!Schedule::recall(Spare{0, 0}).has_value());
  struct Row {
    Spare spare;
    std::size_t from;
    std::size_t count;
  };
  for (const auto& [spare, from, count] :
       {Row{{1}, 0, 1}, Row{{0, 5, 2}, 1, 3}, Row{{0, 4, 7}, 2, 4}, Row{{3, 3, 3}, 0, 2}}) {
    const auto recall = Schedule::recall(spare);
    BOOST_REQUIRE(recall.has_value());
    BOOST_TEST(recall->from == from);
    BOOST_TEST(recall->count == count);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ScheduleOptionsTests)

BOOST_AUTO_TEST_CASE(nothing_is_reordered_if_the_user_gives_an_order_or_with_one_worker,
                     *label("DUR-07") * label("DUR-08")) {
  trial::RunSettings settings;
  settings.jobs = 2;
  settings.nativeLongestFirst = true;
  BOOST_TEST(dist::scheduleOptions(settings).longestFirst);
  BOOST_TEST(dist::scheduleOptions(settings).sortNative);
  settings.keepOrder = true;
  BOOST_TEST(!dist::scheduleOptions(settings).longestFirst);
  BOOST_TEST(!dist::scheduleOptions(settings).sortNative);
  settings.keepOrder = false;
  settings.jobs = 1;
  BOOST_TEST(!dist::scheduleOptions(settings).longestFirst);
  BOOST_TEST(!dist::scheduleOptions(settings).sortNative);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(WindowTests)

BOOST_AUTO_TEST_CASE(native_cases_of_unknown_length_are_few) {
  const Schedule schedule(namedCases("t.", 1000));
  BOOST_TEST(schedule.window(Idle(2)) == 4U);
}

BOOST_AUTO_TEST_CASE(short_native_cases_are_many_and_long_ones_two) {
  Schedule schedule(namedCases("t.", 1000));
  schedule.estimates().took("", 0.0001);
  BOOST_TEST(schedule.window(Idle(2)) == 200U);  // 20 ms
  schedule.estimates().took("", 0.0015);         // a mean of 0.8 ms
  BOOST_TEST(schedule.window(Idle(2)) == 64U);
  schedule.estimates().took("", 0.01);  // of 4 ms
  BOOST_TEST(schedule.window(Idle(2)) == 8U);
  schedule.estimates().took("", 10);
  BOOST_TEST(schedule.window(Idle(2)) == 2U);
}

BOOST_AUTO_TEST_CASE(native_cases_may_be_given_one_by_one, *label("DR-26")) {
  Schedule schedule(namedCases("t.", 100));
  schedule.oneByOne();
  BOOST_TEST(schedule.window(Idle(2)) == 1U);
}

BOOST_AUTO_TEST_CASE(no_window_is_more_than_a_share_of_what_is_left) {
  Schedule schedule(namedCases("t.", 9));
  schedule.estimates().took("", 0.0001);
  BOOST_TEST(schedule.window(Idle(2)) == 3U);
  BOOST_TEST(schedule.window(Idle(100)) == 1U);
  BOOST_TEST(schedule.window(Idle(0)) == 5U);
}

BOOST_AUTO_TEST_CASE(the_first_batch_of_a_program_is_worth_its_start_if_cases_take_20_ms) {
  Schedule schedule(namedCases("p::", 400));
  schedule.estimates().tookToStart("p", 0.002);
  BOOST_TEST(schedule.window(Idle(2)) == 1U);
  schedule.estimates().tookToStart("p", 0.018);  // a mean of 10 ms
  BOOST_TEST(schedule.window(Idle(2)) == 5U);
}

BOOST_AUTO_TEST_CASE(the_first_batch_of_a_program_that_starts_slowly_is_a_share) {
  Schedule schedule(namedCases("p::", 40));
  schedule.estimates().tookToStart("p", 1);
  BOOST_TEST(schedule.window(Idle(2)) == 10U);
}

/// A program with `left` cases that starts in 2 ms, of which `known` took `seconds` each.
struct Measured {
  Measured(std::size_t left, int known, double seconds) : schedule(namedCases("p::", left)) {
    schedule.estimates().tookToStart("p", 0.002);
    for (int i = 0; i < known; ++i) schedule.estimates().took("p", seconds);
  }
  Schedule schedule;
};

BOOST_AUTO_TEST_CASE(a_batch_has_as_many_cases_as_are_expected_to_be_worth_its_start,
                     *label("DUR-11")) {
  // The mean of two cases of 10 us and of a quarter of one of 20 ms is 2.2 ms.
  BOOST_TEST(Measured(1000, 2, 0.00001).schedule.window(Idle(2)) == 9U);
  BOOST_TEST(Measured(1000, 50, 0.00001).schedule.window(Idle(2)) == 183U);
}

BOOST_AUTO_TEST_CASE(a_batch_that_can_be_evened_out_has_as_many_cases_as_are_known,
                     *label("DUR-11")) {
  BOOST_TEST(Measured(1000, 50, 0.01).schedule.window(Idle(2)) == 50U);
  BOOST_TEST(Measured(1000, 150, 0.01).schedule.window(Idle(2)) == 150U);
}

BOOST_AUTO_TEST_CASE(a_start_takes_as_long_as_the_list_took_until_one_was_measured,
                     *label("DUR-11")) {
  const auto program = std::make_shared<trial::frameworks::Program>();
  program->name = "p";
  program->known->listSeconds = 0.01;
  std::vector<trial::TestPtr> cases;
  for (int i = 0; i < 100; ++i)
    cases.push_back(std::make_shared<trial::ProgramCase>(program, std::to_string(i)));
  Schedule schedule(cases);
  BOOST_TEST(schedule.window(Idle(2)) == 5U);  // ten of these, at 20 ms a case
  schedule.estimates().tookToStart("p", 0.02);
  BOOST_TEST(schedule.window(Idle(2)) == 10U);

  const auto remembered = std::make_shared<trial::DurationTable>();
  remembered->tookToStart("p", 0.03);
  BOOST_TEST(Schedule(cases, {.durations = remembered}).window(Idle(2)) == 15U);
}

BOOST_AUTO_TEST_CASE(short_cases_are_worth_their_start_but_leave_the_others_a_part) {
  struct Row {
    std::size_t left;
    double seconds;
    std::size_t batch;
  };
  for (const auto& [left, seconds, batch] :
       {Row{100, 0.001, 25},   // a share
        Row{100, 0.0005, 40},  // as long as 10 starts
        Row{100, 0.00001, 50}, Row{100, 0, 50}, Row{1, 0, 1}}) {
    BOOST_TEST(Measured(left, 1000, seconds).schedule.window(Idle(2)) == batch);
  }
}

BOOST_AUTO_TEST_CASE(long_cases_among_short_ones_make_batches_small) {
  Measured some(100, 99, 0.01);
  BOOST_TEST(some.schedule.window(Idle(2)) == 25U);
  // Nine times the mean of 0.0109: 50 cases take as long as 5.45 of it.
  some.schedule.estimates().took("p", 0.1);
  BOOST_TEST(some.schedule.window(Idle(2)) == 6U);
  some.schedule.estimates().took("p", 100);
  BOOST_TEST(some.schedule.window(Idle(2)) == 1U);
}

BOOST_AUTO_TEST_CASE(cases_that_take_no_longer_than_a_start_of_their_program_stay_together,
                     *label("DUR-08")) {
  const auto windowOf = [](double startSeconds) {
    auto table = std::make_shared<trial::DurationTable>();
    for (const auto& test : namedCases("p::", 100)) table->tookCase(test->id(), 0.0001);
    table->tookToStart("p", startSeconds);
    return Schedule(namedCases("p::", 100), {.durations = table}).window(Idle(2));
  };
  BOOST_TEST(windowOf(0.02) == 100U);
  BOOST_TEST(windowOf(0.005) == 50U);
}

BOOST_AUTO_TEST_SUITE_END()
