/// setDebugging: records where Deferreds are made and first fired (DEF-15, DEF-16).
/// (twisted.internet.defer)
#pragma once

#include <string>
#include <vector>

#include <reactor/api.hpp>

namespace reactor {

TRIAL_DIST_API void setDebugging(bool on) noexcept;
[[nodiscard]] TRIAL_DIST_API bool getDebugging() noexcept;

namespace detail {

/// The stack of calls, one line each, innermost first.
[[nodiscard]] std::vector<std::string> captureStack();

struct DebugInfo {
  std::vector<std::string> creator, invoker;
  [[nodiscard]] std::string text() const;
};

}  // namespace detail

}  // namespace reactor
