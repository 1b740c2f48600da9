/// SafeStream: an output stream whose writes survive an interrupted system call.
/// (twisted.trial.reporter)
#pragma once

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
  /// It writes to a terminal.
  [[nodiscard]] bool isTerminal() const noexcept { return terminal_; }
  [[nodiscard]] std::ostream& original() noexcept { return original_; }

 private:
  std::ostream& original_;
  bool terminal_;
};

/// Whether `stream` is stdout or stderr and a terminal.
[[nodiscard]] TRIAL_DIST_API bool isTerminal(const std::ostream& stream);

}  // namespace trial
