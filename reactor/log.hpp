/// Log events: what happened, told to whoever observes. (twisted.python.log)
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/failure.hpp>

namespace reactor::log {

/// Where a warning comes from; its text is the event's message.
struct Warning {
  std::string category;
  std::string filename;
  int lineno = 0;
  /// `filename:lineno`, or what stands for a file alone if there is no line.
  [[nodiscard]] TRIAL_DIST_API std::string place() const;
};

struct Event {
  std::string message;
  bool isError = false;
  /// An error that nobody is left to handle (DEF-34).
  bool critical = false;
  std::optional<Failure> failure;
  /// What was being done when `failure` came.
  std::string why;
  std::optional<Warning> warning;
  /// The part of the program that speaks.
  std::string system = "-";
  std::chrono::system_clock::time_point time = std::chrono::system_clock::now();
};

using Observer = std::function<void(const Event&)>;
using ObserverID = std::uint64_t;

/// Tells every observer, in the order in which they were added. One that throws is left out for
/// this event, and the others are told of its error. An error that no observer took goes to stderr,
/// everything else is dropped.
TRIAL_DIST_API void publish(Event event);
TRIAL_DIST_API void msg(std::string text);
/// Publishes an error: `failure`, or the exception being handled, and what was being done.
TRIAL_DIST_API void err(Failure failure = Failure(), std::string why = {});
/// The innermost WarningCapture has it; without one it is published.
TRIAL_DIST_API void warn(std::string text, Warning warning);

struct WarningRecord : Warning {
  std::string message;
};

/// Keeps warnings back while it lives. Those that were not flushed go on when it ends, in their
/// order, to the capture around it or to be published. They must end in reverse order.
class TRIAL_DIST_API WarningCapture final {
 public:
  WarningCapture() noexcept;
  ~WarningCapture();
  WarningCapture(const WarningCapture&) = delete;
  WarningCapture& operator=(const WarningCapture&) = delete;

  /// Removes and returns those kept so far.
  std::vector<WarningRecord> flush();

 private:
  friend void warn(std::string text, Warning warning);
  std::vector<WarningRecord> records_;
  WarningCapture* outer_;
};

/// An observer added or removed by an observer counts from the next event on; a removed one is not
/// called any more.
TRIAL_DIST_API ObserverID addObserver(Observer observer);
/// `std::invalid_argument` for an unknown one.
TRIAL_DIST_API void removeObserver(ObserverID id);
/// Adds `observer` and opens the log with "Log opened.".
TRIAL_DIST_API ObserverID startLoggingWithObserver(Observer observer);

/// The event as text without a last newline: its message; of an error `why`, or "Unhandled Error",
/// and the traceback (DEF-35); of a warning the place and the category too. None if there is
/// nothing to say.
[[nodiscard]] TRIAL_DIST_API std::optional<std::string> textFromEvent(const Event& event);

/// Writes events as `YYYY-MM-DD HH:MM:SS+ZZZZ [SYSTEM] text`, continuation lines after a tab, and
/// flushes.
class TRIAL_DIST_API FileLogObserver final {
 public:
  /// `out` must outlive the observer.
  explicit FileLogObserver(std::ostream& out);
  FileLogObserver(const FileLogObserver&) = delete;
  FileLogObserver& operator=(const FileLogObserver&) = delete;
  /// Stops observing.
  ~FileLogObserver();

  void emit(const Event& event);
  void start();
  void stop();

 private:
  std::ostream& out_;
  std::optional<ObserverID> id_;
};

}  // namespace reactor::log
