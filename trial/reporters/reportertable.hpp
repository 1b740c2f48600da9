/// The table of trial-dist's own reporters.
#pragma once

#include <vector>

#include <trial/reporter.hpp>

namespace trial {

struct BuiltInReporter {
  /// The name for `--reporter`.
  const char* name;
  /// One line for the help, the manual page and the completion of shells.
  const char* description;
  ReporterFactory factory;
};

/// In the order of the help.
[[nodiscard]] std::vector<BuiltInReporter> reporterTable();

}  // namespace trial
