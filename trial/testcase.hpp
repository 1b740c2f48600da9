/// What tests are written with: SynchronousTestCase, and TestCase, whose fixtures and tests may
/// return a Deferred or be coroutines. (twisted.trial.unittest)
///
///     class MathTests : public trial::TestCase {
///      public:
///       void test_addition() { assertEqual(2 + 2, 4); }
///     };
///     TRIAL_TESTS(MathTests, test_addition)
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/defer.hpp>
#include <trial/detail/registry.hpp>
#include <trial/detail/warningasserts.hpp>
#include <trial/itrial.hpp>

namespace trial {

class CaseRun;
class LoggedErrors;

/// Puts `value` where it is told to and the old value back: `patch` again and `restore` early are
/// allowed.
class TRIAL_DIST_API MonkeyPatcher {
 public:
  MonkeyPatcher(std::function<void()> patch, std::function<void()> restore)
      : patch_(std::move(patch)), restore_(std::move(restore)) {}
  void patch();
  void restore();

 private:
  std::function<void()> patch_;
  std::function<void()> restore_;
  bool patched_ = false;
};

/// One test. Its class hides setUp, tearDown and runTest with its own; registration
/// (<trial/registration.hpp>) binds those and the test method to an object.
class TRIAL_DIST_API SynchronousTestCase
    : public ITestCase,
      public WarningAssertions,
      public std::enable_shared_from_this<SynchronousTestCase> {
 public:
  explicit SynchronousTestCase(std::string methodName = "runTest");
  ~SynchronousTestCase() override;
  SynchronousTestCase(const SynchronousTestCase&) = delete;
  SynchronousTestCase& operator=(const SynchronousTestCase&) = delete;

  void setUp() {}
  void tearDown() {}
  void runTest() {}

  [[nodiscard]] std::string id() const override;
  [[nodiscard]] int countTestCases() const override { return 1; }
  [[nodiscard]] std::string shortDescription() const override;
  /// TC-01 to TC-20, TC-29. Reports for itself.
  void run(IReporter& result) override;

  /// Calls `f(args...)` after the test and before tearDown, the last added first (TC-02, TC-06,
  /// TC-07).
  template <class F, class... Args>
  void addCleanup(F f, Args... args) {
    static_assert(!reactor::detail::DeferredLike<std::invoke_result_t<F&, Args&...>>,
                  "a SynchronousTestCase does not wait for Deferreds: derive from trial::TestCase");
    pushCleanup(
        [f = std::move(f), arguments = std::make_tuple(std::move(args)...)]() mutable -> Waiting {
          (void)std::apply(f, arguments);
          return std::nullopt;
        });
  }
  /// Sets `place` to `value` until the test is over (TC-33). `place` must live as long.
  template <class T>
  std::shared_ptr<MonkeyPatcher> patch(T& place, std::type_identity_t<T> value) {
    return patchWith(std::make_shared<MonkeyPatcher>([&place, value] { place = value; },
                                                     [&place, old = place] { place = old; }));
  }
  /// Removes and returns what was logged as an error in this test so far: that of the given types,
  /// or all. Outside of a run `std::logic_error`.
  template <class... Es>
  std::vector<Failure> flushLoggedErrors() {
    return flush(
        [](const Failure& error) { return sizeof...(Es) == 0 || (error.is<Es>() || ...); });
  }
  /// Removes and returns the warnings of this test so far; those that stay are issued again after
  /// it (TC-38). Outside of a run `std::logic_error`.
  std::vector<WarningRecord> flushWarnings();
  /// A path that does not exist in a folder that does, below the current one (TC-34).
  [[nodiscard]] std::filesystem::path mktemp();

  /// Of the method, else the class, else the module.
  [[nodiscard]] virtual std::optional<std::string> getSkip() const;
  [[nodiscard]] virtual std::optional<Todo> getTodo() const;
  /// `<module.Class testMethod=method>`
  [[nodiscard]] std::string repr() const;
  /// Each object is equal to itself alone, and those of one class and method hash alike (TC-35);
  /// `std::hash` gives the same.
  [[nodiscard]] std::size_t hash() const;
  [[nodiscard]] bool operator==(const SynchronousTestCase& other) const { return this == &other; }

 protected:
  void pushCleanup(std::function<Waiting()> cleanup);
  [[nodiscard]] const TestClass* testClass() const noexcept { return class_; }
  [[nodiscard]] const TestMethod* testMethod() const noexcept { return method_; }

 private:
  friend class CaseRun;
  friend class RegisteredTest;
  /// Whether failing fixtures are errors, and seconds for a stage: what a TestCase does otherwise.
  [[nodiscard]] virtual bool asynchronous() const { return false; }
  [[nodiscard]] virtual double timeLimit() const { return 0; }
  void bind(const TestClass& testClass, const TestMethod& method);
  std::shared_ptr<MonkeyPatcher> patchWith(std::shared_ptr<MonkeyPatcher> patcher);
  std::vector<Failure> flush(const std::function<bool(const Failure&)>& matches);
  [[nodiscard]] std::string moduleName() const;
  [[nodiscard]] std::string className() const;

  std::string methodName_;
  const TestClass* class_ = nullptr;
  const TestMethod* method_ = nullptr;
  std::vector<std::function<Waiting()>> cleanups_;
  // Of the run that is on.
  LoggedErrors* logged_ = nullptr;
  reactor::log::WarningCapture* warnings_ = nullptr;
};

/// Fixtures, tests and cleanups may return a Deferred: the default reactor runs until it fires
/// (TC-12, TC-13).
class TRIAL_DIST_API TestCase : public SynchronousTestCase {
 public:
  using SynchronousTestCase::SynchronousTestCase;

  /// Like the base's; a Deferred that `f` returns is waited for.
  template <class F, class... Args>
  void addCleanup(F f, Args... args) {
    pushCleanup(
        [f = std::move(f), arguments = std::make_tuple(std::move(args)...)]() mutable -> Waiting {
          if constexpr (reactor::detail::DeferredLike<std::invoke_result_t<F&, Args&...>>) {
            return std::apply(f, arguments).addCallback([](const auto&...) {});
          } else {
            (void)std::apply(f, arguments);
            return std::nullopt;
          }
        });
  }
  /// Seconds for setUp, the test and tearDown each: of the method, else the class, else the module,
  /// else 120 (TC-21).
  [[nodiscard]] virtual double getTimeout() const;

 private:
  [[nodiscard]] bool asynchronous() const final { return true; }
  [[nodiscard]] double timeLimit() const final { return getTimeout(); }
};

/// A registered test as it stands in a suite. The object of its class is made when it runs and is
/// destroyed before its outcome is told, so that what its destructor logs is the test's own.
class TRIAL_DIST_API RegisteredTest final : public ITestCase,
                                            public std::enable_shared_from_this<RegisteredTest> {
 public:
  RegisteredTest(const TestClass& testClass, const TestMethod& method) noexcept
      : class_(testClass), method_(method) {}

  [[nodiscard]] std::string id() const override;
  [[nodiscard]] int countTestCases() const override { return 1; }
  [[nodiscard]] std::string shortDescription() const override { return method_.name; }
  /// The namespaces of the class count as a part of the module's name.
  [[nodiscard]] std::vector<std::string> path() const override;
  void run(IReporter& result) override;

  [[nodiscard]] const TestClass& testClass() const noexcept { return class_; }
  [[nodiscard]] const TestMethod& testMethod() const noexcept { return method_; }

 private:
  const TestClass& class_;
  const TestMethod& method_;
};

}  // namespace trial

template <>
struct std::hash<trial::SynchronousTestCase> {
  std::size_t operator()(const trial::SynchronousTestCase& test) const { return test.hash(); }
};
