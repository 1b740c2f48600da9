/// CaseQueue: the cases of a run that no worker has, and how long each will take.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dist/schedule/estimates.hpp>
#include <trial/itrial.hpp>

namespace trial {
class DurationTable;
}

namespace dist {

/// In the order of the suite, except that cases which come back are in front (DR-12), and that one
/// of a program can be taken before its turn because it takes long.
class CaseQueue final {
 public:
  /// The cases of one program that are queued; of the native ones for the empty name.
  struct Program {
    std::string name;
    std::size_t left = 0;
    /// How many of these have been measured, and how long those take together.
    std::size_t known = 0;
    double seconds = 0;
    /// Its cases follow each other, and none is taken before its turn.
    bool together = false;
    /// How long listing them took, in seconds: little more than a start of the program takes.
    std::optional<double> listSeconds = std::nullopt;
  };
  struct Taken {
    trial::TestPtr test;
    std::optional<double> seconds;
  };

  /// A case is estimated from `durations`: as it took itself, else as the measured ones of its
  /// suite, else of its program, for programs. No estimate is shorter than `shortest`, since some
  /// frameworks measure in milliseconds and have taken 0 for most cases.
  CaseQueue(std::vector<trial::TestPtr> cases,
            std::shared_ptr<const trial::DurationTable> durations = nullptr);
  CaseQueue(const CaseQueue&) = delete;
  CaseQueue& operator=(const CaseQueue&) = delete;

  static constexpr double shortest = 1e-5;  // seconds

  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// The next case; the queue must not be empty, also for what follows.
  [[nodiscard]] const trial::TestPtr& front() const { return frontItem().test; }
  [[nodiscard]] const Program& frontProgram() const { return *frontItem().program; }
  Taken next();
  /// How many of the cases in front, which are of one program, take so long together; at least 1.
  /// Rounded: one that is more than half within counts. One without an estimate takes `unknown`.
  [[nodiscard]] std::size_t countWithin(double seconds, double unknown) const;

  /// The longest measured case of a program. None if no case is measured, or while cases that came
  /// back are queued.
  struct Longest {
    const Program& program;
    double seconds;
  };
  [[nodiscard]] std::optional<Longest> longest();
  Taken takeLongest();
  /// Native cases, too, are taken longest first; those without an estimate are before all others.
  void sortNative();

  /// All cases of each of these programs follow each other from now on, and all other cases are
  /// behind them; with `longestFirst` a program that takes longer in all is before others, and one
  /// without an estimate before all.
  void keepTogether(const std::function<bool(const Program&)>& isTogether, bool longestFirst);

  /// A case that did not begin.
  void giveBack(trial::TestPtr test);

  [[nodiscard]] std::size_t left(std::string_view program) const;
  [[nodiscard]] const std::map<std::string, Program, std::less<>>& programs() const noexcept {
    return programs_;
  }

 private:
  using Index = std::uint32_t;
  struct Item {
    trial::TestPtr test;  // null once it is taken
    Program* program;
    float seconds = 0;
    enum class Known : std::uint8_t { no, guessed, measured } known = Known::no;
    [[nodiscard]] bool measured() const noexcept { return known == Known::measured; }
    [[nodiscard]] bool estimated() const noexcept { return known != Known::no; }
  };
  [[nodiscard]] Item itemOf(trial::TestPtr test);
  void estimateTheOthers();
  void guess(Item& item) const;
  void sortByLength();
  [[nodiscard]] const Item& frontItem() const {
    return cameBack_.empty() ? items_[next_] : cameBack_.front();
  }
  void skipTaken();
  Taken take(Item& item);

  std::shared_ptr<const trial::DurationTable> durations_;
  std::map<std::string, Program, std::less<>> programs_;
  std::vector<Item> items_;
  std::size_t next_ = 0;         // the first of `items_` that is not taken
  std::vector<Index> byLength_;  // the measured ones of programs, the longest at the end
  std::map<std::string, Durations> suites_;  // the measured ones, where others are not
  std::deque<Item> cameBack_;
  std::size_t size_ = 0;
};

}  // namespace dist
