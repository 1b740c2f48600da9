#include <trial/programs/doctest/verdict.hpp>

#include <string_view>

#include <fmt/format.h>

#include <trial/programs/common/numbers.hpp>
#include <trial/programs/failures.hpp>

namespace trial::frameworks {

namespace {

/// What the decorators of a case make of its end.
class Verdict {
 public:
  explicit Verdict(const DoctestCase& ended)
      : mayFail_(ended.testCase.attribute("may_fail") == "true"),
        shouldFail_(ended.testCase.attribute("should_fail") == "true"),
        failures_(wholeNumber(ended.result.attribute("failures"))),
        expected_(wholeNumber(ended.result.attribute("expected_failures"))),
        seconds_(realNumber(ended.result.attribute("duration"))),
        timeout_(realNumber(ended.testCase.attribute("timeout"))),
        failed_(failures_ > 0 || ended.exception || late()) {
    const auto told = ended.result.attribute("test_case_success");
    success_ = told.empty() ? computed() : told == "true";
  }

  [[nodiscard]] bool success() const { return success_; }
  [[nodiscard]] double seconds() const { return seconds_; }
  /// It failed, and that was allowed.
  [[nodiscard]] bool expectedFailure() const { return success_ && (shouldFail_ || failed_); }
  [[nodiscard]] std::string whyAllowed() const {
    if (shouldFail_) return "should_fail";
    return mayFail_ ? "may_fail" : fmt::format("expected_failures({})", expected_);
  }
  /// What it failed with besides its checks.
  [[nodiscard]] std::string faults() const {
    std::string text;
    if (late())
      addLines(text, fmt::format("took {} s, longer than its timeout of {} s", seconds_, timeout_));
    if (success_) return text;
    if (shouldFail_) {
      addLines(text, "should fail, and did not");
    } else if (expected_ > 0 && failures_ != expected_) {
      addLines(text,
               fmt::format("{} of its checks failed, {} are expected to", failures_, expected_));
    }
    return text;
  }

 private:
  [[nodiscard]] bool late() const { return timeout_ > 0 && seconds_ > timeout_; }
  /// As the framework does it; before 2.4.7 it did not tell.
  [[nodiscard]] bool computed() const {
    if (shouldFail_) return failed_;
    if (mayFail_ && failed_) return true;
    return expected_ > 0 ? failures_ == expected_ : !failed_;
  }

  bool mayFail_;
  bool shouldFail_;
  int failures_;
  int expected_;
  double seconds_;
  double timeout_;
  bool failed_;
  bool success_ = false;
};

}  // namespace

CaseReport doctestVerdict(const DoctestCase& ended) {
  if (ended.result.name.empty()) {
    auto details = ended.details;
    addLines(details, "the report ends without saying what became of this case");
    return reportOf(programError(details));
  }
  const Verdict verdict(ended);
  auto details = ended.details;
  addLines(details, verdict.faults());
  CaseReport report;
  if (verdict.expectedFailure()) {
    report = reportOf(
        expectedFailureResult(Failure(ProgramFailure(details)), makeTodo(verdict.whyAllowed())));
  } else if (verdict.success()) {
    report = reportOf(successResult());
  } else {
    if (details.empty()) details = "failed, and does not say why";
    report = reportOf(ended.exception ? programError(details) : programFailure(details));
  }
  report.seconds = verdict.seconds();
  return report;
}

}  // namespace trial::frameworks
