/// Announcement: says on stderr, after a signal, which case of a serial run is waited for.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <string_view>

namespace trial {

/// The line is written once. Its pieces are prepared beforehand, because `write` is called in the
/// handler of the signal.
class Announcement final {
 public:
  /// `grace`: the seconds that the case has.
  void begin(double grace);
  /// The case that runs; empty when it is over.
  void setCase(std::string_view id);
  /// Only system calls, and none that waits: without a case, or if nobody reads stderr, nothing is
  /// written.
  void write(int signal) noexcept;

 private:
  std::array<char, 64> waiting_ = {};
  std::array<char, 512> id_ = {};
  std::atomic<std::size_t> idSize_ = 0;
  std::atomic<bool> written_ = false;
  bool newline_ = false;  // in front of it
};

}  // namespace trial
