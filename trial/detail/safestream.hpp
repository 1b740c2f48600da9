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

  /// Writes all of `text`, beginning again where a signal interrupted it (REP-12). After another
  /// error `original` is bad and what follows is dropped.
  void write(std::string_view text);
  void flush();
  /// Flushes if the stream is a terminal or the last flush is a tenth of a second ago; `now` is in
  /// seconds.
  void flushIfDue(double now);
  /// Whether it writes to a terminal.
  [[nodiscard]] bool isTerminal() const noexcept { return terminal_; }
  /// The width of its lines: `lineColumns` for the current width of the terminal.
  [[nodiscard]] std::size_t columns() const;
  [[nodiscard]] std::ostream& original() noexcept { return original_; }

 private:
  std::ostream& original_;
  bool terminal_;
  double lastFlush_ = 0;
};

/// Whether `stream` is stdout or stderr and a terminal.
[[nodiscard]] TRIAL_DIST_API bool isTerminal(const std::ostream& stream);
/// The columns of a line of a report: 79, or one less than a narrower terminal has, but at least
/// 20. `terminal` is 0 where there is none or its width is not known.
[[nodiscard]] TRIAL_DIST_API std::size_t lineColumns(int terminal) noexcept;

}  // namespace trial
