/// TimeLimit: says whether a case takes too long. It knows no process and no clock: whoever watches
/// the case looks at it about once a second.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>

#include <sys/types.h>

namespace trial::limits {

/// For each thread of a process, the seconds for which it was ready to run and had no processor.
using RunDelays = std::map<pid_t, double>;

/// The part of a case that is limited: a stage of a native case, or a whole case of a program.
struct LimitedPart {
  /// Another number is another part.
  std::uint64_t number = 0;
  /// Seconds; none: there is no limit.
  std::optional<double> limit = std::nullopt;
};

/// The seconds between two looks, so that a short limit is noticed in time.
[[nodiscard]] double lookEvery(std::optional<double> testTimeout) noexcept;

class TimeLimit final {
 public:
  /// The part that runs now, the seconds of a monotonic clock, and a function that reads the run
  /// delays. True when the part has taken at least its limit since the first look that saw it, not
  /// counting
  /// - the time that it waited for a processor, but at most twice the limit;
  /// - what a gap between two looks has beyond two seconds: then the watcher itself was stopped, as
  ///   the whole run is by ^Z, or the machine was asleep.
  [[nodiscard]] bool overdue(const LimitedPart& part, double now,
                             const std::function<RunDelays()>& delays);

 private:
  std::optional<std::uint64_t> number_;
  double last_ = 0;
  double passed_ = 0;
  RunDelays before_;
};

}  // namespace trial::limits
