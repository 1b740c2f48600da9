/// Assertions on the warnings of a call. (twisted.trial.unittest; AS-10)
#pragma once

#include <functional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/log.hpp>
#include <trial/asserts.hpp>
#include <trial/detail/deferredasserts.hpp>

namespace trial {

using reactor::log::WarningRecord;

namespace detail {

TRIAL_DIST_API void checkWarns(const std::vector<WarningRecord>& warnings,
                               std::string_view category, std::string_view message,
                               std::string_view filename, Location where);
TRIAL_DIST_API void checkDeprecated(const std::vector<WarningRecord>& warnings,
                                    std::string_view version, Location where);

/// A text, and where it was given as an argument. (Behind further arguments there is no place for
/// a default argument.)
struct TextAt {
  template <class T>
  requires std::is_convertible_v<const T&, std::string_view> TextAt(
      const T& given, Location at = Location::current())
      : text(given), where(at) {}
  std::string_view text;
  Location where;
};

/// Calls `f(args...)`, passes the warnings that it gave to `check`, and returns its result.
template <class Check, class F, class... Args>
std::invoke_result_t<F, Args...> capturingWarnings(Check check, F&& f, Args&&... args) {
  using Returned = std::invoke_result_t<F, Args...>;
  reactor::log::WarningCapture capture;
  if constexpr (std::is_void_v<Returned>) {
    std::invoke(std::forward<F>(f), std::forward<Args>(args)...);
    check(capture.flush());
  } else {
    Returned returned = std::invoke(std::forward<F>(f), std::forward<Args>(args)...);
    check(capture.flush());
    return std::forward<Returned>(returned);
  }
}

}  // namespace detail

class TRIAL_DIST_API WarningAssertions : public DeferredAssertions {
 public:
  /// Fails unless `f(args...)` gives one warning, or the same one several times, with this category
  /// (its last part is enough), this text and this file (a name or a path). Returns what it
  /// returns.
  template <class F, class... Args>
  static decltype(auto) assertWarns(detail::TextAt category, std::string_view message,
                                    std::string_view filename, F&& f, Args&&... args) {
    return detail::capturingWarnings(
        [&](const auto& warnings) {
          detail::checkWarns(warnings, category.text, message, filename, category.where);
        },
        std::forward<F>(f), std::forward<Args>(args)...);
  }
  template <class F, class... Args>
  static decltype(auto) failUnlessWarns(detail::TextAt category, std::string_view message,
                                        std::string_view filename, F&& f, Args&&... args) {
    return assertWarns(category, message, filename, std::forward<F>(f),
                       std::forward<Args>(args)...);
  }
  /// Fails unless `f(args...)` gives one DeprecationWarning with "deprecated in " and this version
  /// in its text. Returns what it returns.
  template <class F, class... Args>
  static decltype(auto) callDeprecated(detail::TextAt version, F&& f, Args&&... args) {
    return detail::capturingWarnings(
        [&](const auto& warnings) {
          detail::checkDeprecated(warnings, version.text, version.where);
        },
        std::forward<F>(f), std::forward<Args>(args)...);
  }
};

}  // namespace trial
