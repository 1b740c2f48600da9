/// SharedTestQueue: the one list of cases that all workers of a run take from.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <reactor/api.hpp>
#include <trial/itrial.hpp>

namespace dist {

class Drive;

/// In suite order, but that a case which comes back goes to the front (DR-12). Also keeps what was
/// learned of each program: how many of its cases are left and how long they take.
class TRIAL_DIST_API SharedTestQueue final {
 public:
  explicit SharedTestQueue(std::vector<trial::TestPtr> testCases);
  /// Those who take from it find it empty from now on.
  ~SharedTestQueue();
  SharedTestQueue(const SharedTestQueue&) = delete;
  SharedTestQueue& operator=(const SharedTestQueue&) = delete;

  [[nodiscard]] bool empty() const noexcept { return cases_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return cases_.size(); }
  /// The next case; the queue must not be empty.
  [[nodiscard]] const trial::TestPtr& front() const { return cases_.front().test; }
  [[nodiscard]] std::string_view frontProgram() const { return cases_.front().kind->first; }
  trial::TestPtr next();
  /// One that did not begin comes back in front of all others.
  void giveBack(trial::TestPtr testCase);
  /// Hands out nothing more and asks back what has not begun: what is left, and what comes back,
  /// was not run.
  void close();
  [[nodiscard]] const std::deque<trial::TestPtr>& notRun() const noexcept { return notRun_; }

  /// How many cases of a program are left in the queue; of the native ones for an empty `program`.
  [[nodiscard]] std::size_t left(std::string_view program) const;
  /// Notes how long a case took.
  void took(std::string_view program, double seconds);
  /// Notes what a batch took beside its cases.
  void tookToStart(std::string_view program, double seconds);

  /// How long those took that are known.
  struct Durations {
    std::size_t count = 0;
    double seconds = 0;  // of all of them
    double longest = 0;
    [[nodiscard]] double mean() const noexcept {
      return count == 0 ? 0 : seconds / static_cast<double>(count);
    }
  };
  /// Of the cases of a program, or of the native ones.
  [[nodiscard]] Durations durations(std::string_view program) const;
  /// What a start of the program costs, in seconds: as measured, else as other programs did, else a
  /// guess.
  [[nodiscard]] double startSeconds(std::string_view program) const;

  /// Those who take from this queue, in the order in which they came.
  [[nodiscard]] const std::vector<Drive*>& drives() const noexcept { return drives_; }
  void add(Drive& drive) { drives_.push_back(&drive); }
  void remove(Drive& drive) noexcept { std::erase(drives_, &drive); }
  /// Something changed that may give work to those who have none, or show them that none will come.
  void wakeIdle();

 private:
  struct Kind {
    std::size_t left = 0;
    Durations durations;
    Durations starts;
  };
  using Kinds = std::map<std::string, Kind, std::less<>>;
  struct Entry {
    trial::TestPtr test;
    Kinds::value_type* kind;
  };
  Entry entry(trial::TestPtr test);
  template <class F>
  void forEachDrive(F f);

  Kinds kinds_;
  Durations starts_;  // of all programs
  std::deque<Entry> cases_;
  std::vector<Drive*> drives_;
  std::deque<trial::TestPtr> notRun_;
  bool closed_ = false;
};

}  // namespace dist
