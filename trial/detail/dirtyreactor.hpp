/// DirtyReactorAggregateError: the error of a test that left something in the reactor.
#pragma once

#include <exception>
#include <string>
#include <vector>

#include <reactor/api.hpp>

namespace trial {

/// The texts of the delayed calls, readers, writers and processes that a test left in the reactor
/// (TC-26, TC-28).
class TRIAL_DIST_API DirtyReactorAggregateError : public std::exception {
 public:
  explicit DirtyReactorAggregateError(std::vector<std::string> delayedCalls,
                                      std::vector<std::string> selectables = {});
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

  const std::vector<std::string> delayedCalls;
  const std::vector<std::string> selectables;

 private:
  std::string text_;
};

}  // namespace trial
