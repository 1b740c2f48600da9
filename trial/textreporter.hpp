/// Reporters that write a line or a letter for each test, or only numbers. (twisted.trial.reporter)
#pragma once

#include <string>

#include <reactor/api.hpp>
#include <trial/reporter.hpp>

namespace trial {

/// Writes one line of numbers at the end: seconds, tests, tests, errors, failures, skips (REP-14).
class TRIAL_DIST_API MinimalReporter : public Reporter {
 public:
  using Reporter::Reporter;

 protected:
  void _printErrors() override {}
  void _printSummary() override;
};

/// Writes a mark for each result. TextReporter and VerboseTextReporter provide the marks.
class TRIAL_DIST_API MarkingReporter : public Reporter {
 public:
  struct Marks {
    std::string success, error, failure, skip, expectedFailure, unexpectedSuccess;
  };

  void addSuccess(const TestPtr& test) override;
  void addError(const TestPtr& test, const Failure& error) override;
  void addFailure(const TestPtr& test, const Failure& failure) override;
  void addExpectedFailure(const TestPtr& test, const Failure& failure,
                          const std::optional<Todo>& todo = std::nullopt) override;
  void addUnexpectedSuccess(const TestPtr& test,
                            const std::optional<Todo>& todo = std::nullopt) override;
  void addSkip(const TestPtr& test, const std::string& reason) override;

 protected:
  /// `marks` must outlive the reporter; the other arguments are those of Reporter.
  MarkingReporter(const Marks& marks, std::ostream& stream, std::string tbformat, bool realtime,
                  LogPublisher* publisher);

 private:
  const Marks& marks_;
};

/// Writes one letter for each result (REP-15).
class TRIAL_DIST_API TextReporter : public MarkingReporter {
 public:
  explicit TextReporter(std::ostream& stream, std::string tbformat = "default",
                        bool realtime = false, LogPublisher* publisher = nullptr);
};

/// Writes a line `ID ... [OK]` for each test (REP-16).
class TRIAL_DIST_API VerboseTextReporter : public MarkingReporter {
 public:
  explicit VerboseTextReporter(std::ostream& stream, std::string tbformat = "default",
                               bool realtime = false, LogPublisher* publisher = nullptr);
  void startTest(const TestPtr& test) override;
  void stopTest(const TestPtr& test) override;
};

/// Writes the lines of VerboseTextReporter, and after each the time of the test: `(0.012 secs)`
/// (REP-17).
class TRIAL_DIST_API TimingTextReporter : public VerboseTextReporter {
 public:
  using VerboseTextReporter::VerboseTextReporter;
  void stopTest(const TestPtr& test) override;
};

}  // namespace trial
