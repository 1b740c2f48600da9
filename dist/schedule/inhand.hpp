/// InHand: what one worker has been given, as far as the schedule cares.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace dist {

/// The cases that one worker has in hand. Its driver keeps this and calls `over` for each case that
/// is over; `Schedule::take` does the rest.
struct InHand {
  std::size_t cases = 0;
  /// How long they take, with the start of their program, as far as that is known.
  double seconds = 0;
  /// The program that they are cases of, a name that the schedule keeps; null before the first.
  const std::string* program = nullptr;
  /// How many more cases of the program belong to the batch.
  std::size_t restOfBatch = 0;
  /// The batch shares one process, however many cases it has.
  bool together = false;
  /// The worker needs more when it has so many left.
  std::size_t few = 0;

  void over() noexcept {
    seconds -= seconds / static_cast<double>(cases);
    --cases;
  }
  [[nodiscard]] bool needsMore() const noexcept { return cases <= few; }
  /// They are cases of a program, which runs them in one process: none can be taken back.
  [[nodiscard]] bool isBatch() const noexcept { return program != nullptr && !program->empty(); }
};

/// What each worker of a schedule has in hand: one entry a worker.
using Hands = std::span<const InHand* const>;

}  // namespace dist
