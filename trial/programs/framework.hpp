/// Framework: what an adapter says about the framework that a foreign test program was written
/// with: is a program yours, how is it asked for its cases, how are some of them run, how is its
/// progress read. Nothing outside of an adapter knows which framework a case has.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <reactor/interfaces.hpp>
#include <trial/casereport.hpp>

namespace trial::frameworks {

class Executable;

/// The descriptor of the program on which it is asked to report. It is a pipe to us; 0 is at EOF,
/// 1 and 2 are pipes too.
inline constexpr int reportFD = 3;
/// That descriptor as a path, for programs that want to open a file.
inline constexpr std::string_view reportPath = "/dev/fd/3";

/// How a program is to be started. `args[0]` is its own name; `env` is complete.
struct Command {
  std::vector<std::string> args;
  reactor::Environment env;
  /// How many of the cases that were asked for it runs, counted from the first: at least one.
  std::size_t cases = 0;
  /// Lives until the process has ended: a file that it is given, for instance.
  std::shared_ptr<const void> kept = nullptr;
};

/// The notes that an adapter's list has on cases, by their ids.
using CaseNotes = std::map<std::string, std::string, std::less<>>;

/// Whom a command is for.
struct Callee {
  /// The program as the user named it, its `args[0]`.
  std::string name;
  /// What its adapter learned from its file: `Framework::recognise`.
  std::string dialect = {};
  /// Null until the program was listed; always there for a case of which `needsNote` is true.
  const CaseNotes* notes = nullptr;
};

/// How a process ended: by a signal, or with an exit status.
struct ProcessEnd {
  int status = 0;
  /// 0: not by a signal.
  int signal = 0;
  /// It was ended for taking too long: neither of these is its own.
  bool overdue = false;
  friend bool operator==(const ProcessEnd&, const ProcessEnd&) = default;
};
/// "exited with status 3", "ended by signal 11 (SIGSEGV)".
[[nodiscard]] std::string describe(const ProcessEnd& end);
/// Whether it exited, and with one of these statuses.
[[nodiscard]] bool exitedWith(const ProcessEnd& end, std::span<const int> statuses);

/// All that a process wrote, and how it ended: for a command that is read at its end.
struct ProcessOutput {
  std::string out;
  std::string err;
  std::string report;
  ProcessEnd end;
  /// It wrote more to 1 or 2 than is kept, which is the end.
  bool cut = false;
  /// A process that was started before it with the same command was ended by a signal.
  bool secondStart = false;
};
/// How it ended: like that of an end, "was started twice and ended by signal 9 (SIGKILL)".
[[nodiscard]] std::string describe(const ProcessOutput& output);

struct ListedCase {
  /// The framework's own name for it, unique in the program (`Suite/case`).
  std::string id;
  /// The suites that it is in, outermost first, then the case itself. The parts stand in `id` in
  /// this order.
  std::vector<std::string> path;
  /// The program would not run it by itself: it is reported as skipped, and asked for only if the
  /// user wants such cases to run.
  bool disabled = false;
  /// Written by the adapter for its own `settle` and `runCommand`; nobody else reads it.
  std::string note = {};
  /// Where it stands in the sources, as the program says it; empty and 0 if it does not.
  std::string file = {};
  int line = 0;
  /// Its tags or labels, without brackets.
  std::vector<std::string> tags = {};
  /// The program would not run it by itself, and does not speak of it then: it is there only for a
  /// user who asks for cases by their names.
  bool hidden = false;
  /// The names of the cases and suites that it depends on, as in ids: the program itself runs them
  /// before it, and not it if one of them fails. Who loads it loads them.
  std::vector<std::string> needs = {};
  /// Why the program itself skips it although it is enabled, because a case that it depends on is
  /// disabled; empty if it does not.
  std::string leftOut = {};
  friend bool operator==(const ListedCase&, const ListedCase&) = default;
};

struct Listing {
  /// In the program's order.
  std::vector<ListedCase> cases;
  /// Why there is no list; empty if there is one.
  std::string error;
  /// Which cases of the program are not in it and do not run, as a sentence for the user; empty if
  /// none are known.
  std::string incomplete = {};
};

/// The report of a case, as far as it follows from what the program reported.
struct ReportedCase {
  /// Its results and how long it took, if the program says so.
  CaseReport report;
  /// Not empty: the listing decides what became of the case. Written by the adapter for its own
  /// `settle`, which is called before the case is reported.
  std::string unsettled = {};
  /// Whether a child of the process, which a case has forked, may have written that the case is
  /// over. Set by the reader of the process.
  bool maybeOfChild = false;
  [[nodiscard]] bool dependsOnListing() const noexcept { return !unsettled.empty(); }
};

/// Hears what a program does. Ids are those that were asked for; each starts at most once and is
/// finished at most once. A case that was skipped, or that could not begin, finishes without having
/// started.
class IProgress {
 public:
  virtual ~IProgress() = default;
  virtual void caseStarted(const std::string& id) = 0;
  /// `reported` may be moved from.
  virtual void caseFinished(const std::string& id, ReportedCase&& reported) = 0;
  /// A stage of the case in progress begins, which may take `limit` seconds; none: as long as it
  /// likes. A framework without such limits never says so.
  virtual void stageBegan(std::optional<double> /*limit*/) {}
  /// Something failed that belongs to no case that can still be finished: the end of a suite, or of
  /// the program. `place` is the suite's name, empty for the whole program.
  virtual void outsideError(const std::string& place, std::string details) = 0;
  /// A case that was not asked for, but ran, has failed.
  virtual void uncalledFailed(const std::string& /*id*/, const std::string& /*details*/) {}
  /// The case is in progress again: that it is over, and all that was told since, was written by a
  /// child that it had forked and that went on with the run.
  virtual void caseResumed(const std::string& /*id*/) {}
  /// The same when cases of other places were finished since: an error of the program.
  virtual void programError(std::string details) = 0;
  /// Text that a parser read on descriptor 1 or 2 and that is the user's, not the framework's. It
  /// belongs to the case that is in progress.
  virtual void output(int fd, std::string_view data) = 0;
};

/// The verdicts of a framework on its whole run that were written by a process, and by children of
/// it that go on with its run.
struct Verdicts {
  /// One says that nothing has failed,
  bool passed = false;
  /// and one that something has.
  bool failed = false;
};

/// Reads what one process of a program reports while it runs.
class ProgressParser {
 public:
  virtual ~ProgressParser() = default;
  /// The descriptors, of 1, 2 and `reportFD`, whose bytes the parser is given. The others are
  /// output of the cases.
  [[nodiscard]] virtual bool reads(int fd) const { return fd == reportFD; }
  /// Whether the parser reads this descriptor and learns from it when cases begin and end. If a
  /// case closes it, the parser does not learn that the case ended.
  [[nodiscard]] virtual bool tellsCases(int fd) const { return reads(fd); }
  /// Bytes from a descriptor that it reads, cut anywhere.
  virtual void received(int fd, std::string_view data) = 0;
  /// Whether it can tell the process's own report from what a child writes into it.
  [[nodiscard]] virtual bool tellsChildren() const { return false; }
  /// If so: whether what is received from now on may also be written by a child of the process.
  virtual void mayBeOfChild(bool /*may*/) {}
  /// If so: how many starts and ends it has read that follow from what was read before, and that,
  /// where it does not say who writes, no child can have written.
  [[nodiscard]] virtual std::size_t steps() const { return 0; }
  /// If so: whether what was read shows that the process itself has gone on behind all ends of
  /// cases that were told of.
  [[nodiscard]] virtual bool goesOnFromEnds() const { return true; }
  /// At the end: the case out of which a child has come and gone on with the run in the report of
  /// the process, so that what was told from its end on is worth nothing, and these cases have to
  /// run again; empty if there is none. Not of a process that had one case alone.
  [[nodiscard]] virtual std::string takenOverIn() const { return {}; }
  /// Takes the framework's own verdicts on its whole run, which are no output of a case, out of
  /// what was written to descriptor 2. Returns how many bytes at the end may be the beginning of
  /// one: they are given again, with what follows.
  virtual std::size_t takeVerdicts(std::string& /*written*/) { return 0; }
  /// Which were there. With one the run is over, whether the report says so or not.
  [[nodiscard]] virtual Verdicts verdicts() const { return {}; }
  /// No more bytes follow. Finishes what is certain, and leaves a case in progress as it is.
  virtual void ended(const ProcessEnd& end) = 0;

  /// True once the framework in the program has begun its run.
  [[nodiscard]] virtual bool begun() const = 0;
  /// True once it has told that its run is over.
  [[nodiscard]] virtual bool complete() const = 0;
  /// Whether all of its cases are over, but the process ended before the framework came to its own
  /// end: no status explains that.
  [[nodiscard]] virtual bool cutShort() const { return false; }
  /// Whether the framework ends a program so after a run like the one that was reported, although
  /// nothing failed in it. Status 0, and any other after a failure, need no explanation.
  [[nodiscard]] virtual bool explains(const ProcessEnd& /*end*/) const { return false; }
  /// What else may be the cause of that end, as a sentence for the user; empty if nothing. Not of a
  /// process that was seen to close its report.
  [[nodiscard]] virtual std::string remark(const ProcessEnd& /*end*/) const { return {}; }
  /// The case that has started and not finished; null if there is none. May be one that was not
  /// asked for.
  [[nodiscard]] virtual const std::string* inProgress() const = 0;
  /// All that was reported so far of the case in progress, or of the place outside of a case where
  /// the program is.
  [[nodiscard]] virtual std::string detailsSoFar() const = 0;
  /// Where the program is: the suite's name, empty for the whole program.
  [[nodiscard]] virtual std::string place() const = 0;
  /// True if `id` lies inside that place.
  [[nodiscard]] virtual bool insidePlace(const std::string& id) const = 0;
};

class Framework;

/// The framework of a program, and what its adapter learned from the program's file.
struct Recognised {
  /// Null if it is none that is known.
  const Framework* framework = nullptr;
  std::string dialect = {};
};

/// The base of adapters. One more is a room of its own, `trial/programs/NAME`, and a line in the
/// table of <trial/programs/adapters.hpp>.
class Framework {
 public:
  virtual ~Framework() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Where it is described, as a part of a sentence for the user; empty if trial-dist knows it.
  [[nodiscard]] virtual std::string origin() const { return {}; }
  /// What the adapter's commands have to know of the program (a version, how its options begin),
  /// in a form of its own; none if the program is not of this framework. Must not be taken in by a
  /// program that merely talks of the framework, as this one does.
  [[nodiscard]] virtual std::optional<std::string> recognise(const Executable& file) const = 0;
  /// The texts that `recognise` looks for in the file, which is read once for those of all
  /// frameworks.
  [[nodiscard]] virtual std::vector<std::string> marks() const { return {}; }
  /// The list of a program that need not be asked for it; none: `listCommand` gives it.
  [[nodiscard]] virtual std::optional<Listing> fixedList() const { return std::nullopt; }
  [[nodiscard]] virtual Command listCommand(const Callee& program,
                                            reactor::Environment env) const = 0;
  [[nodiscard]] virtual Listing parseList(const ProcessOutput& output) const = 0;
  /// A second command for a program whose list was read, if that leaves something open; none if it
  /// does not.
  [[nodiscard]] virtual std::optional<Command> secondListCommand(const Callee& program,
                                                                 const Listing& listing,
                                                                 reactor::Environment env) const;
  /// Completes the list by what that command wrote, in whatever way it ended.
  virtual void completeList(Listing& listing, const ProcessOutput& output) const;
  /// The environment in which a program of this framework runs no cases, if there is such a thing,
  /// although it does not know the options that it gets: those are another framework's.
  [[nodiscard]] virtual reactor::Environment runningNothing(const Callee& program,
                                                            reactor::Environment env) const;
  /// A second framework in a program that is one of another: whether the program, which was asked
  /// for its list in such an environment, has run the cases of this one as well. Then the options
  /// that make it list these, too, on descriptor 1.
  [[nodiscard]] virtual std::optional<std::vector<std::string>> listBesides(
      const Callee& program, const ProcessOutput& output) const;
  /// The cases that it has listed so.
  [[nodiscard]] virtual std::vector<ListedCase> casesBesides(const ProcessOutput& output) const;
  /// The names of the suites that a case is in, outermost first, as a user may write them behind
  /// `program::`. By default the beginnings of its id that end with a part of its path.
  [[nodiscard]] virtual std::vector<std::string> suiteNames(const ListedCase& listed) const;
  /// Whether `runCommand` needs the listing's note on this case: it cannot be asked for by its
  /// name.
  [[nodiscard]] virtual bool needsNote(std::string_view id) const;
  /// A command for the first of `cases` (at least one), as many as a command line takes. What is
  /// asked for runs, also if it is disabled: an adapter that has to say so to the program knows it
  /// by the id, or by its own note (`needsNote`).
  [[nodiscard]] virtual Command runCommand(const Callee& program,
                                           std::span<const std::string> cases,
                                           reactor::Environment env) const = 0;
  /// Whether options of the user's own may stand behind its commands.
  [[nodiscard]] virtual bool takesArguments() const { return true; }
  /// Whether a process of such a program may be a copy of another one, made at the entry of its
  /// `main`.
  [[nodiscard]] virtual bool mayBeWarm() const { return true; }
  /// A parser for a process that was started to run `cases`; they, the notes of `program` and
  /// `listener` outlive it.
  [[nodiscard]] virtual std::unique_ptr<ProgressParser> progress(const Callee& program,
                                                                 std::span<const std::string> cases,
                                                                 IProgress& listener) const = 0;
  /// Decides what became of a case that depends on the listing. `note` is what the listing says of
  /// it; empty if it says nothing, or if the program does not list any more.
  virtual void settle(ReportedCase& reported, std::string_view note) const;
};

/// Whether `pattern`, which stood behind `program::`, names the case `id`: it is the id, one of
/// `suites`, or a glob of any of these.
[[nodiscard]] bool namesCase(const std::string& pattern, const std::string& id,
                             std::span<const std::string> suites);

}  // namespace trial::frameworks
