/// SubunitReporter: results for other programs, in version 1 of the subunit protocol.
/// (twisted.trial.reporter)
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include <reactor/api.hpp>
#include <trial/reporter.hpp>

namespace trial {

/// Writes `test: ID` when a test starts, then a line or a block for each result: `successful`,
/// `failure`, `error`, `skip`, `xfail`. An unexpected success is a success; there is no summary
/// (REP-22).
///
/// Readers expect one result for each test. So `test: ID` is written again before each further
/// result, and a test without a result (REP-24) is written as a skip (FIX-14). An id is put on one
/// line by `inOneLine`, and everything is UTF-8. If a test prints to the same stream, it must end
/// its lines.
class TRIAL_DIST_API SubunitReporter : public TestResult {
 public:
  /// See `ReporterFactory::ownsStream`.
  static constexpr bool ownsStream = true;

  /// `stream` must outlive the reporter; `tbformat` is a detail of `Failure::getTraceback`.
  /// `realtime` has no effect: results are always written at once. Warnings of `publisher` become
  /// the reason of the skip that stands for a test without a result.
  explicit SubunitReporter(std::ostream& stream, std::string tbformat = "default",
                           bool realtime = false, LogPublisher* publisher = nullptr);
  ~SubunitReporter() override;
  SubunitReporter(const SubunitReporter&) = delete;
  SubunitReporter& operator=(const SubunitReporter&) = delete;

  void startTest(const TestPtr& test) override;
  void stopTest(const TestPtr& test) override;
  void addSuccess(const TestPtr& test) override;
  void addError(const TestPtr& test, const Failure& error) override;
  void addFailure(const TestPtr& test, const Failure& failure) override;
  void addExpectedFailure(const TestPtr& test, const Failure& failure,
                          const std::optional<Todo>& todo = std::nullopt) override;
  void addUnexpectedSuccess(const TestPtr& test,
                            const std::optional<Todo>& todo = std::nullopt) override;
  void addSkip(const TestPtr& test, const std::string& reason) override;
  void done() override;

 private:
  void writeStart(const ITestCase& test);
  void writeSuccess(const ITestCase& test);
  void writeBlock(std::string_view outcome, const ITestCase& test, const std::string& details);
  [[nodiscard]] std::string tracebackOf(const Failure& failure) const;

  SafeStream stream_;
  std::string tbformat_;
  LogPublisher* publisher_;
  std::optional<reactor::log::ObserverID> observer_;
  std::string warnings_;  // since the test began
  bool waiting_ = false;  // the last `test:` line has no result yet
};

}  // namespace trial
