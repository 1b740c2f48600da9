// How runs go whose cases took a known time in an earlier run.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <trial/durations/durationtable.hpp>

#include "simulation.hpp"

namespace {

using boost::unit_test::label;
using simulated::Cases;
using simulated::ideal;
using simulated::requireAllRun;
using simulated::Simulation;

dist::ScheduleOptions remembered(const Cases& cases, double startSeconds) {
  auto table = std::make_shared<trial::DurationTable>();
  for (const auto& one : cases) {
    table->tookCase(one.id, one.seconds);
    table->tookToStart(one.id.substr(0, one.id.find("::")), startSeconds);
  }
  return {.durations = table, .longestFirst = true};
}

/// The same cases in the next run, in which each takes about a fifth longer or shorter.
Cases again(Cases cases, std::mt19937& random) {
  std::normal_distribution<double> change(1, 0.2);
  for (auto& one : cases) one.seconds *= std::clamp(change(random), 0.4, 1.6);
  return cases;
}

/// A suite of one to five programs with cases of all lengths.
Cases suite(std::size_t count, std::mt19937& random) {
  const auto programs = std::uniform_int_distribution<std::size_t>(1, 5)(random);
  std::lognormal_distribution<double> seconds(
      -2, std::uniform_real_distribution<double>(0.2, 1.5)(random));
  Cases cases;
  for (std::size_t i = 0; i < count; ++i) {
    cases.push_back(
        {"p" + std::to_string(i * programs / count) + "::" + std::to_string(i), seconds(random)});
  }
  return cases;
}

double ratio(const Cases& cases, std::size_t workers, double startSeconds,
             const dist::ScheduleOptions& options) {
  Simulation simulation(cases, workers, startSeconds, options);
  simulation.run();
  requireAllRun(simulation, cases);
  return simulation.makespan() / ideal(cases, workers);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(RememberedRunTests)

BOOST_AUTO_TEST_CASE(random_suites_are_over_hardly_later_than_possible, *label("DUR-08")) {
  std::mt19937 random(20261128);
  std::vector<double> ratios;
  for (int i = 0; i < 1000; ++i) {
    const auto workers = std::uniform_int_distribution<std::size_t>(2, 64)(random);
    const auto count = workers * std::uniform_int_distribution<std::size_t>(20, 60)(random);
    const auto before = suite(count, random);
    constexpr double start = 0.002;
    ratios.push_back(ratio(again(before, random), workers, start, remembered(before, start)));
  }
  std::sort(ratios.begin(), ratios.end());
  BOOST_TEST_MESSAGE("median " << ratios[500] << ", worst " << ratios.back());
  BOOST_TEST(ratios[500] < 1.02);
  BOOST_TEST(ratios.back() < 1.1);
}

BOOST_AUTO_TEST_CASE(a_program_that_starts_slowly_is_started_once_a_worker) {
  std::vector<double> ratios;
  for (unsigned seed = 0; seed < 21; ++seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> seconds(0.05, 0.5);
    Cases cases;
    for (int i = 0; i < 200; ++i) cases.push_back({"p::" + std::to_string(i), seconds(random)});
    const auto options = remembered(cases, 1);
    cases = again(cases, random);
    Simulation simulation(cases, 2, 1, options);
    simulation.run();
    requireAllRun(simulation, cases);
    BOOST_TEST(simulation.starts() == 2);
    ratios.push_back(simulation.makespan() / ((1 + simulated::total(cases)) / 2));
  }
  std::sort(ratios.begin(), ratios.end());
  BOOST_TEST(ratios[10] < 1.05);
}

BOOST_AUTO_TEST_CASE(a_case_that_takes_a_fifth_of_all_is_begun_in_time, *label("DUR-08")) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    std::lognormal_distribution<double> seconds(-3, 1);
    Cases cases;
    for (int i = 0; i < 199; ++i) cases.push_back({"p::" + std::to_string(i), seconds(random)});
    cases.push_back({"p::last", simulated::total(cases) / 4});
    const auto options = remembered(cases, 0.002);
    for (const std::size_t workers : {2U, 4U}) {
      BOOST_TEST(ratio(again(cases, random), workers, 0.002, options) < 1.05,
                 "seed " << seed << ", workers " << workers);
    }
  }
}

BOOST_AUTO_TEST_CASE(short_cases_of_a_program_need_one_start_a_worker) {
  const auto cases = simulated::alike("p::", 900, 0.00002);
  for (const std::size_t workers : {1U, 2U, 8U}) {
    Simulation simulation(cases, workers, 0.002, remembered(cases, 0.002));
    simulation.run();
    requireAllRun(simulation, cases);
    BOOST_TEST(simulation.starts() <= static_cast<int>(workers));
  }
}

BOOST_AUTO_TEST_CASE(one_worker_keeps_the_order_of_the_list, *label("DR-12")) {
  std::mt19937 random(7);
  const auto cases = suite(60, random);
  Simulation simulation(cases, 1, 0.002, remembered(cases, 0.002));
  simulation.run();
  requireAllRun(simulation, cases);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    BOOST_TEST_REQUIRE(simulation.begun()[i] == cases[i].id);
  }
}

BOOST_AUTO_TEST_CASE(an_order_of_the_user_is_kept, *label("DUR-08")) {
  Cases cases;
  for (int i = 0; i < 40; ++i) cases.push_back({"p::" + std::to_string(i), i == 39 ? 10 : 0.1});
  auto options = remembered(cases, 0.002);
  Simulation longestFirst(cases, 2, 0.002, options);
  longestFirst.run();
  BOOST_TEST(longestFirst.begun().front() == "p::39");
  options.longestFirst = false;
  Simulation inOrder(cases, 2, 0.002, options);
  inOrder.run();
  requireAllRun(inOrder, cases);
  BOOST_TEST(inOrder.begun().front() == "p::0");
}

BOOST_AUTO_TEST_CASE(native_cases_are_sorted_if_asked_for, *label("DUR-07")) {
  const Cases cases = {{"t.short", 0.1}, {"t.long", 2}, {"t.middle", 1}};
  auto options = remembered(cases, 0);
  Simulation inOrder(cases, 1, 0, options);
  inOrder.run();
  BOOST_TEST(inOrder.begun() == (support::Texts{"t.short", "t.long", "t.middle"}));
  options.sortNative = true;
  auto withNew = cases;
  withNew.push_back({"t.new", 0.1});
  Simulation sorted(withNew, 1, 0, options);
  sorted.run();
  BOOST_TEST(sorted.begun() == (support::Texts{"t.new", "t.long", "t.middle", "t.short"}));
}

BOOST_AUTO_TEST_CASE(each_case_may_have_a_process_of_its_own, *label("DUR-09")) {
  std::mt19937 random(3);
  const auto cases = suite(50, random);
  for (auto options : {dist::ScheduleOptions{}, remembered(cases, 0.002)}) {
    options.isolationOf = [](std::string_view) { return trial::Isolation::process; };
    Simulation simulation(cases, 3, 0.002, options);
    simulation.run();
    requireAllRun(simulation, cases);
    BOOST_TEST(simulation.starts() == 50);
  }
}

BOOST_AUTO_TEST_CASE(all_cases_of_a_program_may_share_one_process, *label("DUR-09")) {
  Cases cases;
  for (int i = 0; i < 60; ++i) {
    const std::string program = i % 3 == 0 ? "short" : i % 3 == 1 ? "long" : "t.";
    cases.push_back({program + (program == "t." ? "" : "::") + std::to_string(i),
                     program == "long" ? 0.3 : 0.1});
  }
  auto options = remembered(cases, 0.002);
  options.isolationOf = [](std::string_view) { return trial::Isolation::program; };
  Simulation simulation(cases, 2, 0.002, options);
  simulation.run();
  requireAllRun(simulation, cases);
  BOOST_TEST(simulation.starts() == 2);
  BOOST_TEST(simulation.begun().front() == "long::1");
}

BOOST_AUTO_TEST_CASE(each_program_may_have_an_isolation_of_its_own, *label("DUR-10")) {
  Cases cases;
  for (int i = 0; i < 60; ++i) {
    const std::string program = i % 3 == 0 ? "whole" : i % 3 == 1 ? "alone" : "any";
    cases.push_back({program + "::" + std::to_string(i), 0.1});
  }
  for (auto options : {dist::ScheduleOptions{}, remembered(cases, 0.002)}) {
    options.isolationOf = [](std::string_view program) {
      return program == "whole"   ? trial::Isolation::program
             : program == "alone" ? trial::Isolation::process
                                  : trial::Isolation::batch;
    };
    Simulation simulation(cases, 2, 0.002, options);
    simulation.run();
    requireAllRun(simulation, cases);
    BOOST_TEST(simulation.startsOf("whole") == 1);
    BOOST_TEST(simulation.startsOf("alone") == 20);
    BOOST_TEST(simulation.begun().front() == "whole::0");
  }
}

BOOST_AUTO_TEST_CASE(the_size_of_a_batch_may_be_limited, *label("DUR-09")) {
  const auto cases = simulated::alike("p::", 90, 0.001);
  auto options = remembered(cases, 0.002);
  options.batchSize = 10;
  Simulation simulation(cases, 2, 0.002, options);
  simulation.run();
  requireAllRun(simulation, cases);
  BOOST_TEST(simulation.starts() >= 9);
  BOOST_TEST(simulation.starts() <= 12);
}

BOOST_AUTO_TEST_CASE(cases_that_took_no_time_share_processes, *label("DUR-08")) {
  // GoogleTest tells whole milliseconds.
  const auto cases = simulated::alike("p::", 900, 0.00002);
  Simulation simulation(cases, 2, 0.002, remembered(simulated::alike("p::", 900, 0), 0.002));
  simulation.run();
  requireAllRun(simulation, cases);
  BOOST_TEST(simulation.starts() <= 4);
}

BOOST_AUTO_TEST_CASE(a_single_known_case_does_not_stand_for_all_others, *label("DUR-08")) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const auto cases = simulated::lognormal("p::", 400, seed);
    const auto nothing = dist::ScheduleOptions{.longestFirst = true};
    for (const std::size_t workers : {2U, 4U, 8U}) {
      const auto one = ratio(cases, workers, 0.002, remembered({cases.front()}, 0.002));
      const auto none = ratio(cases, workers, 0.002, nothing);
      BOOST_TEST(one <= 1.2 * none, "seed " << seed << ", workers " << workers);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_long_case_behind_native_ones_is_begun_in_time, *label("DUR-08")) {
  for (const std::size_t workers : {2U, 4U, 8U}) {
    auto cases = simulated::alike("t.", 1000, 0.1);
    cases.push_back({"p::long", 0.24 * 100 / static_cast<double>(workers)});
    BOOST_TEST(ratio(cases, workers, 0.002, remembered(cases, 0.002)) < 1.05,
               workers << " workers");
  }
}

BOOST_AUTO_TEST_SUITE_END()
