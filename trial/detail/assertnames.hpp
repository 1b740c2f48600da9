/// Further names of the assertions: older ones, and the names that Python's unittest has for single
/// types. (AS-10)
#pragma once

#include <string_view>
#include <utility>

#include <reactor/api.hpp>
#include <trial/asserts.hpp>

namespace trial {

class TRIAL_DIST_API AssertionNames : public Assertions {
 public:
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
  TRIAL_OLDER_PAIR(assertDictEqual, assertEqual)
  TRIAL_OLDER_PAIR(assertListEqual, assertEqual)
  TRIAL_OLDER_PAIR(assertSequenceEqual, assertEqual)
  TRIAL_OLDER_PAIR(assertSetEqual, assertEqual)
  TRIAL_OLDER_PAIR(assertTupleEqual, assertEqual)
  TRIAL_OLDER_PAIR(assertMultiLineEqual, assertEqual)
#undef TRIAL_OLDER_CONDITION
#undef TRIAL_OLDER_PAIR
#define TRIAL_OLDER_PLACES(older, newer)                                                \
  template <class A, class B>                                                           \
  static A older(A&& first, const B& second, int places = 7, std::string_view msg = {}, \
                 Location where = Location::current()) {                                \
    return newer(std::forward<A>(first), second, places, msg, where);                   \
  }
  TRIAL_OLDER_PLACES(assertAlmostEquals, assertAlmostEqual)
  TRIAL_OLDER_PLACES(failUnlessAlmostEqual, assertAlmostEqual)
  TRIAL_OLDER_PLACES(failUnlessAlmostEquals, assertAlmostEqual)
  TRIAL_OLDER_PLACES(assertNotAlmostEquals, assertNotAlmostEqual)
  TRIAL_OLDER_PLACES(failIfAlmostEqual, assertNotAlmostEqual)
  TRIAL_OLDER_PLACES(failIfAlmostEquals, assertNotAlmostEqual)
#undef TRIAL_OLDER_PLACES
  template <class A, class B, class T>
  static A failUnlessApproximates(A&& first, const B& second, const T& tolerance,
                                  std::string_view msg = {}, Location where = Location::current()) {
    return assertApproximates(std::forward<A>(first), second, tolerance, msg, where);
  }
  template <class... Cs, class T>
  static void failUnlessIsInstance(const T& object, std::string_view msg = {},
                                   Location where = Location::current()) {
    assertIsInstance<Cs...>(object, msg, where);
  }
  template <class... Cs, class T>
  static void failIfIsInstance(const T& object, Location where = Location::current()) {
    assertNotIsInstance<Cs...>(object, where);
  }
  template <class E, class F>
  static Raised<E> failUnlessRaises(F&& f, Location where = Location::current()) {
    return assertRaises<E>(std::forward<F>(f), where);
  }
};

}  // namespace trial
