#include <trial/runevents.hpp>

#include <utility>

#include <trial/reporters/reporttime.hpp>

namespace trial {

void RunEvents::runBegan(const std::vector<TestPtr>& cases) {
  for (const auto& listener : listeners_) listener->runBegan(cases);
}
void RunEvents::caseBegan(const TestPtr& test, std::optional<int> worker) {
  for (const auto& listener : listeners_) listener->caseBegan(test, worker);
}
void RunEvents::caseOver(const CaseReport& report) {
  for (const auto& listener : listeners_) listener->caseOver(report);
}
void RunEvents::programStarted(const std::string& program, double seconds) {
  for (const auto& listener : listeners_) listener->programStarted(program, seconds);
}

void RunEvents::workerLost(int worker, const std::string& why) {
  for (const auto& listener : listeners_) listener->workerLost(worker, why);
}
void RunEvents::workerReplaced(int worker) {
  for (const auto& listener : listeners_) listener->workerReplaced(worker);
}
void RunEvents::endedEarly(const EarlyEnd& end) {
  for (const auto& listener : listeners_) listener->endedEarly(end);
}
void RunEvents::runOver() {
  for (const auto& listener : listeners_) listener->runOver();
}

ListeningReporter::ListeningReporter(ReporterPtr original, IRunListener& listener)
    : original_(std::move(original)), listener_(listener) {}

void ListeningReporter::startTest(const TestPtr& test) {
  original_->startTest(test);
  current_ = {};
  current_.test = test;
  current_.began = ReportTime::now();
  listener_.caseBegan(test, std::nullopt);
}

void ListeningReporter::stopTest(const TestPtr& test) {
  original_->stopTest(test);
  auto report = std::exchange(current_, {});
  if (report.test == nullptr) return;
  if (!report.seconds) report.seconds = ReportTime::now() - *report.began;
  listener_.caseOver(report);
}

void ListeningReporter::addDetails(const TestPtr& test, const CaseReport& details) {
  original_->addDetails(test, details);
  if (current_.test == test) current_.addDetails(details);
}

void ListeningReporter::endedEarly(const EarlyEnd& end) {
  original_->endedEarly(end);
  listener_.endedEarly(end);
}

void ListeningReporter::addResult(const TestPtr& test, CaseResult result) {
  trial::addResult(*original_, test, result);
  if (current_.test == test) {
    current_.results.push_back(std::move(result));
    return;
  }
  CaseReport alone;
  alone.test = test;
  alone.began = ReportTime::now();
  alone.seconds = 0;
  alone.alone = true;
  alone.results.push_back(std::move(result));
  listener_.caseOver(alone);
}

}  // namespace trial
