#include <trial/ending/interruptible.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

#include <trial/ending/runsignals.hpp>

namespace trial {

InterruptibleResult::InterruptibleResult(ReporterPtr original, std::vector<TestPtr> tests)
    : TestResultDecorator(std::move(original)), tests_(std::move(tests)) {}

InterruptibleResult::~InterruptibleResult() { RunSignals::caseRuns({}); }

std::vector<TestPtr> InterruptibleResult::notRun() const {
  std::vector<TestPtr> left;
  std::copy_if(tests_.begin(), tests_.end(), std::back_inserter(left),
               [](const TestPtr& test) { return test != nullptr; });
  return left;
}

/// Tests are started in nearly the order of the suite: a program may run its own in another.
void InterruptibleResult::started(const ITestCase* test) {
  const auto at = std::find_if(tests_.begin() + static_cast<std::ptrdiff_t>(next_), tests_.end(),
                               [test](const TestPtr& other) { return other.get() == test; });
  if (at != tests_.end()) at->reset();  // it may go when it has run
  while (next_ < tests_.size() && tests_[next_] == nullptr) ++next_;
}

void InterruptibleResult::startTest(const TestPtr& test) {
  TestResultDecorator::startTest(test);
  started(test.get());
  RunSignals::caseRuns(test->id());
}

void InterruptibleResult::stopTest(const TestPtr& test) {
  RunSignals::caseRuns({});
  TestResultDecorator::stopTest(test);
}

bool InterruptibleResult::shouldStop() const {
  return TestResultDecorator::shouldStop() || RunSignals::received();
}

}  // namespace trial
