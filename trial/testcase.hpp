/// The base classes of tests: SynchronousTestCase, and TestCase, whose fixtures and tests may
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
#include <trial/monkey.hpp>

namespace trial {

class CaseAccess;
class LoggedErrors;

namespace detail {

template <class F, class... Args>
constexpr bool checkCleanup() {
  static_assert(std::is_invocable_v<F&, Args&...>,
                "the function of addCleanup takes the arguments that follow it");
  return std::is_invocable_v<F&, Args&...>;
}

}  // namespace detail

/// One test. Derived classes define their own setUp, tearDown and runTest; they are not virtual.
/// Registration (<trial/registration.hpp>) binds them and the test method to an object.
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
  /// Runs setUp, the test, the cleanups and tearDown, and reports the results to `result` (TC-01 to
  /// TC-20, TC-29).
  void run(IReporter& result) override;

  /// Adds a call `f(args...)` after the test and before tearDown. The last one added is called
  /// first (TC-02, TC-06, TC-07).
  template <class F, class... Args>
  void addCleanup(F f, Args... args) {
    if constexpr (detail::checkCleanup<F, Args...>()) {
      static_assert(
          !reactor::detail::DeferredLike<std::invoke_result_t<F&, Args&...>>,
          "a SynchronousTestCase does not wait for Deferreds: derive from trial::TestCase");
      pushCleanup(
          [f = std::move(f), arguments = std::make_tuple(std::move(args)...)]() mutable -> Waiting {
            (void)std::apply(f, arguments);
            return std::nullopt;
          });
    }
  }
  /// Sets a variable to `value`, or that member of an object, until the test is over (TC-33); the
  /// place must live until then.
  template <class T>
  std::shared_ptr<MonkeyPatcher> patch(T& place, std::type_identity_t<T> value) {
    return patchWith({place, std::move(value)});
  }
  template <class Object, class C, class T>
  requires std::is_base_of_v<C, Object> std::shared_ptr<MonkeyPatcher> patch(
      Object& object, T C::*member, std::type_identity_t<T> value) {
    return patchWith({object, member, std::move(value)});
  }
  /// Removes and returns the errors that were logged in this test so far: those of the given types,
  /// or all. Throws `std::logic_error` outside of a run.
  template <class... Es>
  std::vector<Failure> flushLoggedErrors() {
    return flush(
        [](const Failure& error) { return sizeof...(Es) == 0 || (error.is<Es>() || ...); });
  }
  /// Removes and returns the warnings of this test so far. Those that are not flushed are issued
  /// again after the test (TC-38). Throws `std::logic_error` outside of a run.
  std::vector<WarningRecord> flushWarnings();
  /// A path for a new file, in a new folder below the current one (TC-34).
  [[nodiscard]] std::filesystem::path mktemp();

  /// The option of the method, else of the class, else of the module.
  [[nodiscard]] virtual std::optional<std::string> getSkip() const;
  [[nodiscard]] virtual std::optional<Todo> getTodo() const;
  /// `<module.Class testMethod=method>`
  [[nodiscard]] std::string repr() const;
  /// Equal for objects of one class and method; `std::hash` gives the same value. An object is
  /// equal only to itself (TC-35).
  [[nodiscard]] std::size_t hash() const;
  [[nodiscard]] bool operator==(const SynchronousTestCase& other) const { return this == &other; }

 protected:
  void pushCleanup(std::function<Waiting()> cleanup);
  [[nodiscard]] const TestClass* testClass() const noexcept { return class_; }
  [[nodiscard]] const TestMethod* testMethod() const noexcept { return method_; }

 private:
  friend class CaseAccess;
  friend class RegisteredTest;
  /// True for a TestCase: Deferreds are waited for, failed fixtures are errors.
  [[nodiscard]] virtual bool asynchronous() const { return false; }
  /// Seconds for each stage.
  [[nodiscard]] virtual double timeLimit() const { return 0; }
  void bind(const TestClass& testClass, const TestMethod& method);
  std::shared_ptr<MonkeyPatcher> patchWith(MonkeyPatcher::Patch patch);
  std::vector<Failure> flush(const std::function<bool(const Failure&)>& matches);
  [[nodiscard]] std::string moduleName() const;
  [[nodiscard]] std::string className() const;

  std::string methodName_;
  const TestClass* class_ = nullptr;
  const TestMethod* method_ = nullptr;
  std::vector<std::function<Waiting()>> cleanups_;
  // Null outside of a run.
  LoggedErrors* logged_ = nullptr;
  reactor::log::WarningCapture* warnings_ = nullptr;
};

/// A test whose fixtures, test method and cleanups may return a Deferred: the default reactor runs
/// until it fires (TC-12, TC-13).
class TRIAL_DIST_API TestCase : public SynchronousTestCase {
 public:
  using SynchronousTestCase::SynchronousTestCase;

  /// Like the base's; a Deferred that `f` returns is waited for.
  template <class F, class... Args>
  void addCleanup(F f, Args... args) {
    if constexpr (detail::checkCleanup<F, Args...>()) {
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
  }
  /// The time limit in seconds, for each of setUp, the test and tearDown: the option of the method,
  /// else of the class, else of the module, else 120 (TC-21).
  [[nodiscard]] virtual double getTimeout() const;

 private:
  [[nodiscard]] bool asynchronous() const final { return true; }
  [[nodiscard]] double timeLimit() const final { return getTimeout(); }
};

/// A registered test in a suite. The object of its class is made when it runs, and is destroyed
/// before a success is reported, so that errors logged by its destructor count for the test.
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
