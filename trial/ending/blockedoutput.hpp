/// BlockedOutput: gives stdout and stderr up when nobody reads them.
#pragma once

#include <array>
#include <atomic>

namespace trial {

/// A write that nobody reads would keep a run from ending after a signal. Everything here may be
/// called in the handler of a signal.
class BlockedOutput final {
 public:
  void reset() noexcept;
  /// To be called four times a second. What could not be written to for a second, or with `now` at
  /// all, becomes /dev/null; a write that is under way is started again there.
  void look(bool now) noexcept;
  [[nodiscard]] bool givenUp() const noexcept { return givenUp_; }
  /// Whether a short text can be written without waiting for a reader.
  [[nodiscard]] static bool isWritable(int fd) noexcept;

 private:
  std::array<std::atomic<int>, 3> looks_ = {};  // in a row that found descriptors 1 and 2 blocked
  std::atomic<bool> givenUp_ = false;
};

}  // namespace trial
