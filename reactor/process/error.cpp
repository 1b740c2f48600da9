#include <reactor/error.hpp>

#include <fmt/format.h>

namespace reactor {

namespace {

std::string sentence(const char* message, const std::string& detail) {
  return detail.empty() ? fmt::format("{}.", message) : fmt::format("{}: {}.", message, detail);
}

std::string terminatedText(std::optional<int> exitCode, std::optional<int> signal) {
  std::string detail = "process ended";
  if (exitCode) detail += fmt::format(" with exit code {}", *exitCode);
  if (signal) detail += fmt::format(" by signal {}", *signal);
  return sentence("A process has ended with a probable error condition", detail);
}

}  // namespace

ConnectionLost::ConnectionLost(const std::string& detail)
    : ConnectionClosed(
          sentence("Connection to the other side was lost in a non-clean fashion", detail)) {}
ConnectionLost::ConnectionLost(WholeText, const std::string& text) : ConnectionClosed(text) {}

ConnectionDone::ConnectionDone(const std::string& detail)
    : ConnectionClosed(sentence("Connection was closed cleanly", detail)) {}
ConnectionDone::ConnectionDone(WholeText, const std::string& text) : ConnectionClosed(text) {}

ProcessDone::ProcessDone(int waitStatus)
    : ConnectionDone(WholeText{}, sentence("A process has ended without apparent errors",
                                           "process finished with exit code 0")),
      status(waitStatus) {}

ProcessTerminated::ProcessTerminated(std::optional<int> code, std::optional<int> signalNumber,
                                     std::optional<int> waitStatus)
    : ConnectionLost(WholeText{}, terminatedText(code, signalNumber)),
      exitCode(code),
      signal(signalNumber),
      status(waitStatus) {}

ProcessExitedAlready::ProcessExitedAlready()
    : std::runtime_error("The process has already exited.") {}

AlreadyCalled::AlreadyCalled()
    : std::invalid_argument("Tried to cancel an already-called event.") {}

AlreadyCancelled::AlreadyCancelled()
    : std::invalid_argument("Tried to cancel an already-cancelled event.") {}

ReactorNotRunning::ReactorNotRunning()
    : std::runtime_error("Can't stop reactor that isn't running.") {}
ReactorNotRestartable::ReactorNotRestartable()
    : std::runtime_error("A reactor that was stopped cannot be run again.") {}
ReactorAlreadyRunning::ReactorAlreadyRunning()
    : std::runtime_error("The reactor is running already.") {}

ReactorAlreadyInstalledError::ReactorAlreadyInstalledError()
    : std::runtime_error("The default reactor is there already.") {}

}  // namespace reactor
