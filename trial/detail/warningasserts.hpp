/// Assertions on the warnings of a call. (twisted.trial.unittest; AS-10)
#pragma once

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

/// Calls `f`, passes the warnings that it gave to `check`, and returns the result of `f`.
template <class F, class Check>
std::invoke_result_t<F> capturingWarnings(F&& f, Check check) {
  using Returned = std::invoke_result_t<F>;
  reactor::log::WarningCapture capture;
  if constexpr (std::is_void_v<Returned>) {
    std::forward<F>(f)();
    check(capture.flush());
  } else {
    Returned returned = std::forward<F>(f)();
    check(capture.flush());
    return std::forward<Returned>(returned);
  }
}

}  // namespace detail

class TRIAL_DIST_API WarningAssertions : public DeferredAssertions {
 public:
  /// Fails unless `f` gives one warning, or the same one several times, with this category (its
  /// last part is enough), this text and this file (a name or a path). Returns the result of `f`.
  template <class F>
  static decltype(auto) assertWarns(std::string_view category, std::string_view message,
                                    std::string_view filename, F&& f,
                                    Location where = Location::current()) {
    return detail::capturingWarnings(std::forward<F>(f), [&](const auto& warnings) {
      detail::checkWarns(warnings, category, message, filename, where);
    });
  }
  template <class F>
  static decltype(auto) failUnlessWarns(std::string_view category, std::string_view message,
                                        std::string_view filename, F&& f,
                                        Location where = Location::current()) {
    return assertWarns(category, message, filename, std::forward<F>(f), where);
  }
  /// Fails unless `f` gives one DeprecationWarning with "deprecated in " and this version in its
  /// text. Returns the result of `f`.
  template <class F>
  static decltype(auto) callDeprecated(std::string_view version, F&& f,
                                       Location where = Location::current()) {
    return detail::capturingWarnings(std::forward<F>(f), [&](const auto& warnings) {
      detail::checkDeprecated(warnings, version, where);
    });
  }
};

}  // namespace trial
