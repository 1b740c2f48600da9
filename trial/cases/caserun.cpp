#include <trial/cases/caserun.hpp>

#include <utility>
#include <variant>

#include <pthread.h>
#include <unistd.h>

#include <fmt/format.h>
#include <reactor/libevent.hpp>
#include <reactor/log.hpp>
#include <reactor/loop/cancelcall.hpp>
#include <reactor/process/writeall.hpp>
#include <reactor/repr.hpp>
#include <trial/cases/deprecatedreactor.hpp>
#include <trial/cases/janitor.hpp>
#include <trial/failing.hpp>
#include <trial/limits/runlimits.hpp>
#include <trial/logobserver.hpp>
#include <trial/wait.hpp>

namespace trial {

namespace {

/// For each stage; a SynchronousTestCase has no limit of its own.
std::optional<double> limitOf(const RunnableCase& testCase) {
  if (!testCase.asynchronous()) return limits::runLimits().testTimeout;
  return limits::withTestTimeout(testCase.timeLimit());
}

/// The wait for one stage. Shared by the timer and the Deferred's callback, because either may come
/// after the wait is over.
struct Pending {
  reactor::Deferred<void> over;
  bool timedOut = false;
  /// The wait was ended early: the stage's own result is ignored.
  bool ended = false;
};

/// Called when a stage's time is up. A Deferred with a canceller is cancelled, which stops the
/// operation behind it or the coroutine. Any other fires with `error`, which its errbacks can see.
/// If its callbacks then wait for another Deferred, the wait ends nevertheless (FIX-18).
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

/// The number of this process, which costs a system call only after a fork.
pid_t ownNumber() {
  static pid_t known = 0;
  static const int registered = ::pthread_atfork(nullptr, nullptr, [] { known = 0; });
  (void)registered;
  if (known == 0) known = ::getpid();
  return known;
}

[[noreturn]] void endForked(const std::string& id) {
  (void)reactor::writeAll(
      2, fmt::format("{}: a child process that the test forked came back out of it; it is ended\n",
                     id));
  ::_exit(1);
}

}  // namespace

struct CaseRun::Watches {
  explicit Watches(const CaseRun& run) : janitor(run.test_, run.result_) {}
  reactor::log::WarningCapture warnings{};
  LoggedErrors logged{};
  Janitor janitor;
};

CaseRun::CaseRun(TestPtr test, IReporter& result)
    : test_(std::move(test)), result_(result), process_(ownNumber()) {}

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

void CaseRun::run(RunnableCase& testCase) {
  report(testCase.skip(), [this, &testCase] {
    Watches watches(*this);
    runStages(testCase, watches);
    finish(testCase.asynchronous(), watches);
  });
}

void CaseRun::run(const std::optional<std::string>& skip,
                  const std::function<std::unique_ptr<RunnableCase>()>& make) {
  report(skip, [this, &make] {
    Watches watches(*this);
    std::unique_ptr<RunnableCase> testCase;
    bool asynchronous = true;
    try {
      testCase = make();
    } catch (...) {
      setUpFailed(Failure(), asynchronous);
    }
    if (testCase) {
      asynchronous = testCase->asynchronous();
      // Its class may override getSkip.
      if (const auto reason = testCase->skip()) {
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

void CaseRun::runStages(RunnableCase& testCase, Watches& watches) {
  struct Watched {
    RunnableCase& testCase;
    ~Watched() { testCase.watch(nullptr, nullptr); }
  } watched{testCase};
  testCase.watch(&watches.logged, &watches.warnings);
  std::optional<DeprecatedReactor> deprecated;
  if (testCase.asynchronous()) {
    if (const auto place = testCase.registeredAt()) deprecated.emplace(place->file, place->line);
  }
  if (!setUp(testCase)) {
    cleanups(testCase);
    return;
  }
  const auto todo = testCase.todo();
  const bool surprise = test(testCase, todo) && todo;
  if (surprise) passed_ = false;
  if (surprise && testCase.asynchronous()) result_.addUnexpectedSuccess(test_, todo);
  cleanups(testCase);
  if (surprise && !testCase.asynchronous()) result_.addUnexpectedSuccess(test_, todo);
  tearDown(testCase);
}

/// A child process that a stage forked must not go on with the run, which is its parent's.
void CaseRun::endIfForked() const {
  if (ownNumber() != process_) endForked(test_->id());
}

template <class Call>
std::optional<Failure> CaseRun::stage(const RunnableCase& testCase, const std::string& name,
                                      Call call) {
  try {
    result_.stageBegan(test_, limitOf(testCase));
    const Waiting waiting = call();
    endIfForked();
    if (!waiting) return std::nullopt;
    return wait(testCase, name, *waiting);
  } catch (...) {
    endIfForked();
    return Failure();
  }
}

std::optional<Failure> CaseRun::wait(const RunnableCase& testCase, const std::string& name,
                                     const reactor::Deferred<void>& d) {
  const auto pending = std::make_shared<Pending>();
  d.addBoth([pending](reactor::Result<void> result) {
    if (!pending->ended && !pending->over.called()) pending->over.fire(std::move(result));
  });
  reactor::DelayedCallPtr timer;
  std::optional<Failure> failure;
  try {
    if (!pending->over.called()) {
      const double limit = limits::withTestTimeout(testCase.timeLimit());
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
  reactor::cancelCall(timer);
  // The wait was interrupted (the loop was stopped): cancel the stage, so that it does not continue
  // when the loop runs for the next one.
  if (pending->ended && !pending->timedOut) d.cancel();
  return failure;
}

bool CaseRun::setUp(RunnableCase& testCase) {
  const auto failure = stage(testCase, "setUp", [&testCase] { return testCase.setUp(); });
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

bool CaseRun::test(RunnableCase& testCase, const std::optional<Todo>& todo) {
  std::optional<detail::FailureExpected> expected;
  if (todo) expected.emplace();
  const auto failure =
      stage(testCase, testCase.methodName(), [&testCase] { return testCase.test(); });
  // A system call that makes a process without the C library's knowledge.
  if (::getpid() != process_) endForked(test_->id());
  if (!failure) return true;
  // In a SynchronousTestCase a skip is reported even if there is a todo; in a TestCase it counts as
  // the expected failure.
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

void CaseRun::cleanups(RunnableCase& testCase) {
  while (const auto cleanup = testCase.takeCleanup()) {
    if (const auto failure = stage(testCase, "cleanup", *cleanup)) addError(*failure);
  }
}

void CaseRun::tearDown(RunnableCase& testCase) {
  const auto failure = stage(testCase, "tearDown", [&testCase] { return testCase.tearDown(); });
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
