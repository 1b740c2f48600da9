/// Framework: what has to be known of the framework that a foreign test program was written with.
/// An adapter is five answers: is it yours, what its names are made of, how to list its cases, how
/// to ask for some of them, how to read its progress. Nothing else in the system knows which
/// framework a case has.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <reactor/interfaces.hpp>

namespace trial::frameworks {

class Executable;

/// The descriptor of the program on which it is asked to report. It is a pipe to us; 0 is at EOF, 1
/// and 2 stay the program's own.
inline constexpr int reportFD = 3;
/// That descriptor as a path, for programs that want to open a file.
inline constexpr std::string_view reportPath = "/dev/fd/3";

/// How a program is to be started. `args[0]` is its own name; `env` is complete.
struct Command {
  std::vector<std::string> args;
  reactor::Environment env;
  /// How many of the cases that were asked for it runs, counted from the first: at least one.
  std::size_t cases = 0;
};

/// How a process ended: by a signal, or with an exit status.
struct ProcessEnd {
  int status = 0;
  /// 0: not by a signal.
  int signal = 0;
  friend bool operator==(const ProcessEnd&, const ProcessEnd&) = default;
};
/// "exited with status 3", "ended by signal 11 (SIGSEGV)".
[[nodiscard]] std::string describe(const ProcessEnd& end);

/// All that a program said, for a command that is read at its end.
struct Said {
  std::string out;
  std::string err;
  std::string report;
  ProcessEnd end;
};

struct ListedCase {
  /// The framework's own name for it, unique in the program (`Suite/case`).
  std::string id;
  /// The program would not run it by itself: it is reported as skipped and not asked for.
  bool disabled = false;
  /// It passes with up to so many failed checks.
  unsigned expectedFailures = 0;
  friend bool operator==(const ListedCase&, const ListedCase&) = default;
};

struct Listing {
  /// In the program's order.
  std::vector<ListedCase> cases;
  /// Why there is no list; empty if there is one.
  std::string error;
};

enum class Outcome {
  success,
  /// Something that was checked is not as it should be.
  failure,
  /// It could not be carried through: an exception, a failed set-up.
  error,
  skip,
  /// As it was said beforehand, for `reason`.
  expectedFailure,
  /// It was said beforehand, for `reason`, that it would not pass.
  unexpectedSuccess,
  /// Nothing is told of it but what it left behind: `unclean`.
  unclean,
};

struct CaseResult {
  Outcome outcome = Outcome::success;
  /// What the user is to read: places, messages, contexts; the reason of a skip. No newline at the
  /// end.
  std::string details;
  /// How long it took, in seconds, as the program says; 0 if it does not.
  double seconds = 0;
  /// Not 0: it did nothing wrong but fail so many checks, and is a success if that many were
  /// expected.
  unsigned failedChecks = 0;
  /// What it wrote to stdout and stderr, the end of it: filled in by whoever runs the program.
  std::string output = {};
  /// Why it was not expected to pass.
  std::string reason = {};
  /// What it left behind in the reactor, beside its outcome. The runner decides what that is.
  std::string unclean = {};
};

/// Hears of what a program does. Ids are those that were asked for; each starts at most once and is
/// finished at most once. One that was skipped, or that could not begin, finishes without having
/// started.
class IProgress {
 public:
  virtual ~IProgress() = default;
  virtual void caseStarted(const std::string& id) = 0;
  virtual void caseFinished(const std::string& id, CaseResult result) = 0;
  /// Something failed that belongs to no case that can still be finished: the end of a suite, or of
  /// the program. `place` is the suite's name, empty for the whole program.
  virtual void outsideError(const std::string& place, std::string details) = 0;
};

/// Reads what one process of a program says while it runs.
class ProgressParser {
 public:
  virtual ~ProgressParser() = default;
  /// Bytes from descriptor 1, 2 or `reportFD`, cut anywhere.
  virtual void received(int fd, std::string_view data) = 0;
  /// No more bytes follow. Finishes what is certain, and leaves a case in progress as it is.
  virtual void ended(const ProcessEnd& end) = 0;

  /// True once the framework in the program has begun its run.
  [[nodiscard]] virtual bool begun() const = 0;
  /// True once it has told that its run is over.
  [[nodiscard]] virtual bool complete() const = 0;
  /// The case that has started and not finished; null if there is none. May be one that was not
  /// asked for.
  [[nodiscard]] virtual const std::string* inProgress() const = 0;
  /// What is known of the case in progress so far, or of the place outside of a case where the
  /// program is.
  [[nodiscard]] virtual std::string detailsSoFar() const = 0;
  /// Where the program is: the suite's name, empty for the whole program.
  [[nodiscard]] virtual std::string place() const = 0;
  /// True if `id` lies inside that place.
  [[nodiscard]] virtual bool insidePlace(const std::string& id) const = 0;
};

class Framework {
 public:
  virtual ~Framework() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// What stands between a suite and what is in it, in the id of a case.
  [[nodiscard]] virtual char separator() const = 0;
  /// Must not be taken in by a program that merely talks of the framework, as this one does.
  [[nodiscard]] virtual bool recognises(const Executable& file) const = 0;
  [[nodiscard]] virtual Command listCommand(const std::string& program,
                                            reactor::Environment env) const = 0;
  [[nodiscard]] virtual Listing parseList(const Said& said) const = 0;
  /// A command for the first of `cases` (at least one), as many as a command line takes.
  [[nodiscard]] virtual Command runCommand(const std::string& program,
                                           std::span<const std::string> cases,
                                           reactor::Environment env) const = 0;
  /// A parser for a process that was started to run `cases`; both they and `listener` outlive it.
  [[nodiscard]] virtual std::unique_ptr<ProgressParser> progress(std::span<const std::string> cases,
                                                                 IProgress& listener) const = 0;
};

/// The framework of a program, by a look into its file; null if it is none that is known.
/// `std::system_error` naming the path if the file cannot be read.
[[nodiscard]] const Framework* frameworkOf(const std::filesystem::path& program);

}  // namespace trial::frameworks
