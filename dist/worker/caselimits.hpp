/// How long a worker may take for a case, as it tells the manager.
#pragma once

#include <optional>

#include <trial/itrial.hpp>
#include <trial/limits/runlimits.hpp>
#include <trial/testcase.hpp>

namespace dist {

/// Whether it tells its stages, with their limits, when it runs.
[[nodiscard]] inline bool hasStages(const trial::ITestCase& test) {
  return dynamic_cast<const trial::RegisteredTest*>(&test) != nullptr ||
         dynamic_cast<const trial::SynchronousTestCase*>(&test) != nullptr;
}

/// Seconds after which the manager ends the worker that runs a case of a program; none: never. The
/// worker limits it itself, so the manager's turn comes only if that has not worked: when the
/// limit was tripled, the stacks were taken, and TERM and KILL were sent.
[[nodiscard]] inline std::optional<double> limitOfProgramCase() {
  const auto& limits = trial::limits::runLimits();
  if (!limits.testTimeout) return std::nullopt;
  constexpr double stacks = 10;
  return 3 * *limits.testTimeout + stacks + 2 * limits.grace;
}

}  // namespace dist
