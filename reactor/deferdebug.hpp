/// Where Deferreds were made and first fired, kept while debugging is on (DEF-15, DEF-16).
#pragma once

#include <string>
#include <vector>

#include <reactor/api.hpp>

namespace reactor {

TRIAL_DIST_API void setDebugging(bool on) noexcept;
[[nodiscard]] TRIAL_DIST_API bool getDebugging() noexcept;

namespace detail {

/// The calling functions, outermost last, one line each.
[[nodiscard]] std::vector<std::string> captureStack();

struct DebugInfo {
  std::vector<std::string> creator, invoker;
  [[nodiscard]] std::string text() const;
};

}  // namespace detail

}  // namespace reactor
