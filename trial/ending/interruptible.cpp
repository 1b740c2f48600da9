#include <trial/ending/interruptible.hpp>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iterator>
#include <utility>

#include <reactor/spawn/descendants.hpp>

namespace trial {

/// While results are written, the run cannot be finished from a signal's handler.
class InterruptibleResult::Writing final {
 public:
  explicit Writing(InterruptibleResult& result) : result_(result) {
    RunSignals::whenOverdue(nullptr);
  }
  ~Writing() {
    // The loop in which a case of a program runs ends it itself.
    const auto& test = result_.current_;
    if (test && test->programName().empty() && result_.finish_) RunSignals::whenOverdue(&result_);
  }
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;

 private:
  InterruptibleResult& result_;
};

InterruptibleResult::InterruptibleResult(ReporterPtr original, std::vector<TestPtr> tests)
    : original_(std::move(original)), tests_(std::move(tests)) {}

InterruptibleResult::~InterruptibleResult() {
  RunSignals::whenOverdue(nullptr);
  RunSignals::caseRuns({});
}

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
  const Writing writing(*this);
  original_->startTest(test);
  started(test.get());
  current_ = test;
  RunSignals::caseRuns(test->id());
}

void InterruptibleResult::stopTest(const TestPtr& test) {
  const Writing writing(*this);
  current_ = nullptr;
  RunSignals::caseRuns({});
  original_->stopTest(test);
}

void InterruptibleResult::stageBegan(const TestPtr& test, std::optional<double> limit) {
  const Writing writing(*this);
  original_->stageBegan(test, limit);
}

void InterruptibleResult::addDetails(const TestPtr& test, const CaseReport& details) {
  const Writing writing(*this);
  original_->addDetails(test, details);
}

void InterruptibleResult::addResult(const TestPtr& test, CaseResult result) {
  const Writing writing(*this);
  trial::addResult(*original_, test, result);
}

bool InterruptibleResult::shouldStop() const {
  return original_->shouldStop() || RunSignals::received();
}

void InterruptibleResult::overdue() noexcept {
  RunSignals::whenOverdue(nullptr);
  RunSignals::endSoon();
  try {
    const auto test = std::exchange(current_, nullptr);
    original_->addError(test, Failure(interruption()));
    original_->stopTest(test);
    finish_();
    reactor::signalDescendants(SIGKILL);
  } catch (...) {
    // Nobody is left to tell.
  }
  std::_Exit(128 + RunSignals::received().value_or(0));
}

}  // namespace trial
