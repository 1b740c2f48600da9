#include <trial/limits/timelimit.hpp>

#include <algorithm>

namespace trial::limits {

namespace {

constexpr double longestGap = 2;

/// How long the thread that waited longest has waited. The sum of all threads says nothing of how
/// much earlier the case would have been over.
double waited(const RunDelays& before, const RunDelays& now) {
  double longest = 0;
  for (const auto& [thread, delay] : now) {
    const auto known = before.find(thread);
    longest = std::max(longest, delay - (known == before.end() ? 0 : known->second));
  }
  return longest;
}

}  // namespace

double lookEvery(std::optional<double> testTimeout) noexcept {
  constexpr double most = 1;
  constexpr double least = 0.02;
  return testTimeout ? std::clamp(*testTimeout / 4, least, most) : most;
}

bool TimeLimit::overdue(const LimitedPart& part, double now,
                        const std::function<RunDelays()>& delays) {
  if (!part.limit) {
    number_.reset();
    return false;
  }
  if (number_ != part.number) {
    number_ = part.number;
    last_ = now;
    passed_ = 0;
    before_ = delays();
    return false;
  }
  passed_ += std::min(now - last_, longestGap);
  last_ = now;
  const double limit = *part.limit;
  if (passed_ < limit) return false;
  return passed_ >= 3 * limit || passed_ - waited(before_, delays()) >= limit;
}

}  // namespace trial::limits
