/// The interfaces between the parts of a test run: a test case, a reporter, a todo.
/// (twisted.trial.itrial)
#pragma once

#include <functional>
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

/// A test, or a suite of them. A suite owns its members.
class TRIAL_DIST_API ITestCase {
 public:
  virtual ~ITestCase() = default;
  /// The name that finds it in any process: `module.Class.method`, or
  /// `path/to/program::Suite/case`.
  [[nodiscard]] virtual std::string id() const = 0;
  [[nodiscard]] virtual int countTestCases() const = 0;
  /// Reports `startTest`, its results, `stopTest`. Does not throw what the test throws.
  virtual void run(IReporter& result) = 0;
  void operator()(IReporter& result) { run(result); }
  /// The first line of its description, else a short name.
  [[nodiscard]] virtual std::string shortDescription() const = 0;
  /// The names of what it stands in, outermost first, and its own: `{module, Class, method}`, or
  /// `{program, suite, suite, case}`; never empty. Unless it is overridden, the id is taken apart
  /// at its dots, of a case of a program at the slashes of its name.
  [[nodiscard]] virtual std::vector<std::string> path() const;
  /// The test program that it is a case of, as its id names it: cases of one program may share a
  /// process. Empty for a native test.
  [[nodiscard]] virtual std::string_view programName() const noexcept { return {}; }
};
using TestPtr = std::shared_ptr<ITestCase>;

/// Why a test is expected to fail, and with which exceptions (none listed: any).
struct Todo {
  std::string reason;
  /// Qualified names of the expected exception types.
  std::vector<std::string> errors = {};
  [[nodiscard]] TRIAL_DIST_API bool expected(const Failure& failure) const;
};
[[nodiscard]] TRIAL_DIST_API Todo makeTodo(std::string reason);
[[nodiscard]] TRIAL_DIST_API Todo makeTodo(std::vector<std::string> errors, std::string reason);

/// Takes the results of a run. For one test: `startTest`, zero or more results, `stopTest`; one
/// test at a time, also under `-j`. After `done()` the object is not used again.
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
  [[nodiscard]] virtual bool wasSuccessful() const = 0;
  virtual void done() = 0;
  /// The run is to end: `shouldStop` is true from now on.
  virtual void stop() = 0;
  [[nodiscard]] virtual bool shouldStop() const = 0;
  [[nodiscard]] virtual int testsRun() const = 0;
};
using ReporterPtr = std::shared_ptr<IReporter>;

}  // namespace trial
