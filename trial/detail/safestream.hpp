/// SafeStream: an output stream whose writes survive an interrupted system call.
/// (twisted.trial.reporter)
#pragma once

#include <cstddef>
#include <ostream>
#include <string_view>

#include <reactor/api.hpp>

namespace trial {

class TRIAL_DIST_API SafeStream final {
 public:
  /// `original` must outlive it.
  explicit SafeStream(std::ostream& original);

  /// Writes all of `text`; continues where a signal interrupted the system call (REP-12). After any
  /// other error `original` is bad and later writes are dropped.
  void write(std::string_view text);
  void flush();
  /// Flushes if the stream is a terminal or the last flush is a tenth of a second ago; `now` is in
  /// seconds.
  void flushIfDue(double now);
  /// True if it writes to a terminal.
  [[nodiscard]] bool isTerminal() const noexcept { return terminal_; }
  /// The width of its lines: `lineColumns` for the current width of the terminal.
  [[nodiscard]] std::size_t columns(std::size_t most) const;
  [[nodiscard]] std::ostream& original() noexcept { return original_; }

 private:
  std::ostream& original_;
  bool terminal_;
  double lastFlush_ = 0;
};

/// True if `stream` is stdout or stderr and a terminal.
[[nodiscard]] TRIAL_DIST_API bool isTerminal(const std::ostream& stream);
/// The width of a report's lines: one column less than the terminal has, but at least 20, and at
/// most `most`. `terminal` is 0 if there is no terminal or its width is unknown.
[[nodiscard]] TRIAL_DIST_API std::size_t lineColumns(int terminal, std::size_t most) noexcept;

}  // namespace trial
