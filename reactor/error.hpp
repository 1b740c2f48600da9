/// The exceptions of connections, processes, timed calls and reactors.
/// (twisted.internet.error)
#pragma once

#include <optional>
#include <stdexcept>
#include <string>

#include <reactor/api.hpp>

namespace reactor {

class TRIAL_DIST_API ConnectionClosed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// `Connection to the other side was lost in a non-clean fashion[: DETAIL].`
class TRIAL_DIST_API ConnectionLost : public ConnectionClosed {
 public:
  explicit ConnectionLost(const std::string& detail = {});

 protected:
  struct WholeText {};
  ConnectionLost(WholeText, const std::string& text);
};

/// `Connection was closed cleanly[: DETAIL].`
class TRIAL_DIST_API ConnectionDone : public ConnectionClosed {
 public:
  explicit ConnectionDone(const std::string& detail = {});

 protected:
  struct WholeText {};
  ConnectionDone(WholeText, const std::string& text);
};

/// A process exited with 0. Its text: `A process has ended without apparent errors: process
/// finished with exit code 0.` (PROC-07)
class TRIAL_DIST_API ProcessDone : public ConnectionDone {
 public:
  explicit ProcessDone(int waitStatus = 0);

  std::optional<int> exitCode = 0;
  std::optional<int> signal;
  /// As `waitpid` gives it.
  int status;
};

/// A process exited with another code, or was ended by a signal. Its text: `A process has ended
/// with a probable error condition: process ended by signal 9.` or `... process ended with exit
/// code 1.` (PROC-06, PROC-07)
class TRIAL_DIST_API ProcessTerminated : public ConnectionLost {
 public:
  explicit ProcessTerminated(std::optional<int> code = std::nullopt,
                             std::optional<int> signalNumber = std::nullopt,
                             std::optional<int> waitStatus = std::nullopt);

  std::optional<int> exitCode;
  std::optional<int> signal;
  std::optional<int> status;
};

/// The process has ended, so the request cannot be carried out.
class TRIAL_DIST_API ProcessExitedAlready : public std::runtime_error {
 public:
  ProcessExitedAlready();
};

/// `Tried to cancel an already-called event.`
class TRIAL_DIST_API AlreadyCalled : public std::invalid_argument {
 public:
  AlreadyCalled();
};

/// `Tried to cancel an already-cancelled event.`
class TRIAL_DIST_API AlreadyCancelled : public std::invalid_argument {
 public:
  AlreadyCancelled();
};

class TRIAL_DIST_API ReactorNotRunning : public std::runtime_error {
 public:
  ReactorNotRunning();
};
class TRIAL_DIST_API ReactorNotRestartable : public std::runtime_error {
 public:
  ReactorNotRestartable();
};
class TRIAL_DIST_API ReactorAlreadyRunning : public std::runtime_error {
 public:
  ReactorAlreadyRunning();
};
/// A default reactor was to be chosen, but there is one already.
class TRIAL_DIST_API ReactorAlreadyInstalledError : public std::runtime_error {
 public:
  ReactorAlreadyInstalledError();
};

}  // namespace reactor
