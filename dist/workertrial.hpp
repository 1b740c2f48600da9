/// The main function of a worker process. (twisted.trial._dist.workertrial)
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
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

/// What a worker reads from its manager.
class TRIAL_DIST_API IReadStream {
 public:
  virtual ~IReadStream() = default;
  /// Waits for bytes, puts up to `size` of them into `buffer` and returns how many; 0 at the end.
  /// Throws `std::system_error`; one of EINTR is ignored (WP-03).
  virtual std::size_t read(char* buffer, std::size_t size) = 0;
  /// Whether `read` would not wait.
  [[nodiscard]] virtual bool ready() = 0;
  /// Waits until `read` would not wait; false if the time passes before that, or a signal comes.
  [[nodiscard]] virtual bool readyWithin(std::chrono::milliseconds /*time*/) { return ready(); }
  /// What a reactor watches while a test program runs; without it the manager is not heard then.
  [[nodiscard]] virtual std::optional<int> fileno() const { return std::nullopt; }
};

/// What a worker writes to its manager.
class TRIAL_DIST_API IWriteStream {
 public:
  virtual ~IWriteStream() = default;
  /// Writes all, waiting for the manager to read; false if nobody will read it any more.
  virtual bool write(std::string_view data) = 0;
};

/// Serves the manager on descriptors 3 and 4 until it closes the connection (WP-01 to WP-04).
/// `arguments` are those that follow `--worker`. Returns the exit status: 0, or 1 with a line on
/// stderr when a descriptor cannot be used or an argument is not known.
[[nodiscard]] TRIAL_DIST_API int main(const std::vector<std::string>& arguments);
/// The same on these streams: what Python's tests replace `os.fdopen` for.
[[nodiscard]] TRIAL_DIST_API int main(const std::vector<std::string>& arguments, IReadStream& in,
                                      IWriteStream& out);

}  // namespace workertrial

}  // namespace dist
