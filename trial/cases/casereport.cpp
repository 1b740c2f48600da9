#include <trial/casereport.hpp>

#include <algorithm>
#include <utility>

#include <trial/reporters/reporttime.hpp>

namespace trial {

using Kind = CaseResult::Kind;

CaseResult successResult() { return {}; }
CaseResult errorResult(Failure failure) { return {Kind::error, std::move(failure)}; }
CaseResult failureResult(Failure failure) { return {Kind::failure, std::move(failure)}; }
CaseResult expectedFailureResult(Failure failure, std::optional<Todo> todo) {
  return {Kind::expectedFailure, std::move(failure), {}, std::move(todo)};
}
CaseResult unexpectedSuccessResult(std::optional<Todo> todo) {
  return {Kind::unexpectedSuccess, std::nullopt, {}, std::move(todo)};
}
CaseResult skipResult(std::string reason) { return {Kind::skip, std::nullopt, std::move(reason)}; }

bool CaseReport::successful() const {
  return std::none_of(results.begin(), results.end(), [](const CaseResult& result) {
    return result.kind == Kind::error || result.kind == Kind::failure;
  });
}

void CaseReport::addDetails(const CaseReport& details) {
  if (details.began) began = details.began;
  if (details.seconds) seconds = details.seconds;
  if (details.worker) worker = details.worker;
  if (details.attempt != 1) attempt = details.attempt;
  if (details.place) place = details.place;
  out += details.out;
  err += details.err;
  warnings.insert(warnings.end(), details.warnings.begin(), details.warnings.end());
  leftBehind.insert(leftBehind.end(), details.leftBehind.begin(), details.leftBehind.end());
}

void addResult(IReporter& reporter, const TestPtr& test, const CaseResult& result) {
  switch (result.kind) {
    case Kind::success: return reporter.addSuccess(test);
    case Kind::error: return reporter.addError(test, *result.failure);
    case Kind::failure: return reporter.addFailure(test, *result.failure);
    case Kind::expectedFailure:
      return reporter.addExpectedFailure(test, *result.failure, result.todo);
    case Kind::unexpectedSuccess: return reporter.addUnexpectedSuccess(test, result.todo);
    case Kind::skip: return reporter.addSkip(test, result.reason);
  }
}

void finishTest(const CaseReport& report, IReporter& reporter) {
  reporter.addDetails(report.test, report);
  {
    // A test that runs here keeps its warnings back until it is over, too.
    const reactor::log::WarningCapture behindResults;
    for (const auto& warning : report.warnings) reactor::log::warn(warning.message, warning);
    for (const auto& result : report.results) addResult(reporter, report.test, result);
  }
  reporter.stopTest(report.test);
}

void replay(const CaseReport& report, IReporter& reporter, std::optional<double> runBegan) {
  {
    const double ended = ReportTime::now();
    const double began = report.seconds ? ended - *report.seconds : report.began.value_or(ended);
    const ReportTime begun(began, runBegan);
    reporter.startTest(report.test);
  }
  finishTest(report, reporter);
}

void ResultReporter::addSuccess(const TestPtr& test) { addResult(test, successResult()); }
void ResultReporter::addError(const TestPtr& test, const Failure& error) {
  addResult(test, errorResult(error));
}
void ResultReporter::addFailure(const TestPtr& test, const Failure& failure) {
  addResult(test, failureResult(failure));
}
void ResultReporter::addExpectedFailure(const TestPtr& test, const Failure& failure,
                                        const std::optional<Todo>& todo) {
  addResult(test, expectedFailureResult(failure, todo));
}
void ResultReporter::addUnexpectedSuccess(const TestPtr& test, const std::optional<Todo>& todo) {
  addResult(test, unexpectedSuccessResult(todo));
}
void ResultReporter::addSkip(const TestPtr& test, const std::string& reason) {
  addResult(test, skipResult(reason));
}

}  // namespace trial
