/// Suites of tests, and the holders that stand in a suite in place of a test.
/// (twisted.trial.runner)
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <reactor/api.hpp>
#include <trial/itrial.hpp>

namespace trial {

/// Runs its members in order until the result says stop (SU-01).
class TRIAL_DIST_API TestSuite : public ITestCase {
 public:
  explicit TestSuite(std::vector<TestPtr> tests = {});

  void addTest(TestPtr test) { tests_.push_back(std::move(test)); }
  [[nodiscard]] const std::deque<TestPtr>& tests() const noexcept { return tests_; }
  /// For functions that change the tree: `decorate`, the removal of duplicates.
  [[nodiscard]] std::deque<TestPtr>& tests() noexcept { return tests_; }

  /// A suite has no name of its own.
  [[nodiscard]] std::string id() const override { return {}; }
  [[nodiscard]] std::string shortDescription() const override { return id(); }
  [[nodiscard]] int countTestCases() const override;
  void run(IReporter& result) override;

 private:
  std::deque<TestPtr> tests_;
};
using SuitePtr = std::shared_ptr<TestSuite>;

/// Removes each member before running it; members that were not run stay (SU-02).
class TRIAL_DIST_API DestructiveTestSuite : public TestSuite {
 public:
  using TestSuite::TestSuite;
  void run(IReporter& result) override;
};

/// The name under which errors outside of tests are reported.
inline constexpr std::string_view NOT_IN_TEST = "<not in test>";

/// Reports at its end the errors that were logged while none of its tests ran (SU-03).
class TRIAL_DIST_API LoggedSuite : public TestSuite {
 public:
  using TestSuite::TestSuite;
  void run(IReporter& result) override;
};

/// The suite that a TrialRunner runs: a LoggedSuite of its tests, after which the default reactor's
/// "shutdown" event is fired, also when the run throws (SU-04). With `forceGarbageCollection` the
/// reactor is iterated after each test.
class TRIAL_DIST_API TrialSuite : public TestSuite {
 public:
  explicit TrialSuite(std::vector<TestPtr> tests = {}, bool forceGarbageCollection = false);
  /// Undoes the wrapping of `tests`.
  ~TrialSuite() override;
  TrialSuite(const TrialSuite&) = delete;
  TrialSuite& operator=(const TrialSuite&) = delete;
  void run(IReporter& result) override;

 private:
  static void _bail();

  bool forceGarbageCollection_;
};

/// Takes the place of a test in reports; running it is a success (SU-05).
class TRIAL_DIST_API TestHolder : public ITestCase,
                                  public std::enable_shared_from_this<TestHolder> {
 public:
  explicit TestHolder(std::string description) : description_(std::move(description)) {}
  [[nodiscard]] std::string id() const override { return description_; }
  [[nodiscard]] int countTestCases() const override { return 0; }
  [[nodiscard]] std::string shortDescription() const override { return description_; }
  void run(IReporter& result) override;

 private:
  std::string description_;
};

/// Takes the place of a name that could not be loaded; running it is an error (SU-06).
class TRIAL_DIST_API ErrorHolder : public TestHolder {
 public:
  ErrorHolder(std::string description, Failure error)
      : TestHolder(std::move(description)), error_(std::move(error)) {}
  [[nodiscard]] const Failure& error() const noexcept { return error_; }
  void run(IReporter& result) override;

 private:
  Failure error_;
};

/// Takes the place of a test that will not run; running it is a skip.
class TRIAL_DIST_API SkipHolder final : public TestHolder {
 public:
  /// Without a `path` it follows from the description.
  SkipHolder(std::string description, std::string reason, std::vector<std::string> path = {})
      : TestHolder(std::move(description)), reason_(std::move(reason)), path_(std::move(path)) {}
  [[nodiscard]] std::vector<std::string> path() const override {
    return path_.empty() ? TestHolder::path() : path_;
  }
  [[nodiscard]] int countTestCases() const override { return 1; }
  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }
  void run(IReporter& result) override;

 private:
  std::string reason_;
  std::vector<std::string> path_;
};

/// Wraps another test: running it runs that one, and results are reported for that one.
/// (twisted.trial.unittest.TestDecorator)
class TRIAL_DIST_API TestDecorator : public ITestCase {
 public:
  explicit TestDecorator(TestPtr test) : originalTest_(std::move(test)) {}
  [[nodiscard]] std::string id() const override { return originalTest_->id(); }
  [[nodiscard]] int countTestCases() const override { return originalTest_->countTestCases(); }
  [[nodiscard]] std::string shortDescription() const override {
    return originalTest_->shortDescription();
  }
  void run(IReporter& result) override { originalTest_->run(result); }
  [[nodiscard]] std::vector<std::string> path() const override { return originalTest_->path(); }
  [[nodiscard]] std::string_view programName() const noexcept override {
    return originalTest_->programName();
  }

 protected:
  [[nodiscard]] const TestPtr& originalTest() const noexcept { return originalTest_; }

 private:
  TestPtr originalTest_;
};

/// Wraps every case of a tree in place and keeps the suites (SU-08). Returns `test`; if `test` is a
/// case, its wrapper.
TRIAL_DIST_API TestPtr decorate(TestPtr test, const std::function<TestPtr(TestPtr)>& decorator);

/// The cases of a tree, depth first, left to right (SU-07).
[[nodiscard]] TRIAL_DIST_API std::vector<TestPtr> _iterateTests(const TestPtr& suiteOrCase);

}  // namespace trial
