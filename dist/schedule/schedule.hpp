/// Schedule: decides which worker gets which case, and how many at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dist/schedule/casequeue.hpp>
#include <dist/schedule/estimates.hpp>
#include <dist/schedule/inhand.hpp>
#include <trial/detail/isolation.hpp>
#include <trial/detail/runsettings.hpp>
#include <trial/itrial.hpp>

namespace dist {

struct ScheduleOptions {
  /// The durations that earlier runs have measured; null: none.
  std::shared_ptr<const trial::DurationTable> durations = nullptr;
  /// With two or more workers a long case of a program is given before its turn.
  bool longestFirst = false;
  /// Native cases are sorted, too, the longest first.
  bool sortNative = false;
  /// Which cases of a program share a process.
  std::function<trial::Isolation(std::string_view program)> isolationOf =
      [](std::string_view /*program*/) { return trial::Isolation::batch; };
  /// The most cases in a batch; 0: no limit.
  std::size_t batchSize = 0;
};

/// The options of the schedule for a run. With one worker nothing is reordered.
[[nodiscard]] ScheduleOptions scheduleOptions(const trial::RunSettings& settings);

/// The schedule does nothing by itself and knows no clock: the driver of a worker takes from it,
/// gives back, and reports how long things took.
class Schedule final {
 public:
  explicit Schedule(std::vector<trial::TestPtr> testCases, const ScheduleOptions& options = {});
  Schedule(const Schedule&) = delete;
  Schedule& operator=(const Schedule&) = delete;

  [[nodiscard]] bool empty() const noexcept { return queue_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return queue_.size(); }
  /// The next case; the schedule must not be empty, also for `next`.
  [[nodiscard]] const trial::TestPtr& front() const { return queue_.front(); }
  trial::TestPtr next() { return queue_.next().test; }
  /// No worker has more than one native case in hand from now on.
  void oneByOne() noexcept { oneByOne_ = true; }
  /// The durations of earlier runs of what is queued, together.
  [[nodiscard]] double secondsKnown() const;
  /// A case that did not begin.
  void giveBack(trial::TestPtr testCase) { queue_.giveBack(std::move(testCase)); }

  /// The next case, if the worker is to have it now; else null. Native cases fill the worker's
  /// window. Cases of a program are given as a batch, which must be over before others are given.
  /// `hands` has what all workers have in hand that take from this schedule, `worker` among them.
  [[nodiscard]] trial::TestPtr take(InHand& worker, Hands hands);
  /// How many cases a worker without any should have in hand of what is at the front, at least 1.
  /// Native cases: few while they are long or unknown, many when they are short, but no more than a
  /// fair share of what is left. Cases of a program make a batch, which costs a start of the
  /// program. If the durations of its cases are remembered, a batch takes half of the time that
  /// workers still have, or all of it if that is not worth several starts. If they are not, it has
  /// so many cases that the start does not count, but few while little is known of the others, and
  /// fewer where some are long.
  [[nodiscard]] std::size_t window(Hands hands) const;

  struct Recall {
    std::size_t from;  // an index into what was given
    std::size_t count;
  };
  /// For a worker without work, when nothing is queued: which other worker should give back how
  /// many, if any has some to spare. `spare`: how many cases each could give back.
  [[nodiscard]] static std::optional<Recall> recall(const std::vector<std::size_t>& spare);

  /// How many cases of a program are queued; of the native ones for an empty `program`.
  [[nodiscard]] std::size_t left(std::string_view program) const { return queue_.left(program); }
  /// Knows the programs of all cases.
  [[nodiscard]] Estimates& estimates() noexcept { return estimates_; }

 private:
  using Program = CaseQueue::Program;
  [[nodiscard]] bool mayTake(InHand& worker, Hands hands);
  [[nodiscard]] bool takesLongest(Hands hands);
  [[nodiscard]] trial::TestPtr give(InHand& worker, CaseQueue::Taken taken);
  [[nodiscard]] trial::Isolation isolationOf(const Program& program) const;
  [[nodiscard]] std::size_t nativeWindow(const Program& program) const;
  [[nodiscard]] std::size_t batch(const Program& program, Hands hands) const;
  [[nodiscard]] std::size_t batchOfKnown(const Program& program, Hands hands) const;
  [[nodiscard]] std::size_t batchOfUnknown(const Program& program, std::size_t workers) const;
  [[nodiscard]] double meanOf(const Program& program) const;
  [[nodiscard]] double secondsLeft() const;
  [[nodiscard]] double share(Hands hands) const;
  [[nodiscard]] double batchSeconds(const Program& program, Hands hands) const;

  CaseQueue queue_;
  Estimates estimates_;
  bool longestFirst_;
  std::map<std::string, trial::Isolation, std::less<>> isolations_;  // other than batch
  std::size_t batchSize_;
  bool oneByOne_ = false;
};

}  // namespace dist
