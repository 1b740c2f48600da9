// How the run of a GoogleTest program is judged at its end.
#include <algorithm>
#include <csignal>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/common/exitremark.hpp>
#include <trial/programs/failures.hpp>
#include <trial/programs/googletest/names.hpp>
#include <trial/programs/googletest/output.hpp>

namespace trial::frameworks {

using googletest::failuresIn;

namespace {

constexpr int testFailure = 1;
/// The name of the report's record on what failed outside of suites.
constexpr std::string_view outsideOfSuites = "NonTestSuiteFailure.";

}  // namespace

void GoogleTestOutput::ended(const ProcessEnd& end) {
  stream_.ended();
  said_.endLine();
  auto records = tooLong_ ? std::nullopt : googletest::readReports(report_);
  if (records) begun_ = complete_ = true;
  if (!complete_) return endedEarly(end);
  if (!records) records.emplace();
  decideOutside(*records, end);
  for (auto& record : *records) useRecord(std::move(record));
  stream_.setName({});
  current_.clear();
  suite_.clear();
  said_.passOn();
  finishThoseLeftOut();
  for (const auto& details : contradictions_) listener_.outsideError({}, details);
  for (const auto& place : outside_.failed()) {
    if (!place.blamed) tellOutside(place);
  }
  for (const auto& place : outside_.others()) listener_.output(1, place.said);
}

/// Without the summary, what looks like a failure is taken for one: the run is red in any way.
void GoogleTestOutput::endedEarly(const ProcessEnd& end) {
  for (const auto& place : outside_.others()) {
    if (!place.setUp) tellOutside(place);
  }
  if (failuresIn(said_.kept()).empty()) said_.passOn();
  if (begun_ && !anySuite_) note_ = "It ended while its environments were set up.";
  if (!tearsDown_) return;
  note_ = "It ended while its environments were torn down.";
  if (end.signal == SIGABRT)
    note_ += " GoogleTest itself aborts here if a case has closed descriptor 3, for its report.";
}

std::string GoogleTestOutput::remark(const ProcessEnd& end) const {
  const bool exited = end.signal == 0 && (end.status == 0 || end.status == testFailure);
  if (complete_ || inProgress() == nullptr || !exited || end.overdue) return {};
  return exitRemark("stdout", "GoogleTest");
}

/// What failed outside of cases, and so which cases were skipped because of that.
void GoogleTestOutput::decideOutside(const std::vector<googletest::CaseRecord>& records,
                                     const ProcessEnd& end) {
  bool environmentsFailed = false;
  for (const auto& record : records) {
    if (record.failures.empty()) continue;
    // Such a record has the name of a suite alone.
    const bool outside = record.name.ends_with('.') && find(record.name) == nullptr;
    if (!outside) {
      failed_ = true;
    } else if (record.name == outsideOfSuites) {
      environmentsFailed = true;
    } else {
      outside_.suiteFailed(record.name.substr(0, record.name.size() - 1));
    }
  }
  const bool unexplained = end.signal == 0 && end.status != 0 && !failed_;
  failed_ = outside_.decide({environmentsFailed, unexplained}) || failed_;
  for (auto& doubt : doubts_) {
    auto* const failed = outside_.failedSetUp(doubt.suite);
    auto report = failed != nullptr ? reportOfUnready(*failed) : std::move(doubt.report);
    report.seconds = doubt.report.seconds;
    doubt.skipped->state = State::started;
    listener_.caseStarted(*doubt.skipped->id);
    tellFinished(doubt.skipped, std::move(report));
  }
}

void GoogleTestOutput::useRecord(googletest::CaseRecord&& record) {
  const bool failed = !record.failures.empty();
  auto* const known = find(record.name);
  if (known == nullptr || known->state == State::failed) return;
  if (!record.ran) return finishIfDisabled(*known);
  if (known->state == State::passed) {
    if (failed)
      contradictions_.push_back(
          fmt::format("the report at the end says that {} failed, which was printed as passed:\n{}",
                      *known->id, record.failures));
    return;
  }
  if (known->state == State::waiting) {
    known->state = State::started;
    listener_.caseStarted(*known->id);
  } else {
    said_.passOn();
    tellStart();
  }
  auto report = failed           ? reportOfFailed(record.failures)
                : record.skipped ? reportOf(skipResult(std::move(record.skipReason)))
                                 : reportOf(successResult());
  report.seconds = record.seconds;
  tellFinished(known, std::move(report));
}

/// The filter has selected the case, and the program has gone through its run without it.
void GoogleTestOutput::finishIfDisabled(Case& known) {
  if (!known.inDoubt || known.state != State::waiting) return;
  known.state = State::started;  // which nobody is told
  tellFinished(&known, reportOf(skipResult("disabled")));
}

/// When an environment fails, versions before 1.11 leave out all cases without a word; when it
/// skips, all do.
void GoogleTestOutput::finishThoseLeftOut() {
  auto* const failed = anySuite_ ? nullptr : outside_.failedSetUp({});
  if (anySuite_ || (failed == nullptr && !skipOfAll_)) return;
  for (const auto& name : names_) {
    auto* const leftOut = find(name);
    if (leftOut->state != State::waiting) continue;
    leftOut->state = State::started;  // which nobody is told
    tellFinished(leftOut,
                 failed != nullptr ? reportOfUnready(*failed) : reportOf(skipResult(*skipOfAll_)));
  }
}

/// Of a suite it is an error of its last case, if nothing was told of another case since.
void GoogleTestOutput::tellOutside(const Place& place) {
  failed_ = true;
  const auto failures = failuresIn(place.said);
  if (place.suite.empty() || googletest::isInside(lastTold_, place.suite))
    return listener_.outsideError(place.suite, failures);
  listener_.programError(fmt::format("at the {} of suite \"{}\":\n{}",
                                     place.setUp ? "beginning" : "end", place.suite, failures));
}

}  // namespace trial::frameworks
