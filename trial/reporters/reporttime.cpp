#include <trial/reporters/reporttime.hpp>

#include <chrono>
#include <utility>

namespace trial {

namespace {

ReportTime* innermost = nullptr;

}  // namespace

ReportTime::ReportTime(double seconds, std::optional<double> runBegan,
                       std::optional<double> date) noexcept
    : outer_(std::exchange(innermost, this)), seconds_(seconds), runBegan_(runBegan), date_(date) {}

ReportTime::~ReportTime() { innermost = outer_; }

std::optional<double> ReportTime::runBegan() noexcept {
  return innermost != nullptr ? innermost->runBegan_ : std::nullopt;
}

double ReportTime::date() noexcept {
  if (innermost != nullptr && innermost->date_) return *innermost->date_;
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

double ReportTime::now() noexcept {
  if (innermost != nullptr) return innermost->seconds_;
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace trial
