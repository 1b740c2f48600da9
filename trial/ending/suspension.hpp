/// Suspension: SIGTSTP stops a run with the processes that it has started.
#pragma once

#include <reactor/interfaces.hpp>

namespace trial {

/// As long as one exists, SIGTSTP does not stop this process in its handler
/// (<trial/ending/runsignals.hpp>): `obey` stops the processes of `reactor` first, and continues
/// them when this process is continued. Made before the first of them is started. Objects may be
/// nested.
class Suspension final {
 public:
  /// Without a RunSignals it does nothing. `reactor` outlives it.
  explicit Suspension(reactor::IReactor& reactor);
  /// Obeys a signal that came too late for the loop.
  ~Suspension();
  Suspension(const Suspension&) = delete;
  Suspension& operator=(const Suspension&) = delete;

  /// Stops all if SIGTSTP has come; returns when they were continued. The timed calls of `reactor`
  /// are made as much later: no limit and no grace passes meanwhile.
  void obey();

 private:
  reactor::IReactor& reactor_;
  const bool active_;
};

}  // namespace trial
