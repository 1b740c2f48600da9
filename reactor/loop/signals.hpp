/// The signals that a running reactor takes over, and gives back.
#pragma once

#include <optional>
#include <vector>

#include <csignal>

#include <reactor/process/uniquefd.hpp>

namespace reactor {

/// The action that a signal has while this lives; then the one before is back (REA-20).
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

/// What the signal does now: SIG_DFL, SIG_IGN, or anything else for a handler.
[[nodiscard]] void (*signalHandler(int number))(int);

/// Writing to a pipe that nobody reads is an error and no signal while this lives (PROC-20).
/// Whoever has a handler of his own for SIGPIPE keeps it.
class SigpipeIgnored final {
 public:
  SigpipeIgnored();

 private:
  std::optional<SignalAction> action_;
};

/// Turns signals into numbers that a loop can read. One at a time takes them: the last one that was
/// started.
class SignalPipe final {
 public:
  /// Throws `std::system_error`.
  SignalPipe();
  ~SignalPipe();
  SignalPipe(const SignalPipe&) = delete;
  SignalPipe& operator=(const SignalPipe&) = delete;

  /// Takes SIGTERM, and SIGINT where nobody else has it.
  void start();
  void stop();

  /// Readable when a signal came.
  [[nodiscard]] int fileno() const noexcept { return read_.get(); }
  /// The next signal that came.
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
