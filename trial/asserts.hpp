/// The assertions of a test case: thin templates that compare; the messages of failures are made in
/// asserts.cpp. (twisted.trial.unittest; AS-01 to AS-05)
///
/// Almost all take a message `msg` as their last argument. assertTrue, assertFalse, assertEqual,
/// assertGreater and its kin, assertRegex, assertIsNone and assertIsInstance add it to their own
/// message; for the others it replaces their own, as in trial. Assertions return the value that
/// they check, the first one of two (AS-02); assertRaises returns the exception, assertIsInstance
/// and assertRegex return nothing.
#pragma once

#include <cmath>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include <reactor/api.hpp>
#include <trial/detail/compare.hpp>
#include <trial/detail/differences.hpp>
#include <trial/failing.hpp>

namespace trial {

/// Base of the test cases. An argument that is a temporary is returned by value, any other as a
/// reference.
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
      detail::failAdding(msg, detail::shown(std::as_const(condition)) + " is not true", where);
    }
    return std::forward<T>(condition);
  }
  template <class T>
  static T assertFalse(T&& condition, std::string_view msg = {},
                       Location where = Location::current()) {
    if (static_cast<bool>(condition)) {
      detail::failAdding(msg, detail::shown(std::as_const(condition)) + " is not false", where);
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
      detail::failInstead(msg, detail::shown(first) + " == " + detail::shown(second), where);
    }
    return std::forward<A>(first);
  }

  /// Both are the same object.
  template <class A, class B>
  static A assertIs(A&& first, const B& second, std::string_view msg = {},
                    Location where = Location::current()) {
    if (!sameObject(first, second)) {
      detail::failInstead(msg, detail::shown(first) + " is not " + detail::shown(second), where);
    }
    return std::forward<A>(first);
  }
  template <class A, class B>
  static A assertIsNot(A&& first, const B& second, std::string_view msg = {},
                       Location where = Location::current()) {
    if (sameObject(first, second)) {
      detail::failInstead(msg, detail::shown(first) + " is " + detail::shown(second), where);
    }
    return std::forward<A>(first);
  }

  /// `containee` is a key of a map or set, an item of another container, or a part of a text.
  template <class V, class C>
  static V assertIn(V&& containee, const C& container, std::string_view msg = {},
                    Location where = Location::current()) {
    if (!detail::contains(containee, container)) {
      detail::failInstead(msg, detail::shown(containee) + " not in " + detail::shown(container),
                          where);
    }
    return std::forward<V>(containee);
  }
  template <class V, class C>
  static V assertNotIn(V&& containee, const C& container, std::string_view msg = {},
                       Location where = Location::current()) {
    if (detail::contains(containee, container)) {
      detail::failInstead(msg, detail::shown(containee) + " in " + detail::shown(container), where);
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
    if (!detail::approximates(first, second, tolerance)) {
      detail::failInstead(msg, detail::shown(first) + " ~== " + detail::shown(second), where);
    }
    return std::forward<A>(first);
  }

  /// `object` points or refers to one of the classes.
  template <class... Cs, class T>
  static void assertIsInstance(const T& object, std::string_view msg = {},
                               Location where = Location::current()) {
    if (!isInstance<Cs...>(object)) {
      detail::failWith(detail::instanceText(reactor::repr(object), " is not an instance of ",
                                            {&typeid(Cs)...}, msg),
                       where);
    }
  }
  template <class... Cs, class T>
  static void assertNotIsInstance(const T& object, Location where = Location::current()) {
    if (isInstance<Cs...>(object)) {
      detail::failWith(
          detail::instanceText(reactor::repr(object), " is an instance of ", {&typeid(Cs)...}, {}),
          where);
    }
  }

  template <class A, class B>
  static A assertGreater(A&& first, const B& second, std::string_view msg = {},
                         Location where = Location::current()) {
    if (!detail::greater(first, second)) {
      detail::failAdding(msg, detail::shown(first) + " not greater than " + detail::shown(second),
                         where);
    }
    return std::forward<A>(first);
  }
  template <class A, class B>
  static A assertGreaterEqual(A&& first, const B& second, std::string_view msg = {},
                              Location where = Location::current()) {
    if (!detail::greaterEqual(first, second)) {
      detail::failAdding(
          msg, detail::shown(first) + " not greater than or equal to " + detail::shown(second),
          where);
    }
    return std::forward<A>(first);
  }
  template <class A, class B>
  static A assertLessEqual(A&& first, const B& second, std::string_view msg = {},
                           Location where = Location::current()) {
    if (!detail::lessEqual(first, second)) {
      detail::failAdding(
          msg, detail::shown(first) + " not less than or equal to " + detail::shown(second), where);
    }
    return std::forward<A>(first);
  }
  template <class A, class B>
  static A assertLess(A&& first, const B& second, std::string_view msg = {},
                      Location where = Location::current()) {
    if (!detail::less(first, second)) {
      detail::failAdding(msg, detail::shown(first) + " not less than " + detail::shown(second),
                         where);
    }
    return std::forward<A>(first);
  }
  /// `regex` matches a part of `text`; its grammar is ECMAScript's.
  static void assertRegex(const std::string& text, const std::string& regex,
                          std::string_view msg = {}, Location where = Location::current()) {
    if (detail::matchesRegex(text, regex)) return;
    detail::failAdding(
        msg, "Regex didn't match: " + detail::shown(regex) + " not found in " + detail::shown(text),
        where);
  }

  static void assertNotRegex(const std::string& text, const std::string& regex,
                             std::string_view msg = {}, Location where = Location::current()) {
    if (!detail::matchesRegex(text, regex)) return;
    detail::failAdding(
        msg, "Regex matched: " + detail::shown(regex) + " found in " + detail::shown(text), where);
  }

  /// `value` is a null pointer or an optional without a value.
  template <class T>
  static T assertIsNone(T&& value, std::string_view msg = {},
                        Location where = Location::current()) {
    if (static_cast<bool>(value)) {
      detail::failAdding(msg, detail::shown(std::as_const(value)) + " is not None", where);
    }
    return std::forward<T>(value);
  }
  template <class T>
  static T assertIsNotNone(T&& value, std::string_view msg = {},
                           Location where = Location::current()) {
    if (!static_cast<bool>(value)) detail::failAdding(msg, "unexpectedly None", where);
    return std::forward<T>(value);
  }

  /// Calls `f`, which must throw an `E` or a class derived from it (AS-04).
  template <class E, class F>
  static Raised<E> assertRaises(F&& f, Location where = Location::current()) {
    std::string returned = "None";
    try {
      const detail::FailureExpected expected;
      static_assert(std::is_invocable_v<F>, "assertRaises<E>(f) calls f without arguments");
      if constexpr (!std::is_invocable_v<F>) {
        (void)f;
      } else if constexpr (std::is_void_v<std::invoke_result_t<F>>) {
        std::invoke(std::forward<F>(f));
      } else {
        returned = detail::shown(std::invoke(std::forward<F>(f)));
      }
    } catch (...) {
      Failure raised;
      if (!raised.is<E>()) detail::failOtherRaised(typeid(E), raised, where);
      return Raised<E>(std::move(raised));
    }
    detail::failNotRaised(typeid(E), returned, where);
  }

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
  template <class... Cs, class T>
  static bool isInstance(const T& object) {
    const auto* pointer = pointerTo(object);
    using Object = std::remove_cv_t<std::remove_pointer_t<decltype(pointer)>>;
    static_assert(sizeof...(Cs) != 0, "assertIsInstance<C>(object): name the class");
    static_assert((std::is_class_v<Cs> && ...), "assertIsInstance<C>(object): C must be a class");
    if constexpr (sizeof...(Cs) == 0 || !(std::is_class_v<Cs> && ...)) {
      return false;  // the static_asserts above give the only message
    } else if constexpr (!std::is_polymorphic_v<Object> &&
                         !(std::is_base_of_v<Cs, Object> && ...)) {
      static_assert(std::is_polymorphic_v<Object>,
                    "the class of the object must have a virtual function");
      return false;
    } else {
      return ((dynamic_cast<const Cs*>(pointer) != nullptr) || ...);
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
    return detail::shown(first) + relation + detail::shown(second) + " within " +
           std::to_string(places) + " places";
  }
};

}  // namespace trial
