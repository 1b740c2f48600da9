/// LibeventReactor: the real reactor, on libevent; defaultReactor.
/// (twisted.internet.epollreactor, pollreactor, selectreactor)
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <reactor/api.hpp>
#include <reactor/interfaces.hpp>

namespace reactor {

/// In each turn it makes the timed calls and then serves the ready descriptors, in the order in
/// which the system reports them. If `doRead` or `doWrite` throws, the error is logged, the object
/// is removed and its `connectionLost` is called.
class TRIAL_DIST_API LibeventReactor : public IReactor {
 public:
  /// `method` is "epoll", "poll" or "select", or empty for the best one. Throws
  /// `std::invalid_argument` for another one.
  explicit LibeventReactor(const std::string& method = {});
  /// Its processes go on, but their protocols are not called any more.
  ~LibeventReactor() override;
  LibeventReactor(const LibeventReactor&) = delete;
  LibeventReactor& operator=(const LibeventReactor&) = delete;

  /// The seconds for which the pipes of a process may stay open after it was reaped. Then they are
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
  using IReactorTime::callLater;
  [[nodiscard]] std::vector<DelayedCallPtr> getDelayedCalls() const override;

  /// Throws `std::system_error` for a descriptor that cannot be watched, such as a regular file's.
  void addReader(IReadDescriptor& reader) override;
  void addWriter(IWriteDescriptor& writer) override;
  void removeReader(IReadDescriptor& reader) override;
  void removeWriter(IWriteDescriptor& writer) override;
  std::vector<IFileDescriptor*> removeAll() override;
  [[nodiscard]] std::vector<IReadDescriptor*> getReaders() const override;
  [[nodiscard]] std::vector<IWriteDescriptor*> getWriters() const override;

  ProcessTransportPtr spawnProcess(std::shared_ptr<ProcessProtocol> processProtocol,
                                   const std::string& executable,
                                   std::vector<std::string> args = {},
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

/// Called before each `stop`, `crash` and `iterate` of the default reactor, with the method's name.
using ControlWatch = std::function<void(std::string_view method)>;
/// Sets the watch, for code that runs the default reactor and must know if other code controls it
/// too (TC-36). Returns the previous watch; an empty one watches nothing.
TRIAL_DIST_API ControlWatch watchControl(ControlWatch watch);

namespace detail {
/// Makes the default reactor, for `installReactor`. Throws what the constructor of LibeventReactor
/// throws, and `ReactorAlreadyInstalledError` if there is a default reactor.
void makeDefaultReactor(const std::string& method);
}  // namespace detail

/// The reactor of this process. It is made by the first call and never destroyed. Only `run`
/// without a reactor (Twisted's `reactor=None`) and test cases that wait for a Deferred call this;
/// all other code is given a reactor.
[[nodiscard]] TRIAL_DIST_API IReactor& defaultReactor();

}  // namespace reactor
