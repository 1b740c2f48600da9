/// How a test module says which tests it has, one line a class:
///
///     TRIAL_TESTS(MathTests, test_addition, (test_division, .todo = "not written yet"))
///     TRIAL_CLASS(MathTests, .timeout = 5)           // options of all its tests
///     TRIAL_MODULE(sample.test_math, .skip = "why")  // its name, if not the file's, and options
///
/// Options are those of TestOptions, in its order: skip, todo, timeout.
/// A class has setUp and tearDown if it wants them; like the tests they are public, take nothing,
/// and return nothing or (in a TestCase) a Deferred. They are not virtual: what the registered
/// class has is called.
#pragma once

#include <concepts>
#include <initializer_list>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include <reactor/api.hpp>
#include <reactor/defer.hpp>
#include <trial/registry.hpp>
#include <trial/testcase.hpp>

namespace trial::detail {

inline reactor::Deferred<void> withoutResult(reactor::Deferred<void> d) { return d; }
template <class T>
reactor::Deferred<void> withoutResult(reactor::Deferred<T> d) {
  return d.addCallback([](const T&) {});
}

/// What the stage `f` of `testCase` leaves to wait for.
template <class C, class F>
Waiting callStage(C& testCase, F f) {
  using R = decltype(f(testCase));
  if constexpr (std::is_void_v<R>) {
    f(testCase);
    return std::nullopt;
  } else {
    static_assert(reactor::detail::DeferredLike<R>,
                  "a test or fixture returns nothing or a Deferred");
    static_assert(std::is_base_of_v<TestCase, C> || !reactor::detail::DeferredLike<R>,
                  "a SynchronousTestCase does not wait for Deferreds: derive from trial::TestCase");
    return withoutResult(f(testCase));
  }
}

template <class C>
Waiting setUpOf(SynchronousTestCase& testCase) {
  return callStage(static_cast<C&>(testCase), [](C& c) { return c.setUp(); });
}
template <class C>
Waiting tearDownOf(SynchronousTestCase& testCase) {
  return callStage(static_cast<C&>(testCase), [](C& c) { return c.tearDown(); });
}
template <class C, auto Method>
Waiting methodOf(SynchronousTestCase& testCase) {
  static_assert(std::is_invocable_v<decltype(Method), C&>, "a test takes no arguments");
  return callStage(static_cast<C&>(testCase), [](C& c) { return (c.*Method)(); });
}
template <class C>
std::unique_ptr<SynchronousTestCase> makeCase() {
  return std::unique_ptr<SynchronousTestCase>(new C);
}

struct MethodSpec {
  const char* name;
  Stage run;
  int line;
  TestOptions options = {};
};

TRIAL_DIST_API bool registerClass(TestClass testClass, std::initializer_list<MethodSpec> methods);
TRIAL_DIST_API bool registerClassOptions(const char* file, const char* name, TestOptions options);
TRIAL_DIST_API bool registerModule(const char* file, const char* name, TestOptions options);
TRIAL_DIST_API bool registerSuite(const char* file,
                                  std::function<std::shared_ptr<TestSuite>()> make);

template <class C>
TestClass describeClass(const char* name, const char* file, int line) {
  static_assert(std::is_base_of_v<SynchronousTestCase, C>,
                "a test class derives from trial::TestCase or trial::SynchronousTestCase");
  static_assert(std::is_default_constructible_v<C>, "a test class is made without arguments");
  TestClass description;
  description.name = name;
  description.type = &typeid(C);
  description.file = file;
  description.line = line;
  description.make = &makeCase<C>;
  description.setUp = &setUpOf<C>;
  description.tearDown = &tearDownOf<C>;
  return description;
}

}  // namespace trial::detail

// Applies a macro to each of up to 256 arguments: TRIAL_DETAIL_EACH(M, a, x, y) is M(a, x) , M(a,
// y).
#define TRIAL_DETAIL_PARENS ()
#define TRIAL_DETAIL_EXPAND(...) \
  TRIAL_DETAIL_EXPAND4(          \
      TRIAL_DETAIL_EXPAND4(TRIAL_DETAIL_EXPAND4(TRIAL_DETAIL_EXPAND4(__VA_ARGS__))))
#define TRIAL_DETAIL_EXPAND4(...) \
  TRIAL_DETAIL_EXPAND3(           \
      TRIAL_DETAIL_EXPAND3(TRIAL_DETAIL_EXPAND3(TRIAL_DETAIL_EXPAND3(__VA_ARGS__))))
#define TRIAL_DETAIL_EXPAND3(...) \
  TRIAL_DETAIL_EXPAND2(           \
      TRIAL_DETAIL_EXPAND2(TRIAL_DETAIL_EXPAND2(TRIAL_DETAIL_EXPAND2(__VA_ARGS__))))
#define TRIAL_DETAIL_EXPAND2(...) \
  TRIAL_DETAIL_EXPAND1(           \
      TRIAL_DETAIL_EXPAND1(TRIAL_DETAIL_EXPAND1(TRIAL_DETAIL_EXPAND1(__VA_ARGS__))))
#define TRIAL_DETAIL_EXPAND1(...) __VA_ARGS__
#define TRIAL_DETAIL_EACH(macro, context, ...) \
  __VA_OPT__(TRIAL_DETAIL_EXPAND(TRIAL_DETAIL_EACH_STEP(macro, context, __VA_ARGS__)))
#define TRIAL_DETAIL_EACH_STEP(macro, context, item, ...) \
  macro(context, item)                                    \
      __VA_OPT__(, TRIAL_DETAIL_EACH_AGAIN TRIAL_DETAIL_PARENS(macro, context, __VA_ARGS__))
#define TRIAL_DETAIL_EACH_AGAIN() TRIAL_DETAIL_EACH_STEP

// A test is `name` or `(name, options)`.
#define TRIAL_DETAIL_SECOND(first, second, ...) second
#define TRIAL_DETAIL_PROBE(...) ~, TRIAL_DETAIL_WITH_OPTIONS
#define TRIAL_DETAIL_CHOOSE(...) TRIAL_DETAIL_SECOND(__VA_ARGS__)
#define TRIAL_DETAIL_TEST(Class, item) \
  TRIAL_DETAIL_CHOOSE(TRIAL_DETAIL_PROBE item, TRIAL_DETAIL_PLAIN, )(Class, item)
#define TRIAL_DETAIL_PLAIN(Class, test) \
  { #test, &::trial::detail::methodOf < Class, &Class::test>, __LINE__ }
#define TRIAL_DETAIL_WITH_OPTIONS(Class, item) TRIAL_DETAIL_APPLY(Class, TRIAL_DETAIL_UNWRAP item)
#define TRIAL_DETAIL_UNWRAP(...) __VA_ARGS__
#define TRIAL_DETAIL_APPLY(...) TRIAL_DETAIL_OPTIONED(__VA_ARGS__)
#define TRIAL_DETAIL_OPTIONED(Class, test, ...)                                         \
  {                                                                                     \
#test, &::trial::detail::methodOf < Class, &Class::test>, __LINE__, { __VA_ARGS__ } \
  }

#define TRIAL_DETAIL_JOIN(a, b) TRIAL_DETAIL_JOIN_(a, b)
#define TRIAL_DETAIL_JOIN_(a, b) a##b
#define TRIAL_DETAIL_ONCE(call)                                                        \
  namespace {                                                                          \
  [[maybe_unused]] const bool TRIAL_DETAIL_JOIN(trialRegistered_, __COUNTER__) = call; \
  }

/// Registers tests of `Class`, each of them its name or `(name, options)`.
#define TRIAL_TESTS(Class, ...)                                          \
  TRIAL_DETAIL_ONCE(::trial::detail::registerClass(                      \
      ::trial::detail::describeClass<Class>(#Class, __FILE__, __LINE__), \
      {TRIAL_DETAIL_EACH(TRIAL_DETAIL_TEST, Class, __VA_ARGS__)}))
/// Options of all tests of a class.
#define TRIAL_CLASS(Class, ...) \
  TRIAL_DETAIL_ONCE(::trial::detail::registerClassOptions(__FILE__, #Class, {__VA_ARGS__}))
/// The module's name, and options of all its tests.
#define TRIAL_MODULE(name, ...) \
  TRIAL_DETAIL_ONCE(::trial::detail::registerModule(__FILE__, #name, {__VA_ARGS__}))
/// The function that makes the module's suite, in place of discovery (SU-13).
#define TRIAL_TEST_SUITE(function) \
  TRIAL_DETAIL_ONCE(::trial::detail::registerSuite(__FILE__, function))
