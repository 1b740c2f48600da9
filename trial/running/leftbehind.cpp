#include <trial/running/leftbehind.hpp>

#include <utility>

#include <trial/casereport.hpp>

namespace trial {

void LeftBehind::stopTest(const TestPtr& test) {
  if (test->programName().empty()) leftovers_.note(test);
  TestResultDecorator::stopTest(test);
}

void LeftBehind::endAll() {
  leftovers_.endAll([this](const TestPtr& test, std::string description) {
    tellLeftBehind(*_originalReporter, test, std::move(description));
  });
}

void tellLeftBehind(IReporter& result, const TestPtr& test, std::string process) {
  CaseReport details;
  details.leftBehind.push_back(std::move(process));
  result.addDetails(test, details);
}

}  // namespace trial
