// How runs go whose cases nobody has seen before.
#include <cmath>
#include <string>

#include <boost/test/unit_test.hpp>

#include "simulation.hpp"

namespace {

using boost::unit_test::label;
using simulated::alike;
using simulated::Cases;
using simulated::ideal;
using simulated::lognormal;
using simulated::longest;
using simulated::requireAllRun;
using simulated::Simulation;
using simulated::total;

}  // namespace

BOOST_AUTO_TEST_SUITE(SimulatedRunTests)

BOOST_AUTO_TEST_CASE(one_worker_runs_native_cases_in_suite_order, *label("DR-12")) {
  for (const double seconds : {0.0001, 0.005, 1.0}) {
    const auto cases = alike("t.", 200, seconds);
    Simulation simulation(cases, 1);
    simulation.run();
    requireAllRun(simulation, cases);
    BOOST_TEST(simulation.recalled() == 0U);
    for (std::size_t i = 0; i < cases.size(); ++i)
      BOOST_TEST_REQUIRE(simulation.begun()[i] == cases[i].id);
    BOOST_TEST(std::abs(simulation.makespan() - total(cases)) < 1e-9);
  }
}

BOOST_AUTO_TEST_CASE(equal_cases_keep_all_workers_busy_to_the_end) {
  for (const std::size_t workers : {2U, 3U, 4U, 8U}) {
    for (const double seconds : {0.0001, 0.005, 1.0}) {
      const auto cases = alike("t.", 20 * workers, seconds);
      Simulation simulation(cases, workers);
      simulation.run();
      requireAllRun(simulation, cases);
      BOOST_TEST(simulation.makespan() < ideal(cases, workers) + 1.01 * seconds);
    }
  }
}

BOOST_AUTO_TEST_CASE(workers_without_work_take_what_waits_behind_a_long_case) {
  auto cases = alike("t.", 40, 0.0001);
  cases[20].seconds = 5;
  Simulation simulation(cases, 2);
  simulation.run();
  requireAllRun(simulation, cases);
  BOOST_TEST(simulation.recalled() > 0U);
  BOOST_TEST(simulation.makespan() < 5.01);
}

BOOST_AUTO_TEST_CASE(native_cases_of_any_length_end_within_a_case_of_the_ideal) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    const std::size_t workers = 2 + seed % 7;
    const auto cases = lognormal("t.", 20 * workers + seed, seed);
    Simulation simulation(cases, workers);
    simulation.run();
    requireAllRun(simulation, cases);
    BOOST_TEST(
        simulation.makespan() <= total(cases) / static_cast<double>(workers) + longest(cases),
        "seed " << seed);
    BOOST_TEST(simulation.makespan() <= 2 * ideal(cases, workers), "seed " << seed);
  }
}

BOOST_AUTO_TEST_CASE(short_cases_of_a_program_share_few_starts) {
  const auto cases = alike("p::", 900, 0.00002);
  Simulation simulation(cases, 2, 0.002);
  simulation.run();
  requireAllRun(simulation, cases);
  BOOST_TEST(simulation.starts() < 18);
}

BOOST_AUTO_TEST_CASE(a_program_that_starts_slowly_is_started_seldom) {
  const auto cases = alike("p::", 200, 0.05);
  Simulation simulation(cases, 2, 1);
  simulation.run();
  requireAllRun(simulation, cases);
  BOOST_TEST(simulation.starts() <= 12);
  BOOST_TEST(simulation.makespan() < 5 + 10 / 2 + 1);
}

BOOST_AUTO_TEST_CASE(cases_of_a_program_of_any_length_end_near_the_ideal) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    const std::size_t workers = 2 + seed % 7;
    const auto cases = lognormal("p::", 20 * workers + seed, seed);
    Simulation simulation(cases, workers, 0.002);
    simulation.run();
    requireAllRun(simulation, cases);
    BOOST_TEST(simulation.recalled() == 0U);
    BOOST_TEST(simulation.makespan() <= 2.5 * ideal(cases, workers), "seed " << seed);
  }
}

/// The durations of the short cases do not tell how long the others take.
BOOST_AUTO_TEST_CASE(long_cases_behind_short_ones_are_shared_by_all_workers) {
  struct Row {
    std::size_t workers;
    std::size_t many;
    double seconds;
    std::size_t few;
    double startSeconds;
  };
  for (const auto& row : {Row{8, 1000, 0.001, 500, 0.6}, Row{8, 2000, 0.0001, 60, 0.01},
                          Row{2, 1000, 0.0001, 100, 0.05}}) {
    auto cases = alike("p::a", row.many, row.seconds);
    const auto longOnes = alike("p::b", row.few, 1);
    cases.insert(cases.end(), longOnes.begin(), longOnes.end());
    Simulation simulation(cases, row.workers, row.startSeconds);
    simulation.run();
    requireAllRun(simulation, cases);
    BOOST_TEST(simulation.makespan() < 1.15 * ideal(cases, row.workers));
  }
}

BOOST_AUTO_TEST_CASE(programs_and_native_cases_that_alternate_all_run) {
  Cases cases;
  for (int i = 0; i < 60; ++i) {
    const std::string number = std::to_string(i);
    cases.push_back({(i % 7 == 0 ? "q::" : i % 5 < 3 ? "p::" : "t.") + number, 0.001 * (i % 4)});
  }
  for (const std::size_t workers : {1U, 2U, 5U, 100U}) {
    Simulation simulation(cases, workers, 0.002);
    simulation.run();
    requireAllRun(simulation, cases);
  }
}

BOOST_AUTO_TEST_SUITE_END()
