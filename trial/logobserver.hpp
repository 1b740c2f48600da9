/// LoggedErrors: collects the errors that are logged during a test or between tests. (TC-29, SU-03)
#pragma once

#include <functional>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/failure.hpp>

namespace trial {

using reactor::Failure;

/// Collects the errors that are logged while it lives. If several live, the newest one collects.
/// They must be destroyed in reverse order.
class TRIAL_DIST_API LoggedErrors final {
 public:
  LoggedErrors();
  ~LoggedErrors();
  LoggedErrors(const LoggedErrors&) = delete;
  LoggedErrors& operator=(const LoggedErrors&) = delete;

  /// The errors collected and not flushed, oldest first.
  [[nodiscard]] const std::vector<Failure>& getErrors() const noexcept { return errors_; }
  /// Removes and returns the errors of these types.
  template <class E, class... Es>
  std::vector<Failure> flushErrors() {
    return flushErrors(
        [](const Failure& error) { return error.is<E>() || (error.is<Es>() || ...); });
  }
  /// Removes and returns the errors for which `matches` is true.
  std::vector<Failure> flushErrors(const std::function<bool(const Failure&)>& matches);
  /// Removes and returns all errors.
  std::vector<Failure> flushErrors();

 private:
  std::vector<Failure> errors_;
  LoggedErrors* outer_;
};

}  // namespace trial
