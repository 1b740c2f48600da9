/// The reporters that `--reporter` knows, by name. (REP-26)
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include <reactor/api.hpp>
#include <trial/reporter.hpp>

namespace trial {

struct ReporterEntry {
  std::string name;
  /// One line.
  std::string description;
  ReporterFactory factory;
};

/// In the order in which they were registered, trial's own first.
[[nodiscard]] TRIAL_DIST_API const std::deque<ReporterEntry>& reporters();
/// Null if there is none of that name.
[[nodiscard]] TRIAL_DIST_API const ReporterEntry* findReporter(std::string_view name);
/// `std::invalid_argument` if the name is taken.
TRIAL_DIST_API void registerReporter(ReporterEntry entry);

}  // namespace trial
