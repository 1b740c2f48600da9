/// BlockedOutput: gives stdout, stderr and reports up when nobody reads them.
#pragma once

#include <array>
#include <atomic>

namespace trial {

/// A write that nobody reads would keep a run from ending after a signal. Everything here may be
/// called in the handler of a signal.
class BlockedOutput final {
 public:
  /// Keeps the descriptors that were added.
  void reset() noexcept;
  /// Looks after another descriptor, too. Those behind the thirtieth are not looked after.
  void add(int fd) noexcept;
  void remove(int fd) noexcept;
  /// To be called four times a second. What could not be written to for a second, or with `now` at
  /// all, becomes /dev/null; a write that is under way is started again there.
  void look(bool now) noexcept;
  /// Whether stdout or stderr was given up.
  [[nodiscard]] bool givenUp() const noexcept;
  /// Whether this descriptor, which was added, was given up.
  [[nodiscard]] bool givenUp(int fd) const noexcept;
  /// Whether a short text can be written without waiting for a reader.
  [[nodiscard]] static bool isWritable(int fd) noexcept;

 private:
  struct Output {
    std::atomic<int> fd = -1;
    std::atomic<int> looks = 0;  // in a row that found it blocked
    std::atomic<bool> givenUp = false;
  };
  void look(Output& output, int fd, bool now) noexcept;

  std::array<Output, 2> standard_ = {};  // descriptors 1 and 2
  std::array<Output, 30> added_ = {};
};

}  // namespace trial
