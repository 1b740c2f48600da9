// The schedule drives workers that only exist as numbers: what runs when, and when all is over.
#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <dist/schedule/schedule.hpp>
#include <dist/testing.hpp>

#include "support.hpp"

namespace {

using boost::unit_test::label;
using dist::InHand;
using dist::Schedule;
using dist::testing::namedCase;
using support::Texts;

/// Workers that run the cases of a schedule, in a time of their own. Each does what a driver does:
/// takes more when it has few, gives back what is recalled from it.
class Simulation final {
 public:
  struct Case {
    std::string id;
    double seconds;
  };

  Simulation(std::vector<Case> cases, std::size_t workers, double startSeconds = 0)
      : schedule_(named(cases)), startSeconds_(startSeconds), workers_(workers) {}

  void run() {
    while (hand(), begin()) end(soonest());
  }

  [[nodiscard]] double makespan() const noexcept { return now_; }
  /// The cases, in the order in which they began.
  [[nodiscard]] const Texts& begun() const noexcept { return begun_; }
  [[nodiscard]] int starts() const noexcept { return starts_; }
  [[nodiscard]] std::size_t recalled() const noexcept { return recalled_; }
  /// Whether everything was handed out, and came to its end.
  [[nodiscard]] bool finished() const {
    return schedule_.empty() && std::all_of(workers_.begin(), workers_.end(), [](const Worker& w) {
             return w.inHand.cases == 0 && w.waiting.empty();
           });
  }

 private:
  struct Worker {
    InHand inHand;
    std::deque<trial::TestPtr> waiting;  // in hand and not begun
    trial::TestPtr running;
    double ends = std::numeric_limits<double>::infinity();
    bool started = false;  // the program of the batch
  };

  std::vector<trial::TestPtr> named(const std::vector<Case>& cases) {
    std::vector<trial::TestPtr> all;
    for (const auto& one : cases) {
      all.push_back(namedCase(one.id));
      seconds_[all.back().get()] = one.seconds;
    }
    return all;
  }

  /// Every worker takes a case in turn, as long as one gets any; then the idle ones recall.
  void hand() {
    for (bool any = true; any;) {
      any = false;
      for (auto& worker : workers_) any = take(worker) || any;
      for (auto& worker : workers_) any = (schedule_.empty() && recall(worker)) || any;
    }
  }
  bool take(Worker& worker) {
    auto test = schedule_.take(worker.inHand, workers_.size());
    if (test == nullptr) return false;
    worker.waiting.push_back(std::move(test));
    return true;
  }
  bool recall(const Worker& idle) {
    if (idle.inHand.cases > 0) return false;
    std::vector<std::size_t> spare;
    for (const auto& worker : workers_) {
      const auto waiting = worker.waiting.size();
      const bool takesOne = worker.running == nullptr && waiting > 0;  // begins it at once
      spare.push_back(worker.inHand.isBatch() ? 0 : waiting - (takesOne ? 1 : 0));
    }
    const auto recall = Schedule::recall(spare);
    if (!recall) return false;
    auto& from = workers_.at(recall->from);
    for (std::size_t i = 0; i < recall->count; ++i) {
      schedule_.giveBack(from.waiting.back());
      from.waiting.pop_back();
      --from.inHand.cases;
      ++recalled_;
    }
    return true;
  }
  /// Whether any case runs then.
  bool begin() {
    bool any = false;
    for (auto& worker : workers_) {
      if (worker.running == nullptr && !worker.waiting.empty()) {
        worker.running = worker.waiting.front();
        worker.waiting.pop_front();
        begun_.push_back(worker.running->id());
        worker.ends = now_ + seconds_.at(worker.running.get()) + startOf(worker);
      }
      any = any || worker.running != nullptr;
    }
    return any;
  }
  double startOf(Worker& worker) {
    if (!worker.inHand.isBatch() || std::exchange(worker.started, true)) return 0;
    ++starts_;
    return startSeconds_;
  }
  Worker& soonest() {
    return *std::min_element(workers_.begin(), workers_.end(),
                             [](const Worker& a, const Worker& b) { return a.ends < b.ends; });
  }
  void end(Worker& worker) {
    now_ = worker.ends;
    worker.ends = std::numeric_limits<double>::infinity();
    const auto test = std::exchange(worker.running, nullptr);
    auto& estimates = schedule_.estimates();
    estimates.took(test->programName(), seconds_.at(test.get()));
    --worker.inHand.cases;
    if (worker.inHand.cases == 0 && std::exchange(worker.started, false)) {
      estimates.tookToStart(test->programName(), startSeconds_);
    }
  }

  std::map<const trial::ITestCase*, double> seconds_;
  Schedule schedule_;
  double startSeconds_;
  std::vector<Worker> workers_;
  double now_ = 0;
  Texts begun_;
  int starts_ = 0;
  std::size_t recalled_ = 0;
};

using Cases = std::vector<Simulation::Case>;

Cases alike(const std::string& prefix, std::size_t count, double seconds) {
  Cases cases;
  for (std::size_t i = 0; i < count; ++i) cases.push_back({prefix + std::to_string(i), seconds});
  return cases;
}

double total(const Cases& cases) {
  return std::accumulate(cases.begin(), cases.end(), 0.0,
                         [](double sum, const auto& one) { return sum + one.seconds; });
}

double longest(const Cases& cases) {
  double most = 0;
  for (const auto& one : cases) most = std::max(most, one.seconds);
  return most;
}

/// No list of them is over sooner.
double ideal(const Cases& cases, std::size_t workers) {
  return std::max(total(cases) / static_cast<double>(workers), longest(cases));
}

/// Each case began once, and none is left.
void requireAllRun(const Simulation& simulation, const Cases& cases) {
  BOOST_REQUIRE(simulation.finished());
  BOOST_REQUIRE(simulation.begun().size() == cases.size());
  const std::set<std::string> different(simulation.begun().begin(), simulation.begun().end());
  BOOST_REQUIRE(different.size() == cases.size());
}

/// Durations as they often are: most short, few long.
Cases lognormal(const std::string& prefix, std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::lognormal_distribution<double> seconds(-4, 1.5);
  Cases cases;
  for (std::size_t i = 0; i < count; ++i)
    cases.push_back({prefix + std::to_string(i), seconds(random)});
  return cases;
}

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
  BOOST_TEST(simulation.starts() < 24);
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
