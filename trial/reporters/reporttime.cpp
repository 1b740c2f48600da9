#include <trial/reporters/reporttime.hpp>

#include <chrono>
#include <utility>

namespace trial {

namespace {

ReportTime* innermost = nullptr;

}  // namespace

ReportTime::ReportTime(double seconds, std::optional<double> runBegan) noexcept
    : outer_(std::exchange(innermost, this)), seconds_(seconds), runBegan_(runBegan) {}

ReportTime::~ReportTime() { innermost = outer_; }

std::optional<double> ReportTime::runBegan() noexcept {
  return innermost != nullptr ? innermost->runBegan_ : std::nullopt;
}

double ReportTime::now() noexcept {
  if (innermost != nullptr) return innermost->seconds_;
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace trial
