/// Signal handling of a running reactor.
#pragma once

#include <optional>
#include <vector>

#include <csignal>

#include <reactor/process/uniquefd.hpp>

namespace reactor {

/// Sets the action of a signal; the destructor restores the previous action (REA-20).
class SignalAction final {
 public:
  SignalAction(int number, void (*handler)(int));
  ~SignalAction();
  SignalAction(const SignalAction&) = delete;
  SignalAction& operator=(const SignalAction&) = delete;

 private:
  int number_;
  struct sigaction before_;
};

/// The present action of a signal: SIG_DFL, SIG_IGN or a handler.
[[nodiscard]] void (*signalHandler(int number))(int);

/// Ignores SIGPIPE while it lives, so that writing to a pipe without a reader is an error and no
/// signal (PROC-20). If the program has set another action for SIGPIPE, that stays.
class SigpipeIgnored final {
 public:
  SigpipeIgnored();

 private:
  std::optional<SignalAction> action_;
};

/// Makes the numbers of signals readable from a descriptor. If several are started, the last one
/// gets the signals.
class SignalPipe final {
 public:
  /// Throws `std::system_error`.
  SignalPipe();
  ~SignalPipe();
  SignalPipe(const SignalPipe&) = delete;
  SignalPipe& operator=(const SignalPipe&) = delete;

  /// Handles SIGTERM, and SIGINT unless the program has set another action for it.
  void start();
  void stop();

  /// Readable when there was a signal.
  [[nodiscard]] int fileno() const noexcept { return read_.get(); }
  /// The number of the next signal, if there was one.
  [[nodiscard]] std::optional<int> next();

 private:
  UniqueFD read_;
  UniqueFD write_;
  int before_ = -1;
  bool started_ = false;
  std::optional<SignalAction> interrupt_;
  std::optional<SignalAction> terminate_;
};

}  // namespace reactor
