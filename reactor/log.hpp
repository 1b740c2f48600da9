/// The log: events are published to observers. (twisted.python.log)
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/failure.hpp>

namespace reactor::log {

/// The category and the place of a warning; its text is the event's message.
struct Warning {
  std::string category;
  std::string filename;
  int lineno = 0;
  /// `filename:lineno`, or `filename` alone if there is no line.
  [[nodiscard]] TRIAL_DIST_API std::string place() const;
};

struct Event {
  std::string message;
  bool isError = false;
  /// An error that no code can handle any more (DEF-34).
  bool critical = false;
  std::optional<Failure> failure;
  /// The operation in which `failure` occurred.
  std::string why;
  std::optional<Warning> warning;
  /// The part of the program that published the event.
  std::string system = "-";
  std::chrono::system_clock::time_point time = std::chrono::system_clock::now();
};

using Observer = std::function<void(const Event&)>;
using ObserverID = std::uint64_t;

/// Calls every observer, in the order in which they were added. If one throws, its error is logged
/// to the others. An event that no observer has taken is written to stderr if it is an error, else
/// dropped.
TRIAL_DIST_API void publish(Event event);
/// Publishes a message.
TRIAL_DIST_API void msg(std::string text);
/// Publishes an error: `failure` or the exception being handled, and what the program was doing.
TRIAL_DIST_API void err(Failure failure = Failure(), std::string why = {});
/// The same for an exception.
template <class E>
requires std::is_base_of_v<std::exception, std::remove_cvref_t<E>>
void err(E&& exception, std::string why = {}) {
  err(Failure(std::forward<E>(exception)), std::move(why));
}
/// Publishes an error of which only a text is known; the message is its `repr`.
TRIAL_DIST_API void err(std::string_view stuff, std::string why = {});
/// Gives a warning to the innermost WarningCapture, or publishes it if there is none.
TRIAL_DIST_API void warn(std::string text, Warning warning);

struct WarningRecord : Warning {
  std::string message;
};

/// Keeps warnings while it lives. Its destructor passes those that were not flushed, in their
/// order, to the outer capture, or publishes them. Captures must be destroyed in reverse order.
class TRIAL_DIST_API WarningCapture final {
 public:
  WarningCapture() noexcept;
  ~WarningCapture();
  WarningCapture(const WarningCapture&) = delete;
  WarningCapture& operator=(const WarningCapture&) = delete;

  /// Removes and returns the warnings kept so far.
  std::vector<WarningRecord> flush();

 private:
  friend void warn(std::string text, Warning warning);
  std::vector<WarningRecord> records_;
  WarningCapture* outer_;
};

/// An observer that is added while an event is published gets events from the next one on. One that
/// is removed is not called any more, not even for that event.
TRIAL_DIST_API ObserverID addObserver(Observer observer);
/// Throws `std::invalid_argument` for an unknown id.
TRIAL_DIST_API void removeObserver(ObserverID id);
/// Adds `observer` and publishes the message "Log opened.".
TRIAL_DIST_API ObserverID startLoggingWithObserver(Observer observer);

/// The event as text, without a newline at its end: the message; for a warning, its place and
/// category before the message; for an error, `why` (or "Unhandled Error") and the traceback
/// (DEF-35). None if the event has no text.
[[nodiscard]] TRIAL_DIST_API std::optional<std::string> textFromEvent(const Event& event);

/// Writes each event as `YYYY-MM-DD HH:MM:SS+ZZZZ [SYSTEM] text`, with a tab before further lines,
/// and flushes.
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
