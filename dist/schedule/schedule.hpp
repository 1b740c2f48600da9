/// Schedule: decides which worker gets which case, and how many at a time.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dist/schedule/estimates.hpp>
#include <trial/itrial.hpp>

namespace dist {

/// The cases that one worker has in hand. Its driver keeps this and counts down `cases` when one is
/// over; `Schedule::take` does the rest.
struct InHand {
  std::size_t cases = 0;
  /// The program that they are cases of, a name that the schedule keeps; null before the first.
  const std::string* program = nullptr;
  /// How many more cases of the program belong to the batch.
  std::size_t restOfBatch = 0;
  /// The worker needs more when it has so many left.
  std::size_t few = 0;

  [[nodiscard]] bool needsMore() const noexcept { return cases <= few; }
  /// They are cases of a program, which runs them in one process: none can be taken back.
  [[nodiscard]] bool isBatch() const noexcept { return program != nullptr && !program->empty(); }
};

/// Cases in suite order, except that those which come back go to the front (DR-12). It does nothing
/// by itself, knows no clock and asks of a case only its program: the driver of a worker takes from
/// it, gives back, and reports how long things took.
class Schedule final {
 public:
  explicit Schedule(std::vector<trial::TestPtr> testCases);
  Schedule(const Schedule&) = delete;
  Schedule& operator=(const Schedule&) = delete;

  [[nodiscard]] bool empty() const noexcept { return queued_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return queued_.size(); }
  /// The next case; the schedule must not be empty, also for `next`.
  [[nodiscard]] const trial::TestPtr& front() const { return queued_.front().test; }
  trial::TestPtr next();
  /// No worker has more than one native case in hand from now on.
  void oneByOne() noexcept { oneByOne_ = true; }
  /// A case that did not begin.
  void giveBack(trial::TestPtr testCase);

  /// The next case, if the worker is to have it now; else null. Native cases fill the worker's
  /// window. Cases of a program are given as a batch, which must be over before others are given.
  /// `workers` take from this schedule.
  [[nodiscard]] trial::TestPtr take(InHand& worker, std::size_t workers);
  /// How many cases a worker should have in hand of what is at the front, at least 1.
  /// Native cases: few while they are long or unknown, many when they are short, but no more than a
  /// fair share of what is left. Cases of a program make a batch, which costs a start of the
  /// program: so many that the start does not count, but few while little is known of the others,
  /// and fewer where some are long.
  [[nodiscard]] std::size_t window(std::size_t workers) const;

  struct Recall {
    std::size_t from;  // an index into what was given
    std::size_t count;
  };
  /// For a worker without work, when nothing is queued: which other worker should give back how
  /// many, if any has some to spare. `spare`: how many cases each could give back.
  [[nodiscard]] static std::optional<Recall> recall(const std::vector<std::size_t>& spare);

  /// How many cases of a program are queued; of the native ones for an empty `program`.
  [[nodiscard]] std::size_t left(std::string_view program) const;
  /// Knows the programs of all cases that were ever queued.
  [[nodiscard]] Estimates& estimates() noexcept { return estimates_; }

 private:
  using Programs = std::map<std::string, std::size_t, std::less<>>;  // how many are queued
  struct Queued {
    trial::TestPtr test;
    Programs::value_type* program;
  };
  [[nodiscard]] Queued queued(trial::TestPtr testCase);
  [[nodiscard]] bool mayTake(InHand& worker, std::size_t workers) const;
  [[nodiscard]] std::size_t batch(const std::string& program, std::size_t workers) const;

  Programs programs_;
  Estimates estimates_;
  std::deque<Queued> queued_;
  bool oneByOne_ = false;
};

}  // namespace dist
