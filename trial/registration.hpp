/// The macros with which a test module registers its tests, one line a class:
///
///     TRIAL_TESTS(MathTests, test_addition, (test_division, .todo = "not written yet"))
///     TRIAL_CLASS(MathTests, .timeout = 5)           // options of all its tests
///     TRIAL_MODULE(sample.test_math, .skip = "why")  // its name, if not the file's, and options
///     TRIAL_TYPED_TESTS(QueueTests, (int, std::string), test_order)  // of QueueTests<int>, ...
///     TRIAL_VALUES(MathTests, test_square, 1, 2, 3)  // test_square(int), a test for each value
///
/// Options are those of TestOptions, in its order: skip, todo, timeout.
/// A class may have setUp and tearDown. Like the tests they are public, take no arguments, and
/// return nothing or (in a TestCase) a Deferred. They are not virtual: the functions of the
/// registered class are called.
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/defer.hpp>
#include <reactor/repr.hpp>
#include <trial/detail/once.hpp>
#include <trial/detail/registry.hpp>
#include <trial/testcase.hpp>

namespace trial::detail {

inline reactor::Deferred<void> withoutResult(reactor::Deferred<void> d) { return d; }
template <class T>
reactor::Deferred<void> withoutResult(reactor::Deferred<T> d) {
  return d.addCallback([](const T&) {});
}

/// Runs the stage `f` of `testCase`; the Deferred that it returned, if any.
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

/// The type of the parameter of a test that is registered with values, `R (C::*)(A)`.
template <class M>
struct ValueTaken;
template <class R, class C, class A>
struct ValueTaken<R (C::*)(A)> : std::type_identity<std::remove_cvref_t<A>> {};
template <class R, class C, class A>
struct ValueTaken<R (C::*)(A) const> : std::type_identity<std::remove_cvref_t<A>> {};
template <class R, class C, class A>
struct ValueTaken<R (C::*)(A) noexcept> : std::type_identity<std::remove_cvref_t<A>> {};
template <class R, class C, class A>
struct ValueTaken<R (C::*)(A) const noexcept> : std::type_identity<std::remove_cvref_t<A>> {};

struct MethodSpec {
  const char* name;
  Stage run;
  int line;
  TestOptions options = {};
};

TRIAL_DIST_API bool registerClass(TestClass testClass, std::initializer_list<MethodSpec> methods);
/// `name[value]`, with the characters replaced that have a meaning in an id.
[[nodiscard]] TRIAL_DIST_API std::string nameWithValue(const char* name, const std::string& value);
/// Registers `methods`; those with equal names get numbers: `name#2`.
TRIAL_DIST_API bool registerMethods(TestClass testClass, std::vector<TestMethod> methods);
/// The types in a list `(int, std::string)`, as they are written.
[[nodiscard]] TRIAL_DIST_API std::vector<std::string> namesOfTypes(std::string_view list);
TRIAL_DIST_API bool registerClassOptions(const char* file, const char* name, TestOptions options);
TRIAL_DIST_API bool registerModule(const char* file, const char* name, TestOptions options);
TRIAL_DIST_API bool registerSuite(const char* file,
                                  std::function<std::shared_ptr<TestSuite>()> make);

/// `templateName` is empty if the class is no instance of a class template.
template <class C>
TestClass describeClass(std::string name, const char* file, int line,
                        std::string templateName = {}) {
  static_assert(std::is_base_of_v<SynchronousTestCase, C>,
                "a test class derives from trial::TestCase or trial::SynchronousTestCase");
  static_assert(std::is_default_constructible_v<C>, "a test class is made without arguments");
  TestClass description;
  description.name = std::move(name);
  description.type = &typeid(C);
  description.file = file;
  description.line = line;
  description.templateName = std::move(templateName);
  description.make = &makeCase<C>;
  description.setUp = &setUpOf<C>;
  description.tearDown = &tearDownOf<C>;
  return description;
}

struct ValuedSpec {
  const char* name;
  int line;
  TestOptions options = {};
};

/// The text of a value in an id. It must be the same in every process, so a value that cannot be
/// printed, or only as an address, is shown as its number in the list.
template <class T>
std::string valueText(const T& value, std::size_t place) {
  if constexpr (std::is_enum_v<T> && !reactor::detail::Streamed<T>) {
    return std::to_string(+static_cast<std::underlying_type_t<T>>(value));
  } else if constexpr (reactor::PrintableEverywhere<T>) {
    return readable(reactor::repr(value));
  } else {
    return "#" + std::to_string(place);
  }
}

template <class C, auto Method>
bool registerValues(TestClass testClass, const ValuedSpec& spec,
                    std::initializer_list<typename ValueTaken<decltype(Method)>::type> values) {
  std::vector<TestMethod> methods;
  for (const auto& value : values) {
    methods.push_back({nameWithValue(spec.name, valueText(value, methods.size() + 1)),
                       [value](SynchronousTestCase& testCase) {
                         return callStage(static_cast<C&>(testCase),
                                          [&value](C& c) { return (c.*Method)(value); });
                       },
                       spec.options, spec.line});
  }
  return registerMethods(std::move(testClass), std::move(methods));
}

/// Calls `each` with a `std::type_identity` of each type and its name.
template <class... Ts, class Each>
bool forEachType(std::string_view list, Each each) {
  const auto names = namesOfTypes(list);
  std::size_t i = 0;
  return (each(std::type_identity<Ts>(), names.at(i++)) && ...);
}

}  // namespace trial::detail

// Applies a macro to each argument, with commas between: TRIAL_DETAIL_EACH(M, a, x, y) is
//     M(a, x), M(a, y)
// The nested expansions below allow 343 arguments. With more, the name of the macro that is not
// expanded is the error message.
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
  macro(context, item) __VA_OPT__(                        \
      , TRIAL_AT_MOST_343_TESTS_IN_ONE_LINE TRIAL_DETAIL_PARENS(macro, context, __VA_ARGS__))
#define TRIAL_AT_MOST_343_TESTS_IN_ONE_LINE() TRIAL_DETAIL_EACH_STEP

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

// The name and the MethodSpec of a test with values.
#define TRIAL_DETAIL_NAME(item) \
  TRIAL_DETAIL_CHOOSE(TRIAL_DETAIL_PROBE_NAME item, TRIAL_DETAIL_PLAIN_NAME, )(item)
#define TRIAL_DETAIL_PROBE_NAME(...) ~, TRIAL_DETAIL_FIRST_OF
#define TRIAL_DETAIL_PLAIN_NAME(item) item
#define TRIAL_DETAIL_FIRST_OF(item) TRIAL_DETAIL_FIRST item
#define TRIAL_DETAIL_FIRST(first, ...) first
#define TRIAL_DETAIL_SPEC(item) \
  TRIAL_DETAIL_CHOOSE(TRIAL_DETAIL_PROBE_SPEC item, TRIAL_DETAIL_PLAIN_SPEC, )(item)
#define TRIAL_DETAIL_PROBE_SPEC(...) ~, TRIAL_DETAIL_OPTIONED_SPEC
#define TRIAL_DETAIL_PLAIN_SPEC(item) \
  { #item, __LINE__ }
#define TRIAL_DETAIL_OPTIONED_SPEC(item) TRIAL_DETAIL_SPEC_OF item
#define TRIAL_DETAIL_SPEC_OF(test, ...) \
  {                                     \
#test, __LINE__, { __VA_ARGS__ }    \
  }

/// Registers tests of `Class`, at most 343, each as its name or `(name, options)`. A class may have
/// several such lines.
#define TRIAL_TESTS(Class, ...)                                          \
  TRIAL_DETAIL_ONCE(::trial::detail::registerClass(                      \
      ::trial::detail::describeClass<Class>(#Class, __FILE__, __LINE__), \
      {TRIAL_DETAIL_EACH(TRIAL_DETAIL_TEST, Class, __VA_ARGS__)}))
/// Registers the tests for each type of a list in brackets. Each instance, `Template<int>`, is a
/// class of its own, named as the type is written.
#define TRIAL_TYPED_TESTS(Template, types, ...)                                                   \
  TRIAL_DETAIL_ONCE(::trial::detail::forEachType<TRIAL_DETAIL_UNWRAP types>(                      \
      #types, [](auto trialType, const std::string& trialName) {                                  \
        using TrialClass = Template<typename decltype(trialType)::type>;                          \
        return ::trial::detail::registerClass(                                                    \
            ::trial::detail::describeClass<TrialClass>(#Template "<" + trialName + ">", __FILE__, \
                                                       __LINE__, #Template),                      \
            {TRIAL_DETAIL_EACH(TRIAL_DETAIL_TEST, TrialClass, __VA_ARGS__)});                     \
      }))
/// Registers a test that takes a value, as its name or `(name, options)`, once for each of the
/// values, with names such as `test_square[1]`. An enumerator is shown as its number; a value that
/// cannot be printed as its number in the list: `test_shape[#1]`.
#define TRIAL_VALUES(Class, test, ...)                                                            \
  TRIAL_DETAIL_ONCE((::trial::detail::registerValues<Class, &Class::TRIAL_DETAIL_NAME(test)>(     \
      ::trial::detail::describeClass<Class>(#Class, __FILE__, __LINE__), TRIAL_DETAIL_SPEC(test), \
      {__VA_ARGS__})))
/// Sets options for all tests of a class, or of all instances of a class template.
#define TRIAL_CLASS(Class, ...) \
  TRIAL_DETAIL_ONCE(::trial::detail::registerClassOptions(__FILE__, #Class, {__VA_ARGS__}))
/// Sets the module's name, and options for all its tests.
#define TRIAL_MODULE(name, ...) \
  TRIAL_DETAIL_ONCE(::trial::detail::registerModule(__FILE__, #name, {__VA_ARGS__}))
/// Sets the function that makes the module's suite, in place of its registered classes (SU-13).
#define TRIAL_TEST_SUITE(function) \
  TRIAL_DETAIL_ONCE(::trial::detail::registerSuite(__FILE__, function))
