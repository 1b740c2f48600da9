/// The real reactor, on libevent. (twisted.internet.epollreactor and its kin)
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <reactor/api.hpp>
#include <reactor/interfaces.hpp>

namespace reactor {

/// Its descriptors are served in the order in which the system names them, after the timed calls. A
/// descriptor whose `doRead` or `doWrite` throws is removed, and told so by `connectionLost`; the
/// error is logged.
class TRIAL_DIST_API LibeventReactor : public IReactor {
 public:
  /// `method` is "epoll", "poll" or "select"; empty: the best one. `std::invalid_argument` if there
  /// is no such.
  explicit LibeventReactor(const std::string& method = {});
  /// Forgets its processes: they go on, but nobody is told of their end.
  ~LibeventReactor() override;
  LibeventReactor(const LibeventReactor&) = delete;
  LibeventReactor& operator=(const LibeventReactor&) = delete;

  /// How long, in seconds, the pipes of a process may stay open after it was reaped; then they are
  /// closed.
  [[nodiscard]] double pipeGrace() const noexcept;
  void setPipeGrace(double seconds);

  void run(bool installSignalHandlers = true) override;
  void stop() override;
  void crash() override;
  void iterate(double delay = 0) override;
  [[nodiscard]] bool running() const override;
  TriggerID addSystemEventTrigger(Phase phase, const std::string& eventType, Trigger f) override;
  void removeSystemEventTrigger(TriggerID id) override;
  void fireSystemEvent(const std::string& eventType) override;
  std::optional<TriggerID> callWhenRunning(std::function<void()> f) override;
  [[nodiscard]] std::optional<int> _exitSignal() const override;

  [[nodiscard]] double seconds() const override;
  DelayedCallPtr callLater(double delay, std::function<void()> f) override;
  [[nodiscard]] std::vector<DelayedCallPtr> getDelayedCalls() const override;

  /// `std::system_error` for a descriptor that cannot be watched, such as that of a regular file.
  void addReader(IReadDescriptor& reader) override;
  void addWriter(IWriteDescriptor& writer) override;
  void removeReader(IReadDescriptor& reader) override;
  void removeWriter(IWriteDescriptor& writer) override;
  std::vector<IFileDescriptor*> removeAll() override;
  [[nodiscard]] std::vector<IReadDescriptor*> getReaders() const override;
  [[nodiscard]] std::vector<IWriteDescriptor*> getWriters() const override;

  ProcessTransportPtr spawnProcess(std::shared_ptr<ProcessProtocol> processProtocol,
                                   const std::string& executable, std::vector<std::string> args,
                                   std::optional<Environment> env = std::nullopt,
                                   std::optional<std::filesystem::path> path = std::nullopt,
                                   std::optional<uid_t> uid = std::nullopt,
                                   std::optional<gid_t> gid = std::nullopt, bool usePTY = false,
                                   ChildFDs childFDs = {}, SpawnOptions options = {}) override;
  [[nodiscard]] std::vector<ProcessTransportPtr> getProcesses() const override;

 private:
  struct TRIAL_DIST_LOCAL Impl;
  std::unique_ptr<Impl> impl_;
};

/// Is told of each `stop`, `crash` and `iterate` of the default reactor by name, before it is done.
using ControlWatch = std::function<void(std::string_view method)>;
/// For who runs the default reactor and wants to know of others who do (TC-36). Gives back the
/// watch that was there; an empty one watches nothing.
TRIAL_DIST_API ControlWatch watchControl(ControlWatch watch);

namespace detail {
/// For `installReactor`. Throws what the constructor above throws, and
/// `ReactorAlreadyInstalledError`.
void makeDefaultReactor(const std::string& method);
}  // namespace detail

/// The reactor of this process: made when first asked for, never destroyed. Only the documented
/// `reactor=None` of `run` and a test case that waits for a Deferred ask for it; all else is given
/// its reactor.
[[nodiscard]] TRIAL_DIST_API IReactor& defaultReactor();

}  // namespace reactor
