/// Isolation: which cases of a test program of another framework share a process.
#pragma once

#include <optional>
#include <string_view>

namespace trial {

enum class Isolation {
  /// As many as the schedule of workers thinks fit; in a serial run all of a program.
  batch,
  /// None.
  process,
  /// All that are run of one program.
  program,
};

/// Its names, as options and the configuration file have them.
inline constexpr std::string_view isolationNames[] = {"batch", "process", "program"};

/// None if it is no such name.
[[nodiscard]] constexpr std::optional<Isolation> isolationNamed(std::string_view name) {
  for (const auto isolation : {Isolation::batch, Isolation::process, Isolation::program}) {
    if (isolationNames[static_cast<int>(isolation)] == name) return isolation;
  }
  return std::nullopt;
}

}  // namespace trial
