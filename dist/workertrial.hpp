/// The main function of a worker process. (twisted.trial._dist.workertrial)
#pragma once

#include <string>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/log.hpp>

namespace dist {

class WorkerProtocol;

/// Sends the text of log events to the manager's test log; an event without text sends nothing
/// (WP-13). A warning goes to the report of the case that runs (FIX-28).
class TRIAL_DIST_API WorkerLogObserver final {
 public:
  /// `protocol` outlives the observer.
  explicit WorkerLogObserver(WorkerProtocol& protocol) : protocol_(protocol) {}
  void emit(const reactor::log::Event& event);

 private:
  WorkerProtocol& protocol_;
};

namespace workertrial {

/// Serves the manager on descriptors 3 and 4 until it closes the connection (WP-01 to WP-04).
/// `arguments` are those that follow `--worker`. Returns the exit status: 0, or 1 with a line on
/// stderr when a descriptor cannot be used or an argument is not known.
[[nodiscard]] TRIAL_DIST_API int main(const std::vector<std::string>& arguments);

}  // namespace workertrial

}  // namespace dist
