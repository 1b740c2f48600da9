#include <trial/limits/runlimits.hpp>

#include <algorithm>
#include <utility>

namespace trial::limits {

namespace {

RunLimits inForce;

}  // namespace

const RunLimits& runLimits() noexcept { return inForce; }

double withTestTimeout(double limit) noexcept {
  return std::min(limit, inForce.testTimeout.value_or(limit));
}

RunLimitsInForce::RunLimitsInForce(RunLimits limits) noexcept
    : before_(std::exchange(inForce, limits)) {}

RunLimitsInForce::~RunLimitsInForce() { inForce = before_; }

}  // namespace trial::limits
