/// Assertions on the results of Deferreds. (AS-06 to AS-09)
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include <reactor/api.hpp>
#include <reactor/defer.hpp>
#include <trial/detail/assertnames.hpp>

namespace trial {

namespace detail {

/// The names of the types: `a`, `a or b`.
[[nodiscard]] TRIAL_DIST_API std::string alternatives(
    std::initializer_list<const std::type_info*> types);
[[noreturn]] TRIAL_DIST_API void failUnexpectedFailure(const std::string& expected,
                                                       const std::string& deferred,
                                                       const Failure& found, Location where);
[[noreturn]] TRIAL_DIST_API void failOtherFailure(
    std::initializer_list<const std::type_info*> expected, const Failure& found, Location where);

/// Takes the result out of `d`; none if it has not fired yet.
template <class T>
std::optional<reactor::Result<T>> takeResult(const reactor::Deferred<T>& d) {
  std::optional<reactor::Result<T>> taken;
  if (d.chain().ready()) {
    d.addBoth([&taken](reactor::Result<T> result) { taken = std::move(result); });
  }
  return taken;
}

template <class T>
std::string reprResult(const reactor::Result<T>& result) {
  if constexpr (std::is_void_v<T>) {
    return (void)result, "None";
  } else {
    return reactor::repr(std::get<0>(result));
  }
}

/// The type of the result of an assertFailure for these exceptions.
template <class... Es>
struct RaisedBy {
  using type = Raised<std::exception>;
};
template <class E>
struct RaisedBy<E> {
  using type = Raised<E>;
};

}  // namespace detail

class TRIAL_DIST_API DeferredAssertions : public AssertionNames {
 public:
  /// The value that `d` has fired with; fails if it has not fired or has a failure.
  template <class T>
  static T successResultOf(const reactor::Deferred<T>& d, Location where = Location::current()) {
    const auto shown = d.repr();
    auto result = detail::takeResult(d);
    if (!result) fail("Success result expected on " + shown + ", found no result instead", where);
    if (const auto* failure = std::get_if<1>(&*result)) {
      fail("Success result expected on " + shown + ", found failure result instead:\n" +
               failure->getTraceback(),
           where);
    }
    if constexpr (!std::is_void_v<T>) return std::get<0>(std::move(*result));
  }

  /// The failure that `d` has fired with; its exception must be one of `Es`, if any are given.
  template <class... Es, class T>
  static Failure failureResultOf(const reactor::Deferred<T>& d,
                                 Location where = Location::current()) {
    const auto shown = d.repr();
    auto result = detail::takeResult(d);
    if (!result) fail("Failure result expected on " + shown + ", found no result instead", where);
    const auto* failure = std::get_if<1>(&*result);
    if (failure == nullptr) {
      fail("Failure result expected on " + shown + ", found success result (" +
               detail::reprResult<T>(*result) + ") instead",
           where);
    }
    if constexpr (sizeof...(Es) > 0) {
      if (!failure->template check<Es...>()) {
        detail::failUnexpectedFailure(detail::alternatives({&typeid(Es)...}), shown, *failure,
                                      where);
      }
    }
    return *failure;
  }

  /// Fails if `d` has fired. A value stays in `d`, a failure is taken out.
  template <class T>
  static void assertNoResult(const reactor::Deferred<T>& d, Location where = Location::current()) {
    if (!d.chain().ready()) return;
    const auto shown = d.repr();
    std::string found;
    if (d.chain().failed()) {
      found = std::get<1>(*detail::takeResult(d)).repr();
    } else if constexpr (std::is_void_v<T>) {
      found = "None";
    } else {
      d.addCallback([&found](T value) {
        found = reactor::repr(value);
        return value;
      });
    }
    fail("No result expected on " + shown + ", found " + found + " instead", where);
  }

  /// A view of `d` that fires with the exception if `d` fails with one of `Es`, and with a FailTest
  /// otherwise. Return it from the test or await it.
  template <class... Es, class T>
  [[nodiscard]] static auto assertFailure(const reactor::Deferred<T>& d,
                                          Location where = Location::current()) {
    static_assert(sizeof...(Es) > 0, "name the types of exceptions that are expected");
    return d.addBoth([where](reactor::Result<T> result) -> typename detail::RaisedBy<Es...>::type {
      auto* failure = std::get_if<1>(&result);
      if (failure == nullptr) {
        fail("did not catch an error, instead got " + detail::reprResult<T>(result), where);
      }
      if (!failure->template check<Es...>())
        detail::failOtherFailure({&typeid(Es)...}, *failure, where);
      return typename detail::RaisedBy<Es...>::type(std::move(*failure));
    });
  }
  template <class... Es, class T>
  [[nodiscard]] static auto failUnlessFailure(const reactor::Deferred<T>& d,
                                              Location where = Location::current()) {
    return assertFailure<Es...>(d, where);
  }
};

}  // namespace trial
