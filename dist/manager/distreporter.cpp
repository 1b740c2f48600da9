#include <dist/distreporter.hpp>

#include <algorithm>
#include <stdexcept>
#include <typeinfo>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <trial/ending/runsignals.hpp>
#include <trial/programs/failures.hpp>
#include <trial/reporters/reporttime.hpp>
#include <trial/suite.hpp>

namespace dist {

namespace {

/// The case failed after all.
void dropSuccess(trial::CaseReport& report) {
  using Kind = trial::CaseResult::Kind;
  std::erase_if(report.results, [](const trial::CaseResult& result) {
    return result.kind == Kind::success || result.kind == Kind::unexpectedSuccess;
  });
}

}  // namespace

DistReporter::DistReporter(trial::ReporterPtr reporter) : original(std::move(reporter)) {
  if (original == nullptr)
    throw std::invalid_argument("DistReporter: the original reporter is missing");
}

void DistReporter::startTest(const TestPtr& test) {
  const auto [at, added] = running_.try_emplace(test.get());
  if (!added) return complain(fmt::format("{} was started while it was running", test->id()));
  over_.erase(test.get());
  const double now = trial::ReportTime::now();
  at->second.order = started_++;
  at->second.report.test = test;
  at->second.report.began = now;
  if (!began_) began_ = now;
}

void DistReporter::stopTest(const TestPtr& test) {
  auto node = running_.extract(test.get());
  if (node) {
    if (!isRepeated(node.mapped().report)) tell(std::move(node.mapped()));
  } else {
    complain(fmt::format("{} was stopped and is not running", test->id()));
  }
}

/// Each worker that has run cases of such a program says so.
bool DistReporter::isRepeated(const trial::CaseReport& report) {
  static const auto endsBadly = reactor::qualifiedName(typeid(trial::ProgramEndError));
  if (report.results.size() != 1 || !report.results.front().failure) return false;
  return report.results.front().failure->type() == endsBadly &&
         !endBadly_.insert(report.test->id()).second;
}

void DistReporter::addResult(const TestPtr& test, trial::CaseResult result) {
  const auto at = running_.find(test.get());
  if (at != running_.end()) {
    at->second.report.results.push_back(std::move(result));
  } else {
    complain(fmt::format("a result was reported for {}, which is not running", test->id()));
  }
}

void DistReporter::addDetails(const TestPtr& test, const trial::CaseReport& details) {
  if (const auto at = running_.find(test.get()); at != running_.end()) {
    at->second.report.addDetails(details);
  } else {
    original->addDetails(test, details);
  }
}

void DistReporter::testBegan(const TestPtr& test, int worker) {
  const auto at = running_.find(test.get());
  if (at == running_.end()) return;
  at->second.report.worker = worker;
  at->second.begun = trial::ReportTime::now();
  listeners.caseBegan(test, worker);
}

void DistReporter::withdrawTest(const TestPtr& test) { running_.erase(test.get()); }

void DistReporter::testLost(const TestPtr& test, const Failure& loss) {
  if (const auto at = running_.find(test.get()); at != running_.end())
    dropSuccess(at->second.report);
  addError(test, cutOff_ ? Failure(trial::interruption()) : loss);
}

std::vector<trial::TestPtr> DistReporter::begun() const {
  std::vector<const Running*> all;
  for (const auto& [key, running] : running_) {
    if (running.begun) all.push_back(&running);
  }
  std::sort(all.begin(), all.end(),
            [](const Running* a, const Running* b) { return a->order < b->order; });
  std::vector<TestPtr> tests;
  for (const auto* running : all) tests.push_back(running->report.test);
  return tests;
}

void DistReporter::runFailed(const TestPtr& test, const Failure& failure) {
  if (auto* over = findOver(test)) {
    if (!std::exchange(over->failed, true)) failLate(test, failure);
    return;
  }
  if (!running_.contains(test.get())) startTest(test);
  testLost(test, failure);
  stopTest(test);
}

/// Takes out the running cases, in the order in which they were started.
std::vector<DistReporter::Running> DistReporter::takeRunning() {
  std::vector<Running> left;
  for (auto& [key, running] : std::exchange(running_, {})) left.push_back(std::move(running));
  std::sort(left.begin(), left.end(),
            [](const Running& a, const Running& b) { return a.order < b.order; });
  return left;
}

void DistReporter::flush() {
  for (auto& running : takeRunning()) tell(std::move(running));
}

std::vector<TestPtr> DistReporter::leave(const Failure& why) {
  std::vector<TestPtr> notBegun;
  for (auto& running : takeRunning()) {
    auto& report = running.report;
    if (!running.begun && report.results.empty()) {
      notBegun.push_back(std::move(report.test));
    } else {
      dropSuccess(report);
      report.results.push_back(trial::errorResult(why));
      tell(std::move(running));
    }
  }
  return notBegun;
}

void DistReporter::addRunError(const std::string& holder, const Failure& error) {
  trial::ListeningReporter direct(original, listeners);
  std::make_shared<trial::ErrorHolder>(holder, error)->run(direct);
}

template <class F>
void DistReporter::telling(F f) {
  try {
    f();
  } catch (...) {
    if (!thrown_) thrown_.emplace();
    throw;
  }
}

void DistReporter::programStarted(std::string_view program, double seconds) {
  telling([&] { listeners.programStarted(std::string(program), seconds); });
}

/// The reporter counts the time from when the case was handed out, if no worker says how long it
/// took (FIX-19); listeners hear when it began.
void DistReporter::tell(Running running) {
  telling([&] { replay(running); });
}

/// The case has been told already, with its start and its end. Listeners get the error in a report
/// of its own.
void DistReporter::failLate(const TestPtr& test, const Failure& failure) {
  telling([&] {
    original->addError(test, failure);
    if (listeners.empty()) return;
    trial::CaseReport report;
    report.test = test;
    report.began = trial::ReportTime::now();
    report.seconds = 0;
    report.alone = true;
    report.results.push_back(trial::errorResult(failure));
    listeners.caseOver(report);
  });
}

DistReporter::Over* DistReporter::findOver(const TestPtr& test) {
  const auto at = over_.find(test.get());
  return at != over_.end() && !at->second.test.expired() ? &at->second : nullptr;
}

bool DistReporter::hasStarted(const TestPtr& test) const {
  const auto at = over_.find(test.get());
  return running_.contains(test.get()) || (at != over_.end() && !at->second.test.expired());
}

void DistReporter::replay(Running& running) {
  auto& report = running.report;
  over_[report.test.get()] = Over{report.test, !report.successful()};
  trial::replay(report, *original, began_);
  if (listeners.empty()) return;
  const double now = trial::ReportTime::now();
  if (report.seconds) {
    report.began = now - *report.seconds;
  } else {
    if (running.begun) report.began = running.begun;
    report.seconds = now - *report.began;
  }
  listeners.caseOver(report);
}

/// Not with an exception: whoever reported cannot help it, and the run is to go on (DRP-07).
void DistReporter::complain(const std::string& what) {
  Running complaint;
  complaint.report.test = std::make_shared<trial::TestHolder>("<runner>");
  complaint.report.began = trial::ReportTime::now();
  complaint.report.results.push_back(trial::errorResult(Failure(std::logic_error(what))));
  tell(std::move(complaint));
}

}  // namespace dist
