#include <trial/reports/runrecord.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <trial/ending/runsignals.hpp>
#include <trial/reporter.hpp>
#include <trial/reporters/reporttime.hpp>
#include <trial/reports/excerpts.hpp>
#include <trial/reports/loggedcase.hpp>
#include <trial/selecting/casefacts.hpp>

#include <string.h>

namespace trial {

namespace {

using Kind = CaseResult::Kind;

Outcome outcomeOf(Kind kind) {
  switch (kind) {
    case Kind::success: break;
    case Kind::error: return Outcome::error;
    case Kind::failure: return Outcome::failed;
    case Kind::expectedFailure: return Outcome::expectedFailure;
    case Kind::unexpectedSuccess: return Outcome::unexpectedSuccess;
    case Kind::skip: return Outcome::skipped;
  }
  return Outcome::passed;
}

RecordedCase recordedCase(const ITestCase& test) {
  RecordedCase recorded{
      .id = test.id(), .program = std::string(test.programName()), .path = test.path()};
  if (const auto* logged = dynamic_cast<const LoggedCase*>(&test)) {
    recorded.place = logged->place();
  } else {
    auto facts = factsOf(test);
    recorded.place = {std::move(facts.file), facts.line};
  }
  return recorded;
}

}  // namespace

std::string resultInWords(const CaseResult& result) {
  if (result.failure) {
    const auto trimmed = _trimFrames(*result.failure);
    std::string text =
        trimmed.frames().empty() ? trimmed.getErrorMessage() : trimmed.getTraceback();
    if (result.todo) text = fmt::format("Reason: {}\n{}", result.todo->reason, text);
    return text;
  }
  return result.todo ? result.todo->reason : result.reason;
}

const CaseResult* RecordedCase::worst() const {
  const auto found = std::max_element(
      report.results.begin(), report.results.end(),
      [](const auto& a, const auto& b) { return outcomeOf(a.kind) < outcomeOf(b.kind); });
  return found == report.results.end() ? nullptr : &*found;
}

Outcome RecordedCase::outcome() const {
  if (!over) return Outcome::notRun;
  const auto* result = worst();
  return result == nullptr ? Outcome::passed : outcomeOf(result->kind);
}

bool RecordedCase::isFailure() const {
  const auto became = outcome();
  return became == Outcome::failed || became == Outcome::error ||
         became == Outcome::unexpectedSuccess;
}

std::string RecordedCase::details() const {
  std::string text;
  for (const auto& result : report.results) {
    const auto more = resultInWords(result);
    if (more.empty()) continue;
    if (!text.empty()) text += text.ends_with('\n') ? "\n" : "\n\n";
    text += more;
  }
  return text;
}

std::string RecordedCase::summary() const {
  const auto* result = worst();
  if (result == nullptr) return over ? "" : "not run";
  std::string text = result->reason;
  if (result->todo) {
    text = result->todo->reason;
  } else if (result->failure) {
    text = result->failure->getErrorMessage();
  }
  return text.substr(0, text.find('\n'));
}

std::string RecordedCase::type() const {
  const auto* result = worst();
  return result != nullptr && result->failure ? result->failure->type() : "";
}

std::string RecordedCase::group() const {
  std::string text = path.front();
  for (std::size_t i = 1; i + 1 < path.size(); ++i) {
    text += program.empty() ? "." : i == 1 ? "::" : "/";
    text += path[i];
  }
  return text;
}

std::string RecordedCase::name() const { return path.back(); }

void RunRecord::runBegan(const std::vector<TestPtr>& cases) {
  *this = RunRecord();
  began_ = ReportTime::now();
  time_ = ReportTime::date();
  for (const auto& test : cases) {
    cases_.push_back(recordedCase(*test));
    known_.try_emplace(test.get(), Known{test, &cases_.back()});
  }
}

RecordedCase& RunRecord::recordOf(const TestPtr& test) {
  const auto at = known_.find(test.get());
  if (at != known_.end() && at->second.test.lock() == test) return *at->second.recorded;
  cases_.push_back(recordedCase(*test));
  return cases_.back();
}

void RunRecord::caseOver(const CaseReport& report) {
  if (report.test == nullptr) return;
  auto& recorded = recordOf(report.test);
  if (recorded.over) {  // another result, when it was over
    auto& results = recorded.report.results;
    results.insert(results.end(), report.results.begin(), report.results.end());
    return;
  }
  recorded.over = true;
  recorded.report = report;
  recorded.report.test = nullptr;  // it may go
  keepOutput(recorded);
  if (report.place) recorded.place = *report.place;
}

/// Only as much as a report may show in all, of failures more.
void RunRecord::keepOutput(RecordedCase& recorded) {
  constexpr std::size_t mostOfText = std::size_t{64} << 10U;
  constexpr std::size_t mostOfPassed = std::size_t{32} << 20U;
  constexpr std::size_t mostOfOthers = std::size_t{256} << 20U;
  const bool passed = recorded.outcome() == Outcome::passed;
  auto& kept = passed ? outputOfPassed_ : outputOfOthers_;
  const bool hasRoom = kept < (passed ? mostOfPassed : mostOfOthers);
  for (auto* text : {&recorded.report.out, &recorded.report.err}) {
    *text = hasRoom ? cutText(*text, mostOfText) : std::string();
    text->shrink_to_fit();
    kept += text->size();
  }
}

double RunRecord::sinceBegin() const { return ReportTime::now() - began_; }

void RunRecord::programStarted(const std::string& program, double seconds) {
  moments_.push_back({.kind = RecordedMoment::Kind::programStarted,
                      .at = sinceBegin(),
                      .seconds = seconds,
                      .text = program});
}

void RunRecord::workerLost(int worker, const std::string& why) {
  moments_.push_back({.kind = RecordedMoment::Kind::workerLost,
                      .at = sinceBegin(),
                      .worker = worker,
                      .text = why});
}

void RunRecord::workerReplaced(int worker) {
  moments_.push_back(
      {.kind = RecordedMoment::Kind::workerReplaced, .at = sinceBegin(), .worker = worker});
}

void RunRecord::runOver() { seconds_ = sinceBegin(); }

std::size_t RunRecord::count(Outcome outcome) const {
  return static_cast<std::size_t>(
      std::count_if(cases_.begin(), cases_.end(),
                    [outcome](const RecordedCase& one) { return one.outcome() == outcome; }));
}

bool RunRecord::failed() const {
  return end_ || count(Outcome::failed) + count(Outcome::error) > 0;
}

std::string RunRecord::problem() const { return end_ ? problemOf(*end_) : std::string(); }

std::string problemOf(const EarlyEnd& end) {
  std::string why = "the run ended early";
  if (end.interrupted) {
    why = "the run was interrupted";
    if (const char* name = ::sigabbrev_np(end.signal)) why += fmt::format(" by SIG{}", name);
  }
  return fmt::format("{}: {} test{} did not run", why, end.notRun, end.notRun == 1 ? "" : "s");
}

}  // namespace trial
