/// RunRecord: a run as a whole, for reports that are written when it is over.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <trial/runevents.hpp>

namespace trial {

/// What became of a case, the worst of its results.
enum class Outcome {
  passed,
  expectedFailure,
  skipped,
  unexpectedSuccess,
  failed,
  error,
  /// It was not run, or nothing more was told of it.
  notRun,
};

struct RecordedCase {
  std::string id = {};
  /// The path of its program; empty for a native test.
  std::string program = {};
  /// `ITestCase::path`.
  std::vector<std::string> path = {};
  /// Where it is in the sources; without a file if that is not known.
  SourcePlace place = {};
  /// All that was told of it; without the test.
  CaseReport report = {};
  /// It was told to be over.
  bool over = false;

  [[nodiscard]] Outcome outcome() const;
  /// It failed, had an error, or succeeded unexpectedly.
  [[nodiscard]] bool isFailure() const;
  /// What happened, for a person: failures with their tracebacks, reasons, one behind another.
  [[nodiscard]] std::string details() const;
  /// The same in one line: what the failure says first, or the reason.
  [[nodiscard]] std::string summary() const;
  /// The type of the exception that it ended with; empty if it is none.
  [[nodiscard]] std::string type() const;
  /// All but the last part of its path: module and class, or `program::suite/suite`.
  [[nodiscard]] std::string group() const;
  /// The last part of its path.
  [[nodiscard]] std::string name() const;

 private:
  [[nodiscard]] const CaseResult* worst() const;
};

/// What happened to a worker, or to a process of a program.
struct RecordedMoment {
  enum class Kind { programStarted, workerLost, workerReplaced };
  Kind kind;
  /// Seconds since the run began.
  double at;
  std::optional<int> worker = std::nullopt;
  /// Of a start.
  double seconds = 0;
  /// The program, or why the worker was lost.
  std::string text = {};
};

class RunRecord final : public IRunListener {
 public:
  void runBegan(const std::vector<TestPtr>& cases) override;
  void caseOver(const CaseReport& report) override;
  void programStarted(const std::string& program, double seconds) override;
  void workerLost(int worker, const std::string& why) override;
  void workerReplaced(int worker) override;
  void endedEarly(const EarlyEnd& end) override { end_ = end; }
  void runOver() override;

  /// Those of the suite in their order, then what else reported results.
  [[nodiscard]] const std::deque<RecordedCase>& cases() const noexcept { return cases_; }
  [[nodiscard]] const std::vector<RecordedMoment>& moments() const noexcept { return moments_; }
  /// How many cases had this outcome.
  [[nodiscard]] std::size_t count(Outcome outcome) const;
  /// A case failed or had an error, or the run was not carried through. As in the run's exit
  /// status, an unexpected success is no failure.
  [[nodiscard]] bool failed() const;
  /// Says why the run was not carried through; empty if it was.
  [[nodiscard]] std::string problem() const;
  /// When it began, on the clock of reporters, and in seconds since 1970.
  [[nodiscard]] double began() const noexcept { return began_; }
  [[nodiscard]] double time() const noexcept { return time_; }
  /// How long it took.
  [[nodiscard]] double seconds() const noexcept { return seconds_; }

 private:
  struct Known {
    std::weak_ptr<const ITestCase> test;  // another one may come to its address
    RecordedCase* recorded;
  };
  [[nodiscard]] RecordedCase& recordOf(const TestPtr& test);
  void keepOutput(RecordedCase& recorded);
  [[nodiscard]] double sinceBegin() const;

  std::deque<RecordedCase> cases_;
  std::vector<RecordedMoment> moments_;
  std::unordered_map<const ITestCase*, Known> known_;
  std::optional<EarlyEnd> end_;
  double began_ = 0;
  double time_ = 0;
  double seconds_ = 0;
  std::size_t outputOfPassed_ = 0;  // bytes
  std::size_t outputOfOthers_ = 0;
};

/// Says why a run was not carried through.
[[nodiscard]] std::string problemOf(const EarlyEnd& end);
/// A result in words: a failure with its traceback, if it has one, or a reason.
[[nodiscard]] std::string resultInWords(const CaseResult& result);

}  // namespace trial
