#include <trial/running/leftbehind.hpp>

#include <cstddef>

#include <trial/casereport.hpp>

namespace trial {

void LeftBehind::stopTest(const TestPtr& test) {
  if (test->programName().empty()) note(test);
  TestResultDecorator::stopTest(test);
}

void LeftBehind::note(const TestPtr& test) {
  for (const pid_t pid : orphans_.takeNew()) left_.emplace_back(pid, test);
}

void LeftBehind::endAll() {
  for (std::size_t i = 0; i < left_.size(); ++i) {
    const auto [pid, test] = left_[i];
    auto description = orphans_.end(pid);
    if (!description.empty()) tellLeftBehind(*_originalReporter, test, {std::move(description)});
    note(test);  // its children are orphans now
  }
  left_.clear();
}

void tellLeftBehind(IReporter& result, const TestPtr& test, std::vector<std::string> processes) {
  if (processes.empty()) return;
  CaseReport details;
  details.leftBehind = std::move(processes);
  result.addDetails(test, details);
}

}  // namespace trial
