/// Estimates: how long cases take and what starting their programs costs, as far as it is known.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace dist {

/// Measured durations of one kind of thing, in seconds.
struct Durations {
  std::size_t count = 0;
  double seconds = 0;  // all of them together
  double longest = 0;
  [[nodiscard]] double mean() const noexcept {
    return count == 0 ? 0 : seconds / static_cast<double>(count);
  }
  void add(double one) noexcept;
};

/// Kept for each program; the native cases are those of the program with the empty name. What was
/// measured in this run counts; what earlier runs have measured is used as long as that is nothing.
class Estimates final {
 public:
  /// Measures of programs that were not added are ignored.
  void add(std::string_view program);
  /// A start of the program took so long in earlier runs, or to list its cases in this one.
  void remember(std::string_view program, double startSeconds);
  /// A case of the program took so long.
  void took(std::string_view program, double seconds);
  /// A batch of the program took so much longer than its cases.
  void tookToStart(std::string_view program, double seconds);

  [[nodiscard]] Durations cases(std::string_view program) const;
  /// The cost of one start of the program, in seconds: as measured, else as remembered, else as
  /// measured for other programs, else a guess.
  [[nodiscard]] double startSeconds(std::string_view program) const;

 private:
  struct Program {
    Durations cases;
    Durations starts;
    Durations remembered;  // starts
  };
  std::map<std::string, Program, std::less<>> programs_;
  Durations starts_;  // of all programs
};

}  // namespace dist
