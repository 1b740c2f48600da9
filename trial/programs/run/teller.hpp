/// Teller: tells a listener in order what is known of the cases of a run.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include <trial/programs/framework.hpp>
#include <trial/programs/program.hpp>
#include <trial/programs/run/caseoutput.hpp>
#include <trial/programs/run/programlistener.hpp>

namespace trial::frameworks {

/// Keeps events until the listener may hear them. An error outside of any case is added to the case
/// that finished last before it, which is therefore held back; a case that depends on the listing
/// of the program waits for that, and so do all events behind it; and so it is with one that a
/// child of the process may have written.
class Teller final {
 public:
  /// `listener` outlives it, or `stop` is called first.
  Teller(ProgramPtr program, IProgramListener& listener);

  /// Without effect for a case that has started already.
  void caseStarted(const std::string& id);
  /// Without effect for a case that is finished already.
  void caseFinished(const std::string& id, ReportedCase&& reported, CaseOutput&& output);
  /// `output` replaces that of the case to which the error is added.
  void outsideError(const std::string& place, const std::string& details, CaseOutput output);
  /// Adds this to what the case has failed with that `caseFinished` was called for last.
  void addToLast(const std::string& details);
  /// A sentence for the user, of no case that was asked for: it goes with the next one that
  /// finishes, or the last of the process.
  void mention(std::string text);
  /// No case of this process follows: what was mentioned goes with the last one.
  void placeMentions();
  /// The case, which this process has ended, is not over. What is kept of it and of cases behind it
  /// is dropped, errors of the program excepted. False if its end was told already: what was told
  /// since may be wrong, and what finished cases of this process fail with from now on is an error
  /// of the program.
  [[nodiscard]] bool takeBack(const std::string& id);
  /// The first case that a child of the process may have ended is not over, nor are those behind
  /// it. Returns that case; none if there is none that was not told yet.
  [[nodiscard]] std::optional<std::string> takeBackDoubtful();
  /// The next process begins.
  void processBegins() noexcept {
    toldTooEarly_ = false;
    orphanIsOld_ = !orphan_.empty();
  }
  /// Counts one more reading of the report for each event that waits. What a child had written
  /// before the last reading is read in this one at the latest.
  void mark();
  /// The process itself goes on from what was told before the last two marks: a child has not
  /// written the ends of cases that passed.
  void confirmEnds();
  /// The process is over, or nobody waits for that. `nothingFailed`: what failed in a case was a
  /// child's.
  void confirmAll(bool nothingFailed);
  /// Whether the next event waits until it is known whether a child has written it.
  [[nodiscard]] bool waitsForChildren() const {
    return !events_.empty() && events_.front().end && events_.front().end->reported.maybeOfChild;
  }
  /// Something is wrong with the program, and no case is to blame.
  void programError(std::string details);
  [[nodiscard]] bool isFinished(const std::string& id) const { return finished_.contains(id); }
  /// Whether the listener was told that the case has failed.
  [[nodiscard]] bool hasFailed(const std::string& id) const { return failed_.contains(id); }

  /// What `tell` does not tell yet. All events behind it wait, too.
  struct Held {
    /// The last event, if it is the end of a case.
    bool last = false;
    /// A case that has failed, until `acceptFailure` or `replaceFailure` is called.
    bool failure = false;
  };
  /// Tells all that can be told. Throws what the listener throws. Without effect from inside a call
  /// to the listener.
  void tell(Held held);
  /// The case whose failure waits for being accepted or replaced; null if none does.
  [[nodiscard]] const std::string* failure() const noexcept {
    return holdsFailure_ ? &events_.front().id : nullptr;
  }
  /// Of that case: what it has failed with.
  [[nodiscard]] std::string detailsOfFailure() const;
  /// It has failed so.
  void acceptFailure() noexcept;
  /// This became of it, with what it was warned of before.
  void replaceFailure(ReportedCase&& reported, CaseOutput&& output);
  [[nodiscard]] bool isTelling() const noexcept { return telling_; }
  /// The program has to be listed (`Program::known`) before the next event can be told.
  [[nodiscard]] bool waitsForListing() const noexcept { return waitsForListing_; }
  /// Nothing waits to be told.
  [[nodiscard]] bool isIdle() const noexcept { return events_.empty(); }
  /// No case follows: an error that waited for one is an error of the program.
  void noMoreCases();
  /// False also while an error waits for a case.
  [[nodiscard]] bool allTold() const noexcept { return events_.empty() && orphan_.empty(); }
  /// Forgets what was not told yet.
  void stop() noexcept {
    holdsFailure_ = false;
    events_.clear();
    orphan_.clear();
  }

 private:
  struct End {
    ReportedCase reported;
    CaseOutput output;
  };
  struct Event {
    enum class Kind : unsigned char { start, end, programError };
    Kind kind;
    /// For an error of the program its text.
    std::string id;
    /// Apart, so that an event is small and a deque holds several in one piece.
    std::unique_ptr<End> end = nullptr;
    int marks = 0;           // since the event was added
    bool ofChild = false;    // what failed
    bool isLate = false;     // the case was told already
    bool isOutside = false;  // an error behind the case was added
    bool isFinal = false;    // also if it is a failure
  };
  void takeBackFrom(std::deque<Event>::iterator first);
  [[nodiscard]] bool settle(Event& event);
  void leaveToChild(Event& event);
  void addMentions(End& end);
  void tellOne(Event event);

  const ProgramPtr program_;
  IProgramListener& listener_;
  std::unordered_set<std::string> started_;
  std::unordered_set<std::string> finished_;
  std::unordered_set<std::string> failed_;
  std::deque<Event> events_;
  std::string orphan_;        // an error that waits for a case to be added to
  bool orphanIsOld_ = false;  // of a process before this one: that case has failed in any case
  std::vector<std::string> mentions_;
  bool toldTooEarly_ = false;  // the end of a case that was not over
  bool telling_ = false;
  bool waitsForListing_ = false;
  bool holdsFailure_ = false;  // the first event
};

}  // namespace trial::frameworks
