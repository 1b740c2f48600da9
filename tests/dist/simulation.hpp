// The schedule drives workers that only exist as numbers: what runs when, and when all is over.
#pragma once

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

namespace simulated {

using dist::InHand;
using dist::Schedule;
using support::Texts;

/// Workers that run the cases of a schedule, in a time of their own. Each does what a driver does:
/// takes more when it has few, gives back what is recalled from it.
class Simulation final {
 public:
  struct Case {
    std::string id;
    double seconds;
  };

  Simulation(std::vector<Case> cases, std::size_t workers, double startSeconds = 0,
             const dist::ScheduleOptions& options = {})
      : schedule_(named(cases), options), startSeconds_(startSeconds), workers_(workers) {
    for (const auto& worker : workers_) hands_.push_back(&worker.inHand);
  }

  void run() {
    while (hand(), begin()) end(soonest());
  }

  [[nodiscard]] double makespan() const noexcept { return now_; }
  /// The cases, in the order in which they began.
  [[nodiscard]] const Texts& begun() const noexcept { return begun_; }
  [[nodiscard]] int starts() const noexcept { return starts_; }
  [[nodiscard]] int startsOf(const std::string& program) const {
    const auto found = startsOf_.find(program);
    return found == startsOf_.end() ? 0 : found->second;
  }
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
      all.push_back(dist::testing::namedCase(one.id));
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
    const auto before = worker.waiting.size();
    do {
      auto test = schedule_.take(worker.inHand, hands_);
      if (test == nullptr) break;
      worker.waiting.push_back(std::move(test));
    } while (worker.inHand.restOfBatch > 0);
    return worker.waiting.size() > before;
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
      from.inHand.over();
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
    ++startsOf_[*worker.inHand.program];
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
    worker.inHand.over();
    if (worker.inHand.cases == 0 && std::exchange(worker.started, false)) {
      estimates.tookToStart(test->programName(), startSeconds_);
    }
  }

  std::map<const trial::ITestCase*, double> seconds_;
  Schedule schedule_;
  double startSeconds_;
  std::vector<Worker> workers_;
  std::vector<const InHand*> hands_;
  double now_ = 0;
  Texts begun_;
  int starts_ = 0;
  std::map<std::string, int> startsOf_;
  std::size_t recalled_ = 0;
};

using Cases = std::vector<Simulation::Case>;

inline Cases alike(const std::string& prefix, std::size_t count, double seconds) {
  Cases cases;
  for (std::size_t i = 0; i < count; ++i) cases.push_back({prefix + std::to_string(i), seconds});
  return cases;
}

inline double total(const Cases& cases) {
  return std::accumulate(cases.begin(), cases.end(), 0.0,
                         [](double sum, const auto& one) { return sum + one.seconds; });
}

inline double longest(const Cases& cases) {
  double most = 0;
  for (const auto& one : cases) most = std::max(most, one.seconds);
  return most;
}

/// No list of them is over sooner.
inline double ideal(const Cases& cases, std::size_t workers) {
  return std::max(total(cases) / static_cast<double>(workers), longest(cases));
}

/// Each case began once, and none is left.
inline void requireAllRun(const Simulation& simulation, const Cases& cases) {
  BOOST_REQUIRE(simulation.finished());
  BOOST_REQUIRE(simulation.begun().size() == cases.size());
  const std::set<std::string> different(simulation.begun().begin(), simulation.begun().end());
  BOOST_REQUIRE(different.size() == cases.size());
}

/// Durations as they often are: most short, few long.
inline Cases lognormal(const std::string& prefix, std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::lognormal_distribution<double> seconds(-4, 1.5);
  Cases cases;
  for (std::size_t i = 0; i < count; ++i)
    cases.push_back({prefix + std::to_string(i), seconds(random)});
  return cases;
}

}  // namespace simulated
