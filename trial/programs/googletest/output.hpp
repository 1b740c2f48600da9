/// GoogleTestOutput: follows a run of a GoogleTest program by what it prints.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <trial/programs/framework.hpp>
#include <trial/programs/googletest/documents.hpp>
#include <trial/programs/googletest/outside.hpp>
#include <trial/programs/googletest/said.hpp>
#include <trial/programs/googletest/stream.hpp>

namespace trial::frameworks {

/// Reads stdout, on which the framework prints its coloured lines between what the cases write.
/// Lines without colours, or of another case than the one in progress, are output like any other
/// text.
///
/// The report that the framework writes at the end of the run, on the descriptor of reports, is
/// used where the printed lines fail: it has the results of cases that were not printed, because a
/// case closed stdout or the program has a printer of its own, and it tells of failed cases that
/// were printed as passed.
class GoogleTestOutput final : public ProgressParser, private googletest::IEventListener {
 public:
  /// All outlive it; the notes may be missing.
  GoogleTestOutput(const CaseNotes* notes, std::span<const std::string> cases, IProgress& listener);

  [[nodiscard]] bool reads(int fd) const override { return fd == 1 || fd == reportFD; }
  [[nodiscard]] bool tellsCases(int fd) const override { return fd == 1; }
  void received(int fd, std::string_view data) override;
  void ended(const ProcessEnd& end) override;
  [[nodiscard]] bool begun() const override { return begun_; }
  /// The environments are torn down behind the last case.
  [[nodiscard]] bool complete() const override { return complete_ || tearsDown_; }
  [[nodiscard]] bool cutShort() const override { return tearsDown_ && !complete_; }
  [[nodiscard]] bool explains(const ProcessEnd& end) const override;
  [[nodiscard]] std::string remark(const ProcessEnd& end) const override;
  [[nodiscard]] const std::string* inProgress() const override;
  /// From the first failed check on, with what the case wrote behind it.
  [[nodiscard]] std::string detailsSoFar() const override;
  [[nodiscard]] std::string place() const override { return suite_; }
  [[nodiscard]] bool insidePlace(const std::string& id) const override;

 private:
  using Mark = googletest::Mark;
  using Place = googletest::Outside::Place;
  enum class State : unsigned char { waiting, started, doubtful, passed, failed };
  struct Case {
    const std::string* id;
    /// Whether the program runs it, or has it disabled, is seen now.
    bool inDoubt = false;
    State state = State::waiting;
  };
  /// A case that was skipped without a reason, where a set-up may have failed.
  struct Doubt {
    Case* skipped;
    std::string suite;
    CaseReport report;  // if none has
  };

  void event(Mark mark, std::string_view line, std::string_view whole) override;
  void text(std::string_view data) override { said_.text(data); }
  void programEvent(std::string_view line);
  void suiteEvent(std::string_view line);
  void leaveSuite();
  void begin(std::string_view name);
  void tellStart();
  void finish(Mark mark, std::string_view line);
  void tellFinished(Case* finished, CaseReport&& report);
  [[nodiscard]] Case* find(std::string_view name);
  [[nodiscard]] CaseReport reportOfFailed(const std::string& said);
  [[nodiscard]] std::string reasonOf(const std::string& said) const;
  [[nodiscard]] CaseReport reportOfUnready(Place& place);
  // The end.
  void endedEarly(const ProcessEnd& end);
  void decideOutside(const std::vector<googletest::CaseRecord>& records, const ProcessEnd& end);
  void useRecord(googletest::CaseRecord&& record);
  void finishIfDisabled(Case& known);
  void finishThoseLeftOut();
  void tellOutside(const Place& place);

  IProgress& listener_;
  const std::vector<std::string> names_;              // as they are printed
  std::unordered_map<std::string_view, Case> cases_;  // by these
  googletest::EventStream stream_;

  googletest::Said said_;  // by the case in progress, or outside of cases
  std::string report_;
  bool tooLong_ = false;  // the report

  std::string current_;  // the id of the case in progress, its name if it was not asked for
  std::string suite_;
  Case* untold_ = nullptr;  // the case in progress, if its start was not told
  std::string lastTold_;    // the id of the case that was finished last
  std::vector<Doubt> doubts_;
  googletest::Outside outside_;
  // Why an environment, or the set-up of the suite, skips.
  std::optional<std::string> skipOfAll_;
  std::optional<std::string> skipOfSuite_;
  bool anySuite_ = false;
  bool anyInSuite_ = false;
  // What the report says of cases that were printed as passed.
  std::vector<std::string> contradictions_;
  std::string note_;  // why no more lines may have come
  bool begun_ = false;
  bool tearsDown_ = false;  // the environments, behind the last suite
  bool complete_ = false;
  bool failed_ = false;
};

}  // namespace trial::frameworks
