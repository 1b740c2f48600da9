/// The interfaces of a test run: ITestCase, IReporter, and Todo. (twisted.trial.itrial)
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/failure.hpp>

namespace trial {

using reactor::Failure;

class IReporter;
struct CaseReport;

/// A test, or a suite of them. A suite owns its members.
class TRIAL_DIST_API ITestCase {
 public:
  virtual ~ITestCase() = default;
  /// Its name in any process: `module.Class.method`, or `path/to/program::Suite/case`.
  [[nodiscard]] virtual std::string id() const = 0;
  [[nodiscard]] virtual int countTestCases() const = 0;
  /// Runs the test and reports `startTest`, its results, `stopTest`. Exceptions of the test become
  /// results.
  virtual void run(IReporter& result) = 0;
  void operator()(IReporter& result) { run(result); }
  /// A short name, or the first line of its description.
  [[nodiscard]] virtual std::string shortDescription() const = 0;
  /// The names of what it stands in, outermost first, and its own: `{module, Class, method}`, or
  /// `{program, suite, suite, case}`; never empty. Unless it is overridden, the id is taken apart
  /// at its dots, of a case of a program at the slashes of its name.
  [[nodiscard]] virtual std::vector<std::string> path() const;
  /// The path of its test program, as in its id; empty for a native test. Cases of one program may
  /// run in one process.
  [[nodiscard]] virtual std::string_view programName() const noexcept { return {}; }
};
using TestPtr = std::shared_ptr<ITestCase>;

/// The reason why a test is expected to fail, and the exceptions that are expected (empty: any).
struct Todo {
  std::string reason;
  /// Qualified names of the expected exception types.
  std::vector<std::string> errors = {};
  [[nodiscard]] TRIAL_DIST_API bool expected(const Failure& failure) const;
};
[[nodiscard]] TRIAL_DIST_API Todo makeTodo(std::string reason);
[[nodiscard]] TRIAL_DIST_API Todo makeTodo(std::vector<std::string> errors, std::string reason);

/// A run that ended before its last test: a signal interrupted it, or it had to be given up.
struct EarlyEnd {
  bool interrupted = false;
  /// How many tests did not run.
  std::size_t notRun = 0;
  /// The signal that interrupted it; 0 if it was none, or is not known.
  int signal = 0;
};

/// Receives the results of a run: for each test `startTest`, zero or more results, `stopTest`.
/// Tests do not overlap, even with `-j`. After `done()` the object is not used again.
class TRIAL_DIST_API IReporter {
 public:
  virtual ~IReporter() = default;
  virtual void startTest(const TestPtr& test) = 0;
  virtual void stopTest(const TestPtr& test) = 0;
  virtual void addSuccess(const TestPtr& test) = 0;
  virtual void addError(const TestPtr& test, const Failure& error) = 0;
  virtual void addFailure(const TestPtr& test, const Failure& failure) = 0;
  virtual void addExpectedFailure(const TestPtr& test, const Failure& failure,
                                  const std::optional<Todo>& todo = std::nullopt) = 0;
  virtual void addUnexpectedSuccess(const TestPtr& test,
                                    const std::optional<Todo>& todo = std::nullopt) = 0;
  virtual void addSkip(const TestPtr& test, const std::string& reason) = 0;

  // Beside the documented methods. A reporter that needs none of them inherits them.
  /// More about the running test than its results: each member of `details` that is set, except
  /// `test` and `results`.
  virtual void addDetails(const TestPtr& /*test*/, const CaseReport& /*details*/) {}
  /// A stage of the test begins: setUp, the test, a cleanup or tearDown. It may take `limit`
  /// seconds even if its code blocks; none: as long as it likes (FIX-25).
  virtual void stageBegan(const TestPtr& /*test*/, std::optional<double> /*limit*/) {}
  /// The test that was started for a worker begins there.
  virtual void testBegan(const TestPtr& /*test*/, int /*worker*/) {}
  /// The test that was started did not begin and is not over: it may be started again.
  virtual void withdrawTest(const TestPtr& test) { stopTest(test); }
  /// The process that ran the test was lost in the middle of it; `stopTest` follows.
  virtual void testLost(const TestPtr& test, const Failure& loss) { addError(test, loss); }
  /// The run ended early, so it was not successful; `done` follows.
  virtual void endedEarly(const EarlyEnd& /*end*/) {}

  [[nodiscard]] virtual bool wasSuccessful() const = 0;
  virtual void done() = 0;
  /// Asks the run to end: `shouldStop` is true from now on.
  virtual void stop() = 0;
  [[nodiscard]] virtual bool shouldStop() const = 0;
  [[nodiscard]] virtual int testsRun() const = 0;
};
using ReporterPtr = std::shared_ptr<IReporter>;

}  // namespace trial
