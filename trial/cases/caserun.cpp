#include <trial/cases/caserun.hpp>

#include <stdexcept>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <reactor/libevent.hpp>
#include <reactor/log.hpp>
#include <reactor/repr.hpp>
#include <trial/cases/deprecatedreactor.hpp>
#include <trial/cases/janitor.hpp>
#include <trial/failing.hpp>
#include <trial/wait.hpp>

namespace trial {

namespace {

/// A stage that is waited for. Shared by the timer and the callback, of which the later may come
/// when the wait is long over.
struct Pending {
  reactor::Deferred<void> over;
  bool timedOut = false;
  /// What the stage ended with does not count.
  bool ended = false;
};

/// A Deferred that can be cancelled is: it stops what it stands for, and it is how a coroutine is
/// ended. Another one fails with `error`, as its own errbacks may want to see. If the chain is not
/// through after that, the wait is over all the same (FIX-18).
void timeOut(const reactor::Deferred<void>& d, const Failure& error,
             const std::shared_ptr<Pending>& pending) {
  pending->timedOut = true;
  if (!d.called() && !d.chain().cancellable()) {
    d.errback(error);
  } else {
    pending->ended = true;
    d.cancel();
  }
  if (!pending->over.called()) pending->over.errback(error);
}

}  // namespace

struct CaseRun::Watches {
  explicit Watches(const CaseRun& run) : janitor(run.test_, run.result_) {}
  reactor::log::WarningCapture warnings{};
  LoggedErrors logged{};
  Janitor janitor;
};

template <class Body>
void CaseRun::report(const std::optional<std::string>& skip, Body body) {
  reactor::log::msg("--> " + test_->id() + " <--");
  result_.startTest(test_);
  if (skip) {
    result_.addSkip(test_, *skip);
  } else {
    body();
  }
  result_.stopTest(test_);
}

void CaseRun::run(SynchronousTestCase& testCase) {
  report(testCase.getSkip(), [this, &testCase] {
    Watches watches(*this);
    runStages(testCase, watches);
    finish(testCase.asynchronous(), watches);
  });
}

void CaseRun::run(const TestClass& testClass, const TestMethod& method) {
  report(optionOf(testClass, method, &TestOptions::skip), [this, &testClass, &method] {
    Watches watches(*this);
    std::shared_ptr<SynchronousTestCase> testCase;
    bool asynchronous = true;
    try {
      testCase = testClass.make();
    } catch (...) {
      setUpFailed(Failure(), asynchronous);
    }
    if (testCase) {
      asynchronous = testCase->asynchronous();
      testCase->bind(testClass, method);
      // The class may have an answer of its own.
      if (const auto reason = testCase->getSkip()) {
        passed_ = false;
        result_.addSkip(test_, *reason);
      } else {
        runStages(*testCase, watches);
      }
      testCase.reset();
    }
    finish(asynchronous, watches);
  });
}

void CaseRun::finish(bool asynchronous, Watches& watches) {
  if (asynchronous && !watches.janitor.postCaseCleanup()) passed_ = false;
  for (const auto& error : watches.logged.flushErrors()) addError(error);
  if (passed_) result_.addSuccess(test_);
  if (!asynchronous) return;
  watches.janitor.postClassCleanup();
  for (const auto& error : watches.logged.flushErrors()) addError(error);
}

void CaseRun::runStages(SynchronousTestCase& testCase, Watches& watches) {
  struct Watched {
    SynchronousTestCase& testCase;
    ~Watched() {
      testCase.logged_ = nullptr;
      testCase.warnings_ = nullptr;
    }
  } watched{testCase};
  testCase.logged_ = &watches.logged;
  testCase.warnings_ = &watches.warnings;
  std::optional<DeprecatedReactor> deprecated;
  if (testCase.asynchronous() && testCase.class_ != nullptr) {
    deprecated.emplace(testCase.class_->file, testCase.method_->line);
  }
  if (!setUp(testCase)) {
    cleanups(testCase);
    return;
  }
  const auto todo = testCase.getTodo();
  const bool surprise = test(testCase, todo) && todo;
  if (surprise) passed_ = false;
  if (surprise && testCase.asynchronous()) result_.addUnexpectedSuccess(test_, todo);
  cleanups(testCase);
  if (surprise && !testCase.asynchronous()) result_.addUnexpectedSuccess(test_, todo);
  tearDown(testCase);
}

template <class Call>
std::optional<Failure> CaseRun::stage(const SynchronousTestCase& testCase, const std::string& name,
                                      Call call) {
  try {
    const Waiting waiting = call();
    if (!waiting) return std::nullopt;
    return wait(testCase, name, *waiting);
  } catch (...) {
    return Failure();
  }
}

std::optional<Failure> CaseRun::wait(const SynchronousTestCase& testCase, const std::string& name,
                                     const reactor::Deferred<void>& d) {
  const auto pending = std::make_shared<Pending>();
  d.addBoth([pending](reactor::Result<void> result) {
    if (!pending->ended && !pending->over.called()) pending->over.fire(std::move(result));
  });
  reactor::DelayedCallPtr timer;
  std::optional<Failure> failure;
  try {
    if (!pending->over.called()) {
      const double limit = testCase.timeLimit();
      const Failure error(reactor::TimeoutError(fmt::format(
          "{} ({}) still running at {} secs", testCase.repr(), name, reactor::repr(limit))));
      timer = reactor::defaultReactor().callLater(
          limit, [d, error, pending] { timeOut(d, error, pending); });
    }
    auto result = waitFor(pending->over);
    if (auto* failed = std::get_if<1>(&result)) failure = std::move(*failed);
  } catch (...) {
    failure = Failure();
    pending->ended = true;
  }
  if (timer && timer->active()) timer->cancel();
  // Nobody waits any more, or somebody ended the loop: what the stage started must not go on in the
  // next one.
  if (pending->ended && !pending->timedOut) d.cancel();
  return failure;
}

bool CaseRun::setUp(SynchronousTestCase& testCase) {
  const auto failure = stage(testCase, "setUp", [&testCase] {
    return testCase.class_ != nullptr ? testCase.class_->setUp(testCase) : std::nullopt;
  });
  if (failure) setUpFailed(*failure, testCase.asynchronous());
  return !failure;
}

void CaseRun::setUpFailed(const Failure& failure, bool asynchronous) {
  if (failure.is<SkipTest>()) {
    addSkip(failure);
  } else if (asynchronous) {
    addError(failure);
  } else {
    addFailureOrError(failure);
  }
}

bool CaseRun::test(SynchronousTestCase& testCase, const std::optional<Todo>& todo) {
  std::optional<detail::FailureExpected> expected;
  if (todo) expected.emplace();
  const auto failure = stage(testCase, testCase.methodName_, [&testCase]() -> Waiting {
    if (testCase.method_ != nullptr) return testCase.method_->run(testCase);
    if (testCase.methodName_ != "runTest") {
      throw std::logic_error(fmt::format("{} is no registered test of its class", testCase.repr()));
    }
    return std::nullopt;
  });
  if (!failure) return true;
  // In a SynchronousTestCase a skip goes before the todo, in a TestCase it is the failure that was
  // expected.
  const bool skipsFirst = !testCase.asynchronous() && failure->is<SkipTest>();
  if (todo && !skipsFirst && !failure->is<KeyboardInterrupt>() && todo->expected(*failure)) {
    passed_ = false;
    result_.addExpectedFailure(test_, *failure, todo);
  } else if (failure->is<SkipTest>()) {
    addSkip(*failure);
  } else {
    addFailureOrError(*failure);
  }
  return false;
}

void CaseRun::cleanups(SynchronousTestCase& testCase) {
  while (!testCase.cleanups_.empty()) {
    const auto cleanup = std::move(testCase.cleanups_.back());
    testCase.cleanups_.pop_back();
    if (const auto failure = stage(testCase, "cleanup", cleanup)) addError(*failure);
  }
}

void CaseRun::tearDown(SynchronousTestCase& testCase) {
  const auto failure = stage(testCase, "tearDown", [&testCase] {
    return testCase.class_ != nullptr ? testCase.class_->tearDown(testCase) : std::nullopt;
  });
  if (!failure) return;
  if (testCase.asynchronous()) {
    addError(*failure);
  } else if (failure->is<SkipTest>()) {
    addSkip(*failure);
  } else {
    addFailureOrError(*failure);
  }
}

void CaseRun::addError(const Failure& failure) {
  passed_ = false;
  result_.addError(test_, failure);
  if (failure.is<KeyboardInterrupt>()) result_.stop();
}

void CaseRun::addFailureOrError(const Failure& failure) {
  if (!failure.is<FailTest>()) return addError(failure);
  passed_ = false;
  result_.addFailure(test_, failure);
}

void CaseRun::addSkip(const Failure& failure) {
  passed_ = false;
  result_.addSkip(test_, failure.getErrorMessage());
}

}  // namespace trial
