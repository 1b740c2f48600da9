#include <trial/suite.hpp>

#include <iterator>
#include <utility>

#include <reactor/defer.hpp>
#include <reactor/libevent.hpp>
#include <trial/failing.hpp>
#include <trial/logobserver.hpp>
#include <trial/wait.hpp>

namespace trial {

namespace {

void collect(const TestPtr& test, std::vector<TestPtr>& cases) {
  if (const auto* suite = dynamic_cast<const TestSuite*>(test.get())) {
    for (const auto& member : suite->tests()) collect(member, cases);
  } else {
    cases.push_back(test);
  }
}

/// Runs the calls that are ready in the reactor before and after a test, so that errors of calls
/// that a test left are reported with that test.
class RunReadyCalls final : public TestDecorator {
 public:
  using TestDecorator::TestDecorator;
  void run(IReporter& result) override {
    reactor::defaultReactor().iterate(0);
    TestDecorator::run(result);
    reactor::defaultReactor().iterate(0);
  }
  [[nodiscard]] const TestPtr& original() const noexcept { return originalTest(); }
};

}  // namespace

TestSuite::TestSuite(std::vector<TestPtr> tests)
    : tests_(std::make_move_iterator(tests.begin()), std::make_move_iterator(tests.end())) {}

int TestSuite::countTestCases() const {
  int count = 0;
  for (const auto& test : tests_) count += test->countTestCases();
  return count;
}

void TestSuite::run(IReporter& result) {
  // By index: a test may add to the suite that it runs in.
  for (std::size_t i = 0; i < tests_.size() && !result.shouldStop(); ++i) {
    const auto test = tests_[i];
    test->run(result);
  }
}

void DestructiveTestSuite::run(IReporter& result) {
  while (!tests().empty() && !result.shouldStop()) {
    const auto test = std::move(tests().front());
    tests().pop_front();
    test->run(result);
  }
}

void LoggedSuite::run(IReporter& result) {
  LoggedErrors logged;
  TestSuite::run(result);
  for (const auto& error : logged.flushErrors()) {
    result.addError(std::make_shared<TestHolder>(std::string(NOT_IN_TEST)), error);
  }
}

TrialSuite::TrialSuite(std::vector<TestPtr> tests, bool forceGarbageCollection)
    : forceGarbageCollection_(forceGarbageCollection) {
  if (forceGarbageCollection) {
    for (auto& test : tests) {
      test = decorate(std::move(test), [](TestPtr wrapped) -> TestPtr {
        return std::make_shared<RunReadyCalls>(std::move(wrapped));
      });
    }
  }
  addTest(std::make_shared<LoggedSuite>(std::move(tests)));
}

TrialSuite::~TrialSuite() {
  if (!forceGarbageCollection_) return;
  for (auto& test : tests()) {
    test = decorate(std::move(test), [](TestPtr wrapped) -> TestPtr {
      const auto* forced = dynamic_cast<const RunReadyCalls*>(wrapped.get());
      return forced != nullptr ? forced->original() : wrapped;
    });
  }
}

void TrialSuite::run(IReporter& result) {
  try {
    TestSuite::run(result);
  } catch (...) {
    _bail();
    throw;
  }
  _bail();
}

void TrialSuite::_bail() {
  auto& reactor = reactor::defaultReactor();
  const reactor::Deferred<void> down;
  reactor.addSystemEventTrigger(reactor::Phase::after, "shutdown", [down] { down.callback(); });
  reactor.fireSystemEvent("shutdown");
  try {
    (void)waitFor(down);
  } catch (const KeyboardInterrupt&) {
    // A signal: the tests are over, and the run ends as it does after any.
  }
}

void TestHolder::run(IReporter& result) {
  const auto self = shared_from_this();
  result.startTest(self);
  result.addSuccess(self);
  result.stopTest(self);
}

void ErrorHolder::run(IReporter& result) {
  const auto self = shared_from_this();
  result.startTest(self);
  result.addError(self, error_);
  result.stopTest(self);
}

void SkipHolder::run(IReporter& result) {
  const auto self = shared_from_this();
  result.startTest(self);
  result.addSkip(self, reason_);
  result.stopTest(self);
}

TestPtr decorate(TestPtr test, const std::function<TestPtr(TestPtr)>& decorator) {
  auto* suite = dynamic_cast<TestSuite*>(test.get());
  if (suite == nullptr) return decorator(std::move(test));
  for (auto& member : suite->tests()) member = decorate(std::move(member), decorator);
  return test;
}

std::vector<TestPtr> _iterateTests(const TestPtr& suiteOrCase) {
  std::vector<TestPtr> cases;
  collect(suiteOrCase, cases);
  return cases;
}

}  // namespace trial
