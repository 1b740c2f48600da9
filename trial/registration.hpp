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
#include <deque>
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
#include <trial/detail/registrationmacros.hpp>
#include <trial/detail/registry.hpp>
#include <trial/testcase.hpp>

namespace trial::detail {

inline reactor::Deferred<void> withoutResult(reactor::Deferred<void> d) { return d; }
template <class T>
reactor::Deferred<void> withoutResult(reactor::Deferred<T> d) {
  return d.addCallback([](const T&) {});
}

// A registration that is wrong gets one message, from a static_assert, and nothing more is compiled
// of it.

/// Whether `C` can be the class of tests.
template <class C>
constexpr bool isTestClass =
    std::is_convertible_v<C*, SynchronousTestCase*>&& std::is_default_constructible_v<C>;
template <class C>
constexpr bool checkClass() {
  if constexpr (!std::is_convertible_v<C*, SynchronousTestCase*>) {
    static_assert(std::is_convertible_v<C*, SynchronousTestCase*>,
                  "a test class derives, publicly, from trial::TestCase or "
                  "trial::SynchronousTestCase");
  } else if constexpr (std::is_abstract_v<C>) {
    static_assert(!std::is_abstract_v<C>, "a test class has no pure functions");
  } else {
    static_assert(std::is_default_constructible_v<C>, "a test class is made without arguments");
  }
  return isTestClass<C>;
}

/// Runs the stage `f` of `testCase`; the Deferred that it returned, if any.
template <class C, class F>
Waiting callStage(C& testCase, F f) {
  using R = decltype(f(testCase));
  constexpr bool waits = reactor::detail::DeferredLike<R>;
  if constexpr (std::is_void_v<R>) {
    f(testCase);
    return std::nullopt;
  } else if constexpr (!waits) {
    static_assert(waits, "a test or fixture returns nothing or a Deferred");
    return std::nullopt;
  } else if constexpr (!std::is_base_of_v<TestCase, C>) {
    static_assert(std::is_base_of_v<TestCase, C>,
                  "a SynchronousTestCase does not wait for Deferreds: derive from trial::TestCase");
    return std::nullopt;
  } else {
    return withoutResult(f(testCase));
  }
}

template <class C>
Waiting setUpOf(SynchronousTestCase& testCase) {
  constexpr bool fits = requires(C & c) { c.setUp(); };
  static_assert(fits, "setUp of a test class is public and takes no arguments");
  if constexpr (fits) {
    return callStage(static_cast<C&>(testCase), [](C& c) { return c.setUp(); });
  } else {
    return std::nullopt;
  }
}
template <class C>
Waiting tearDownOf(SynchronousTestCase& testCase) {
  constexpr bool fits = requires(C & c) { c.tearDown(); };
  static_assert(fits, "tearDown of a test class is public and takes no arguments");
  if constexpr (fits) {
    return callStage(static_cast<C&>(testCase), [](C& c) { return c.tearDown(); });
  } else {
    return std::nullopt;
  }
}
/// `Named` is a function that returns the pointer to the method.
template <class C, class Named>
Waiting methodOf(SynchronousTestCase& testCase) {
  constexpr auto method = Named()();
  using M = decltype(method);
  if constexpr (!isTestClass<C>) {
    return std::nullopt;  // checkClass says why
  } else if constexpr (!std::is_member_function_pointer_v<M>) {
    static_assert(std::is_member_function_pointer_v<M>,
                  "a test is a method of its class, and not static");
    return std::nullopt;
  } else if constexpr (!std::is_invocable_v<M, C&>) {
    static_assert(std::is_invocable_v<M, C&>, "a test takes no arguments");
    return std::nullopt;
  } else {
    return callStage(static_cast<C&>(testCase), [](C& c) { return (c.*Named()())(); });
  }
}
template <class C>
std::unique_ptr<SynchronousTestCase> makeCase() {
  return std::unique_ptr<SynchronousTestCase>(new C);
}

/// In place of the value of a test that takes none.
struct AnyValue {
  template <class T>
  AnyValue(const T&) {}
};
/// The type of the parameter of a test that is registered with values, `R (C::*)(A)`.
template <class M>
struct ValueTaken : std::type_identity<AnyValue> {
  static_assert(!std::is_same_v<M, M>, "a test of TRIAL_VALUES is a method that takes one value");
};
template <class R, class C, class A>
struct ValueTaken<R (C::*)(A)> : std::type_identity<std::remove_cvref_t<A>> {};
template <class R, class C, class A>
struct ValueTaken<R (C::*)(A) const> : std::type_identity<std::remove_cvref_t<A>> {};
template <class R, class C, class A>
struct ValueTaken<R (C::*)(A) noexcept> : std::type_identity<std::remove_cvref_t<A>> {};
template <class R, class C, class A>
struct ValueTaken<R (C::*)(A) const noexcept> : std::type_identity<std::remove_cvref_t<A>> {};

/// The values for a test that takes a T.
template <class T>
struct Values {
  Values(std::initializer_list<T> list) : all(list) {}
  /// Taken only if the other constructor does not fit.
  template <class... Vs>
  Values(const Vs&...) {
    static_assert((std::is_convertible_v<const Vs&, T> && ...),
                  "the values of TRIAL_VALUES have the type that the test takes");
  }
  std::deque<T> all;
};

struct MethodSpec {
  const char* name;
  Stage run;
  int line;
  TestOptions options = {};
};
/// The name of a test stands in a function of its own, so that a compiler says nothing more of a
/// wrong one than that.
template <class C, class Named>
constexpr Stage stageOf(Named) noexcept {
  return &methodOf<C, Named>;
}

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
  TestClass description;
  description.name = std::move(name);
  description.type = &typeid(C);
  description.file = file;
  description.line = line;
  description.templateName = std::move(templateName);
  if constexpr (checkClass<C>()) {
    description.make = &makeCase<C>;
    description.setUp = &setUpOf<C>;
    description.tearDown = &tearDownOf<C>;
  }
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

/// A test that takes a value, before it is registered with its values.
template <class C, class Named>
struct ValuedTest {
  static constexpr auto method = Named()();
  using T = typename ValueTaken<std::remove_const_t<decltype(method)>>::type;

  bool with(const Values<T>& values) {
    std::vector<TestMethod> methods;
    if constexpr (isTestClass<C> && !std::is_same_v<T, AnyValue>) {
      for (const auto& value : values.all) {
        methods.push_back({nameWithValue(spec.name, valueText(value, methods.size() + 1)),
                           [value](SynchronousTestCase& testCase) {
                             return callStage(static_cast<C&>(testCase),
                                              [&value](C& c) { return (c.*method)(value); });
                           },
                           spec.options, spec.line});
      }
    }
    return registerMethods(std::move(testClass), std::move(methods));
  }

  TestClass testClass;
  ValuedSpec spec;
};
template <class C, class Named>
ValuedTest<C, Named> valuedTest(TestClass testClass, Named, ValuedSpec spec) {
  return {std::move(testClass), std::move(spec)};
}

template <class F>
bool registerSuiteOf(const char* file, F make) {
  constexpr bool fits = std::is_invocable_r_v<std::shared_ptr<TestSuite>, F&>;
  static_assert(fits, "the function of TRIAL_TEST_SUITE takes nothing and returns a SuitePtr");
  if constexpr (fits) {
    return registerSuite(file, std::move(make));
  } else {
    return false;
  }
}

/// Calls `each` with a `std::type_identity` of each type and its name.
template <class... Ts, class Each>
bool forEachType(std::string_view list, Each each) {
  const auto names = namesOfTypes(list);
  std::size_t i = 0;
  return (each(std::type_identity<Ts>(), names.at(i++)) && ...);
}

}  // namespace trial::detail

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
#define TRIAL_VALUES(Class, test, ...)                                                           \
  TRIAL_DETAIL_ONCE(::trial::detail::valuedTest<Class>(                                          \
                        ::trial::detail::describeClass<Class>(#Class, __FILE__, __LINE__),       \
                        [] { return &Class::TRIAL_DETAIL_NAME(test); }, TRIAL_DETAIL_SPEC(test)) \
                        .with({__VA_ARGS__}))
/// Sets options for all tests of a class, or of all instances of a class template.
#define TRIAL_CLASS(Class, ...) \
  TRIAL_DETAIL_ONCE(            \
      ::trial::detail::registerClassOptions(__FILE__, #Class, ::trial::TestOptions{__VA_ARGS__}))
/// Sets the module's name, and options for all its tests.
#define TRIAL_MODULE(name, ...) \
  TRIAL_DETAIL_ONCE(            \
      ::trial::detail::registerModule(__FILE__, #name, ::trial::TestOptions{__VA_ARGS__}))
/// Sets the function that makes the module's suite, in place of its registered classes (SU-13).
#define TRIAL_TEST_SUITE(function) \
  TRIAL_DETAIL_ONCE(::trial::detail::registerSuiteOf(__FILE__, function))
