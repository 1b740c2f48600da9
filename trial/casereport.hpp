/// CaseReport: all that is known of one run of one test case, as one value.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/log.hpp>
#include <trial/itrial.hpp>

namespace trial {

/// One result of a test case: the arguments of one of IReporter's add-methods.
struct CaseResult {
  enum class Kind { success, error, failure, expectedFailure, unexpectedSuccess, skip };

  Kind kind = Kind::success;
  /// Set for an error, a failure and an expected failure.
  std::optional<Failure> failure = std::nullopt;
  /// Set for a skip.
  std::string reason = {};
  /// Set for an expected failure and an unexpected success that has one.
  std::optional<Todo> todo = std::nullopt;
};
[[nodiscard]] TRIAL_DIST_API CaseResult successResult();
[[nodiscard]] TRIAL_DIST_API CaseResult errorResult(Failure failure);
[[nodiscard]] TRIAL_DIST_API CaseResult failureResult(Failure failure);
[[nodiscard]] TRIAL_DIST_API CaseResult expectedFailureResult(Failure failure,
                                                              std::optional<Todo> todo);
[[nodiscard]] TRIAL_DIST_API CaseResult unexpectedSuccessResult(std::optional<Todo> todo);
[[nodiscard]] TRIAL_DIST_API CaseResult skipResult(std::string reason);

/// A place in the sources.
struct SourcePlace {
  std::string file;
  /// Counted from 1; 0 if only the file is known.
  int line = 0;
};

struct CaseReport {
  /// The test; null as long as it is not known which test of the run it is.
  TestPtr test = nullptr;
  /// In the order in which they were reported.
  std::vector<CaseResult> results = {};
  /// The time when it began, in seconds of the clock of reporters (`ReportTime::now`).
  std::optional<double> began = std::nullopt;
  /// How long it took, in seconds.
  std::optional<double> seconds = std::nullopt;
  /// The number of the worker that ran it; none for a serial run.
  std::optional<int> worker = std::nullopt;
  /// Counted from 1.
  int attempt = 1;
  /// Its results were reported while it was not running: a reporter got them without `startTest`
  /// and `stopTest`.
  bool alone = false;
  /// Its output to stdout and stderr, as far as that was kept.
  std::string out = {};
  std::string err = {};
  std::optional<SourcePlace> place = std::nullopt;
  /// The warnings that it gave, if it ran in another process. Those of a test of this process are
  /// in the log only.
  std::vector<reactor::log::WarningRecord> warnings = {};
  /// What became of processes and the like that it left behind: "was ended: sleep 47 (pid 12)".
  std::vector<std::string> leftBehind = {};

  /// True if none of the results makes a run unsuccessful.
  [[nodiscard]] TRIAL_DIST_API bool successful() const;
  /// Takes over every member of `details` that says something, but its test and results.
  TRIAL_DIST_API void addDetails(const CaseReport& details);
};

/// Calls the add-method of `reporter` that takes this result.
TRIAL_DIST_API void addResult(IReporter& reporter, const TestPtr& test, const CaseResult& result);
/// Tells `reporter` how a test that it was told to start came out: its details, its results, then
/// `stopTest`. Its warnings are given again, behind the results (FIX-28).
TRIAL_DIST_API void finishTest(const CaseReport& report, IReporter& reporter);
/// Replays the report to `reporter` with its original times: `startTest`, its results, `stopTest`.
/// `runBegan` is the time when the first case of the run began.
TRIAL_DIST_API void replay(const CaseReport& report, IReporter& reporter,
                           std::optional<double> runBegan = std::nullopt);

/// A reporter that takes every result as one value: the base of those that pass results on.
class TRIAL_DIST_API ResultReporter : public IReporter {
 public:
  void addSuccess(const TestPtr& test) override;
  void addError(const TestPtr& test, const Failure& error) override;
  void addFailure(const TestPtr& test, const Failure& failure) override;
  void addExpectedFailure(const TestPtr& test, const Failure& failure,
                          const std::optional<Todo>& todo = std::nullopt) override;
  void addUnexpectedSuccess(const TestPtr& test,
                            const std::optional<Todo>& todo = std::nullopt) override;
  void addSkip(const TestPtr& test, const std::string& reason) override;

 protected:
  virtual void addResult(const TestPtr& test, CaseResult result) = 0;
};

}  // namespace trial
