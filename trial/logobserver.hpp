/// Errors that are logged while something is watched: a test, or the time between tests. (TC-29,
/// SU-03)
#pragma once

#include <functional>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/failure.hpp>

namespace trial {

using reactor::Failure;

/// Takes the errors that are logged from its construction to its destruction, on the program's one
/// stack of such watches: the innermost has them. They must end in reverse order.
class TRIAL_DIST_API LoggedErrors final {
 public:
  LoggedErrors();
  ~LoggedErrors();
  LoggedErrors(const LoggedErrors&) = delete;
  LoggedErrors& operator=(const LoggedErrors&) = delete;

  /// Those taken and not flushed, oldest first.
  [[nodiscard]] const std::vector<Failure>& getErrors() const noexcept { return errors_; }
  /// Removes and returns those for which `matches` is true.
  std::vector<Failure> flushErrors(const std::function<bool(const Failure&)>& matches);
  std::vector<Failure> flushErrors();

 private:
  std::vector<Failure> errors_;
  LoggedErrors* outer_;
};

}  // namespace trial
