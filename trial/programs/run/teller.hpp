/// Teller: tells a listener in order what is known of the cases of a run.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <unordered_set>

#include <trial/programs/framework.hpp>
#include <trial/programs/program.hpp>
#include <trial/programs/run/caseoutput.hpp>
#include <trial/programs/run/programlistener.hpp>

namespace trial::frameworks {

/// Keeps events until the listener may hear them. An error outside of any case is added to the case
/// that finished last before it, which is therefore held back; a case that depends on the listing
/// of the program waits for that, and so do all events behind it.
class Teller final {
 public:
  /// `listener` outlives it, or `stop` is called first.
  Teller(ProgramPtr program, IProgramListener& listener);

  void caseStarted(const std::string& id);
  /// Without effect for a case that is finished already.
  void caseFinished(const std::string& id, ReportedCase&& reported, CaseOutput&& output);
  /// `output` replaces that of the case to which the error is added.
  void outsideError(const std::string& place, const std::string& details, CaseOutput output);
  /// Something is wrong with the program, and no case is to blame.
  void programError(std::string details);
  [[nodiscard]] bool isFinished(const std::string& id) const { return finished_.contains(id); }

  /// Tells all that can be told. With `holdLast` the last event stays, if it is the end of a case.
  /// Throws what the listener throws. Without effect from inside a call to the listener.
  void tell(bool holdLast);
  [[nodiscard]] bool isTelling() const noexcept { return telling_; }
  /// The program has to be listed (`Program::known`) before the next event can be told.
  [[nodiscard]] bool waitsForListing() const noexcept { return waitsForListing_; }
  /// No case follows: an error that waited for one is an error of the program.
  void noMoreCases();
  [[nodiscard]] bool allTold() const noexcept { return events_.empty(); }
  /// Forgets what was not told yet.
  void stop() noexcept { events_.clear(); }

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
  };
  [[nodiscard]] bool settle(Event& event);
  void tellOne(Event event);

  const ProgramPtr program_;
  IProgramListener& listener_;
  std::unordered_set<std::string> finished_;
  std::deque<Event> events_;
  std::string orphan_;  // an error that waits for a case to be added to
  bool telling_ = false;
  bool waitsForListing_ = false;
};

}  // namespace trial::frameworks
