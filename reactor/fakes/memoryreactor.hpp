/// MemoryReactor: a reactor for tests, without descriptors, processes or waiting.
/// (twisted.internet.testing)
///
/// Its time changes when `advance` is called, or when `run` has nothing else to do. The order of
/// events is that of the real reactor: both share all code but the waiting. Tests may derive from
/// it, to count calls or to start processes of their own.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/fakes/fakeprocess.hpp>
#include <reactor/interfaces.hpp>

namespace reactor {

class TRIAL_DIST_API MemoryReactor : public IReactor {
 public:
  MemoryReactor();
  ~MemoryReactor() override;
  MemoryReactor(const MemoryReactor&) = delete;
  MemoryReactor& operator=(const MemoryReactor&) = delete;

  // For the test.
  /// Like `Clock::advance`.
  void advance(double amount);
  /// All processes that were started, in order, also those that are over.
  [[nodiscard]] const std::vector<FakeProcessPtr>& spawned() const noexcept;
  /// `f` is called with each new process before its protocol is connected. Its exceptions leave
  /// `spawnProcess`.
  void onSpawn(std::function<void(FakeProcess&)> f);
  /// `f` is called by `run` and `iterate` when nothing is due. It returns true if it has caused an
  /// event.
  void onIdle(std::function<bool()> f);
  /// Acts as if this process had got that signal.
  void receiveSignal(int number);

  /// When nothing is due and `onIdle` has caused no event, the time becomes that of the next timed
  /// call. If there is none, nothing can happen any more: throws `std::logic_error`.
  void run(bool installSignalHandlers = true) override;
  void stop() override;
  void crash() override;
  /// Adds `delay` to the time, or moves it to the next timed call if that is earlier.
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

  /// Descriptors are recorded and never become ready.
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

}  // namespace reactor
