/// The assertions of a test case. Thin templates compare; texts are made in asserts.cpp when one
/// fails. (twisted.trial.unittest; AS-01 to AS-05)
///
/// Each takes a text of your own last. After assertTrue, assertFalse and assertEqual it is added to
/// the default text, elsewhere it replaces it, as in trial. Each returns what it checked (AS-02).
#pragma once

#include <cmath>
#include <concepts>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/failure.hpp>
#include <reactor/repr.hpp>

namespace trial {

using reactor::Failure;

/// The place in the code of a call, as the default of a last parameter.
struct Location {
  const char* file;
  const char* function;
  int line;
  static constexpr Location current(const char* file = __builtin_FILE(),
                                    const char* function = __builtin_FUNCTION(),
                                    int line = __builtin_LINE()) noexcept {
    return {file, function, line};
  }
};

class TRIAL_DIST_API AssertionError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// A failed assertion: the only exception that makes a test fail instead of being in error.
class TRIAL_DIST_API FailTest : public AssertionError, public reactor::Located {
 public:
  explicit FailTest(const std::string& message, Location where = Location::current());
  [[nodiscard]] const std::vector<reactor::Frame>& frames() const noexcept override {
    return frames_;
  }

 private:
  std::vector<reactor::Frame> frames_;
};

/// Thrown in a test: it is skipped, for this reason (TC-15).
class TRIAL_DIST_API SkipTest : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Thrown in a test: it is in error and the run ends (TC-32).
class TRIAL_DIST_API KeyboardInterrupt : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return ""; }
};

/// The exception that an assertion caught, kept alive.
template <class E>
class Raised {
 public:
  explicit Raised(Failure failure) : failure_(std::move(failure)) {}
  [[nodiscard]] const E& operator*() const { return *failure_.template as<E>(); }
  [[nodiscard]] const E* operator->() const { return failure_.template as<E>(); }
  [[nodiscard]] const Failure& failure() const noexcept { return failure_; }

 private:
  Failure failure_;
};

namespace detail {

[[noreturn]] TRIAL_DIST_API void failWith(const std::string& message, Location where);
/// `text`, or `own` in its place.
[[noreturn]] TRIAL_DIST_API void failInstead(std::string_view own, const std::string& text,
                                             Location where);
/// `text`, then ` : ` and `own`.
[[noreturn]] TRIAL_DIST_API void failAdding(std::string_view own, std::string text, Location where);
[[noreturn]] TRIAL_DIST_API void failNotRaised(const std::type_info& expected,
                                               const std::string& returned, Location where);
[[noreturn]] TRIAL_DIST_API void failOtherRaised(const std::type_info& expected,
                                                 const Failure& raised, Location where);
/// Two texts that differ, with the lines that do.
[[nodiscard]] TRIAL_DIST_API std::string textDifference(std::string_view first,
                                                        std::string_view second);
[[nodiscard]] TRIAL_DIST_API bool matchesRegex(const std::string& text, const std::string& pattern);

template <class T>
concept Number = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> &&
                 !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> &&
                 !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;
template <class T>
concept Text = std::convertible_to<const T&, std::string_view> && !std::same_as<T, std::nullptr_t>;
template <class T>
concept CString = std::same_as < std::decay_t<T>,
const char* > || std::same_as<std::decay_t<T>, char*>;

template <class T>
bool isNull(const T& value) {
  if constexpr (std::is_pointer_v<T>) {
    return value == nullptr;
  } else {
    return (void)value, false;
  }
}

/// Texts by their characters, integers by their value whatever their signs, all else by `==`.
template <class A, class B>
bool equal(const A& first, const B& second) {
  if constexpr (Text<A> && Text<B>) {
    if (isNull(first) || isNull(second)) return isNull(first) && isNull(second);
    return std::string_view(first) == std::string_view(second);
  } else if constexpr (Number<A> && Number<B>) {
    return std::cmp_equal(first, second);
  } else {
    return static_cast<bool>(first == second);
  }
}

template <class A, class B>
std::string unequalText(const A& first, const B& second) {
  auto text = reactor::repr(first) + " != " + reactor::repr(second);
  if constexpr (Text<A> && Text<B>) {
    if (!isNull(first) && !isNull(second)) text += textDifference(first, second);
  }
  return text;
}

template <class V, class C>
bool contains(const V& containee, const C& container) {
  if constexpr (Text<C>) {
    if constexpr (std::same_as<V, char>) {
      return std::string_view(container).find(containee) != std::string_view::npos;
    } else {
      return std::string_view(container).find(std::string_view(containee)) !=
             std::string_view::npos;
    }
  } else if constexpr (requires { container.contains(containee); }) {
    return container.contains(containee);
  } else {
    for (const auto& item : container) {
      if (equal(item, containee)) return true;
    }
    return false;
  }
}

/// Rounded to `places` the two are the same.
template <class A, class B>
bool almostEqual(const A& first, const B& second, int places) {
  const auto difference = static_cast<double>(second - first);
  return std::nearbyint(difference * std::pow(10.0, places)) == 0;
}

}  // namespace detail

/// Base of the test cases. The types of the returned values: what was passed as a temporary comes
/// back by value, all else as a reference.
class TRIAL_DIST_API Assertions {
 public:
  using failureException = FailTest;

  [[noreturn]] static void fail(std::string_view msg = {}, Location where = Location::current()) {
    detail::failWith(std::string(msg), where);
  }

  template <class T>
  static T assertTrue(T&& condition, std::string_view msg = {},
                      Location where = Location::current()) {
    if (!static_cast<bool>(condition)) {
      detail::failAdding(msg, reactor::repr(std::as_const(condition)) + " is not true", where);
    }
    return std::forward<T>(condition);
  }
  template <class T>
  static T assertFalse(T&& condition, std::string_view msg = {},
                       Location where = Location::current()) {
    if (static_cast<bool>(condition)) {
      detail::failAdding(msg, reactor::repr(std::as_const(condition)) + " is not false", where);
    }
    return std::forward<T>(condition);
  }

  template <class A, class B>
  static A assertEqual(A&& first, const B& second, std::string_view msg = {},
                       Location where = Location::current()) {
    if (!detail::equal(first, second))
      detail::failAdding(msg, detail::unequalText(first, second), where);
    return std::forward<A>(first);
  }
  template <class A, class B>
  static A assertNotEqual(A&& first, const B& second, std::string_view msg = {},
                          Location where = Location::current()) {
    if (detail::equal(first, second)) {
      detail::failInstead(msg, reactor::repr(first) + " == " + reactor::repr(second), where);
    }
    return std::forward<A>(first);
  }

  /// The same object.
  template <class A, class B>
  static const A& assertIs(const A& first, const B& second, std::string_view msg = {},
                           Location where = Location::current()) {
    if (!sameObject(first, second)) {
      detail::failInstead(msg, reactor::repr(first) + " is not " + reactor::repr(second), where);
    }
    return first;
  }
  template <class A, class B>
  static const A& assertIsNot(const A& first, const B& second, std::string_view msg = {},
                              Location where = Location::current()) {
    if (sameObject(first, second)) {
      detail::failInstead(msg, reactor::repr(first) + " is " + reactor::repr(second), where);
    }
    return first;
  }

  /// A key of a map or set, an item of another container, a part of a text.
  template <class V, class C>
  static V assertIn(V&& containee, const C& container, std::string_view msg = {},
                    Location where = Location::current()) {
    if (!detail::contains(containee, container)) {
      detail::failInstead(msg, reactor::repr(containee) + " not in " + reactor::repr(container),
                          where);
    }
    return std::forward<V>(containee);
  }
  template <class V, class C>
  static V assertNotIn(V&& containee, const C& container, std::string_view msg = {},
                       Location where = Location::current()) {
    if (detail::contains(containee, container)) {
      detail::failInstead(msg, reactor::repr(containee) + " in " + reactor::repr(container), where);
    }
    return std::forward<V>(containee);
  }
  static std::string_view assertSubstring(std::string_view substring, std::string_view text,
                                          std::string_view msg = {},
                                          Location where = Location::current()) {
    return assertIn(substring, text, msg, where);
  }
  static std::string_view assertNotSubstring(std::string_view substring, std::string_view text,
                                             std::string_view msg = {},
                                             Location where = Location::current()) {
    return assertNotIn(substring, text, msg, where);
  }

  /// The difference, rounded to `places` decimal places, is 0.
  template <class A, class B>
  static A assertAlmostEqual(A&& first, const B& second, int places = 7, std::string_view msg = {},
                             Location where = Location::current()) {
    if (!detail::almostEqual(first, second, places)) {
      detail::failInstead(msg, withinPlaces(first, " != ", second, places), where);
    }
    return std::forward<A>(first);
  }
  template <class A, class B>
  static A assertNotAlmostEqual(A&& first, const B& second, int places = 7,
                                std::string_view msg = {}, Location where = Location::current()) {
    if (detail::almostEqual(first, second, places)) {
      detail::failInstead(msg, withinPlaces(first, " == ", second, places), where);
    }
    return std::forward<A>(first);
  }
  /// |first - second| <= tolerance (AS-05).
  template <class A, class B, class T>
  static A assertApproximates(A&& first, const B& second, const T& tolerance,
                              std::string_view msg = {}, Location where = Location::current()) {
    using std::abs;
    if (!(abs(first - second) <= tolerance)) {
      detail::failInstead(msg, reactor::repr(first) + " ~== " + reactor::repr(second), where);
    }
    return std::forward<A>(first);
  }

  /// `object` points or refers to a `C`.
  template <class C, class T>
  static void assertIsInstance(const T& object, std::string_view msg = {},
                               Location where = Location::current()) {
    if (dynamic_cast<const C*>(pointerTo(object)) == nullptr) {
      detail::failWith(instanceText(object, " is not an instance of ", typeid(C), msg), where);
    }
  }
  template <class C, class T>
  static void assertNotIsInstance(const T& object, Location where = Location::current()) {
    if (dynamic_cast<const C*>(pointerTo(object)) != nullptr) {
      detail::failWith(instanceText(object, " is an instance of ", typeid(C), {}), where);
    }
  }

  template <class A, class B>
  static A assertGreater(A&& first, const B& second, std::string_view msg = {},
                         Location where = Location::current()) {
    if (!(first > second)) {
      detail::failAdding(msg, reactor::repr(first) + " not greater than " + reactor::repr(second),
                         where);
    }
    return std::forward<A>(first);
  }
  template <class A, class B>
  static A assertLess(A&& first, const B& second, std::string_view msg = {},
                      Location where = Location::current()) {
    if (!(first < second)) {
      detail::failAdding(msg, reactor::repr(first) + " not less than " + reactor::repr(second),
                         where);
    }
    return std::forward<A>(first);
  }
  /// Somewhere in `text`; the grammar is ECMAScript's.
  static void assertRegex(const std::string& text, const std::string& regex,
                          std::string_view msg = {}, Location where = Location::current()) {
    if (detail::matchesRegex(text, regex)) return;
    detail::failAdding(
        msg, "Regex didn't match: " + reactor::repr(regex) + " not found in " + reactor::repr(text),
        where);
  }

  /// Calls `f`, which must throw an `E` or what derives from it (AS-04).
  template <class E, class F>
  static Raised<E> assertRaises(F&& f, Location where = Location::current()) {
    std::string returned = "None";
    try {
      if constexpr (std::is_void_v<std::invoke_result_t<F>>) {
        std::invoke(std::forward<F>(f));
      } else {
        returned = reactor::repr(std::invoke(std::forward<F>(f)));
      }
    } catch (...) {
      Failure raised;
      if (!raised.is<E>()) detail::failOtherRaised(typeid(E), raised, where);
      return Raised<E>(std::move(raised));
    }
    detail::failNotRaised(typeid(E), returned, where);
  }

  // Older names.
#define TRIAL_OLDER_CONDITION(older, newer)                                                        \
  template <class T>                                                                               \
  static T older(T&& condition, std::string_view msg = {}, Location where = Location::current()) { \
    return newer(std::forward<T>(condition), msg, where);                                          \
  }
#define TRIAL_OLDER_PAIR(older, newer)                                               \
  template <class A, class B>                                                        \
  static decltype(auto) older(A&& first, const B& second, std::string_view msg = {}, \
                              Location where = Location::current()) {                \
    return newer(std::forward<A>(first), second, msg, where);                        \
  }
  TRIAL_OLDER_CONDITION(assert_, assertTrue)
  TRIAL_OLDER_CONDITION(failUnless, assertTrue)
  TRIAL_OLDER_CONDITION(failUnlessTrue, assertTrue)
  TRIAL_OLDER_CONDITION(assertNot, assertFalse)
  TRIAL_OLDER_CONDITION(failIf, assertFalse)
  TRIAL_OLDER_CONDITION(failUnlessFalse, assertFalse)
  TRIAL_OLDER_PAIR(assertEquals, assertEqual)
  TRIAL_OLDER_PAIR(failUnlessEqual, assertEqual)
  TRIAL_OLDER_PAIR(failUnlessEquals, assertEqual)
  TRIAL_OLDER_PAIR(assertNotEquals, assertNotEqual)
  TRIAL_OLDER_PAIR(failIfEqual, assertNotEqual)
  TRIAL_OLDER_PAIR(failIfEquals, assertNotEqual)
  TRIAL_OLDER_PAIR(assertIdentical, assertIs)
  TRIAL_OLDER_PAIR(failUnlessIdentical, assertIs)
  TRIAL_OLDER_PAIR(assertNotIdentical, assertIsNot)
  TRIAL_OLDER_PAIR(failIfIdentical, assertIsNot)
  TRIAL_OLDER_PAIR(failUnlessIn, assertIn)
  TRIAL_OLDER_PAIR(failIfIn, assertNotIn)
  TRIAL_OLDER_PAIR(failUnlessSubstring, assertSubstring)
  TRIAL_OLDER_PAIR(failIfSubstring, assertNotSubstring)
#undef TRIAL_OLDER_CONDITION
#undef TRIAL_OLDER_PAIR

 private:
  template <class T>
  static const auto* pointerTo(const T& object) {
    if constexpr (std::is_pointer_v<T>) {
      return object;
    } else if constexpr (requires { object.get(); }) {
      return object.get();
    } else {
      return std::addressof(object);
    }
  }
  template <class A, class B>
  static bool sameObject(const A& first, const B& second) {
    if constexpr (std::is_pointer_v<A> || std::is_null_pointer_v<A> || requires { first.get(); }) {
      return first == second;
    } else {
      return static_cast<const void*>(std::addressof(first)) ==
             static_cast<const void*>(std::addressof(second));
    }
  }
  template <class A, class B>
  static std::string withinPlaces(const A& first, const char* relation, const B& second,
                                  int places) {
    return reactor::repr(first) + relation + reactor::repr(second) + " within " +
           std::to_string(places) + " places";
  }
  template <class T>
  static std::string instanceText(const T& object, const char* relation, const std::type_info& type,
                                  std::string_view msg) {
    auto text = reactor::repr(object) + relation + reactor::qualifiedName(type);
    if (!msg.empty()) text.append(": ").append(msg);
    return text;
  }
};

}  // namespace trial
