/// Assertions on the warnings that a call gives. (twisted.trial.unittest; AS-10)
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

/// Calls `f`, gives the warnings of the call to `check`, returns what `f` returned.
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
  /// `f` gives one warning, or the same one several times: of this category (its last part is
  /// enough), with this text, from a file of this name or path. Returns what `f` returns.
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
  /// `f` gives one DeprecationWarning, which says "deprecated in " and this version. Returns what
  /// `f` returns.
  template <class F>
  static decltype(auto) callDeprecated(std::string_view version, F&& f,
                                       Location where = Location::current()) {
    return detail::capturingWarnings(std::forward<F>(f), [&](const auto& warnings) {
      detail::checkDeprecated(warnings, version, where);
    });
  }
};

}  // namespace trial
