#include <reactor/fakes/memoryreactor.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <reactor/error.hpp>
#include <reactor/failure.hpp>
#include <reactor/log.hpp>
#include <reactor/loop/base.hpp>
#include <reactor/spawn/spawnarguments.hpp>

namespace reactor {

namespace {

/// Above the largest process id of the kernel, so that a signal sent to it by mistake hits no
/// process.
constexpr pid_t firstPid = 4'194'305;

template <class Descriptor>
void addOnce(std::vector<Descriptor*>& list, Descriptor& descriptor) {
  if (std::find(list.begin(), list.end(), &descriptor) == list.end()) list.push_back(&descriptor);
}

}  // namespace

struct MemoryReactor::Impl final : IWaiting {
  explicit Impl(const IReactorTime& time) : core(*this, time) {}

  void wait(std::optional<double> seconds) override {
    bool any = false;
    for (const auto& process : std::vector(spawned)) any = process->turn() || any;
    const auto next = core.calls().nextTime();
    const bool due = next && *next <= rightNow;
    if (any || due || (idle && idle())) return;
    if (seconds) {
      rightNow += *seconds;
    } else {
      stuck = true;
      core.crash();
    }
  }
  void started(bool) override {}
  void disconnectAll() override {
    const Failure reason(ConnectionLost("Connection lost"));
    while (!readers.empty() || !writers.empty()) {
      IFileDescriptor* next = nullptr;
      if (!readers.empty()) {
        next = readers.front();
      } else {
        next = writers.front();
      }
      remove(*next);
      try {
        next->connectionLost(reason);
      } catch (...) {
        log::err(Failure(), "While telling a descriptor that its connection was lost");
      }
    }
  }

  void remove(IFileDescriptor& descriptor) {
    std::erase(readers, dynamic_cast<IReadDescriptor*>(&descriptor));
    std::erase(writers, dynamic_cast<IWriteDescriptor*>(&descriptor));
  }

  double rightNow = 0;
  bool stuck = false;
  std::vector<FakeProcessPtr> spawned;
  std::function<void(FakeProcess&)> spawning;
  std::function<bool()> idle;
  std::vector<IReadDescriptor*> readers;
  std::vector<IWriteDescriptor*> writers;
  ReactorCore core;  // last: destroyed first, since destroying its timed calls may use the others
};

MemoryReactor::MemoryReactor() : impl_(std::make_unique<Impl>(*this)) {}

MemoryReactor::~MemoryReactor() {
  for (const auto& process : impl_->spawned) process->abandon();
}

void MemoryReactor::advance(double amount) {
  if (!(amount >= 0)) {
    throw std::invalid_argument(
        fmt::format("MemoryReactor.advance: time only moves on, not by {}", amount));
  }
  impl_->rightNow += amount;
  while (impl_->core.calls().runNext(impl_->rightNow)) {
  }
}

const std::vector<FakeProcessPtr>& MemoryReactor::spawned() const noexcept {
  return impl_->spawned;
}

void MemoryReactor::onSpawn(std::function<void(FakeProcess&)> f) { impl_->spawning = std::move(f); }

void MemoryReactor::onIdle(std::function<bool()> f) { impl_->idle = std::move(f); }

void MemoryReactor::receiveSignal(int number) { impl_->core.signalled(number); }

void MemoryReactor::run(bool installSignalHandlers) {
  impl_->stuck = false;
  impl_->core.run(installSignalHandlers);
  if (impl_->stuck) {
    throw std::logic_error("MemoryReactor.run: nobody stopped it and nothing can happen any more");
  }
}

void MemoryReactor::stop() { impl_->core.stop(); }

void MemoryReactor::crash() { impl_->core.crash(); }

void MemoryReactor::iterate(double delay) { impl_->core.iterate(delay); }

bool MemoryReactor::running() const { return impl_->core.running(); }

TriggerID MemoryReactor::addSystemEventTrigger(Phase phase, const std::string& eventType,
                                               Trigger f) {
  return impl_->core.events().add(phase, eventType, std::move(f));
}

void MemoryReactor::removeSystemEventTrigger(TriggerID id) { impl_->core.events().remove(id); }

void MemoryReactor::fireSystemEvent(const std::string& eventType) {
  impl_->core.events().fire(eventType);
}

std::optional<TriggerID> MemoryReactor::callWhenRunning(std::function<void()> f) {
  return impl_->core.callWhenRunning(std::move(f));
}

std::optional<int> MemoryReactor::_exitSignal() const { return impl_->core.exitSignal(); }

double MemoryReactor::seconds() const { return impl_->rightNow; }

DelayedCallPtr MemoryReactor::callLater(double delay, std::function<void()> f) {
  return impl_->core.calls().callLater(delay, std::move(f));
}

std::vector<DelayedCallPtr> MemoryReactor::getDelayedCalls() const {
  return impl_->core.calls().pending();
}

void MemoryReactor::addReader(IReadDescriptor& reader) { addOnce(impl_->readers, reader); }

void MemoryReactor::addWriter(IWriteDescriptor& writer) { addOnce(impl_->writers, writer); }

void MemoryReactor::removeReader(IReadDescriptor& reader) { std::erase(impl_->readers, &reader); }

void MemoryReactor::removeWriter(IWriteDescriptor& writer) { std::erase(impl_->writers, &writer); }

std::vector<IFileDescriptor*> MemoryReactor::removeAll() {
  std::vector<IFileDescriptor*> all(impl_->readers.begin(), impl_->readers.end());
  for (auto* writer : impl_->writers) addOnce<IFileDescriptor>(all, *writer);
  impl_->readers.clear();
  impl_->writers.clear();
  return all;
}

std::vector<IReadDescriptor*> MemoryReactor::getReaders() const { return impl_->readers; }

std::vector<IWriteDescriptor*> MemoryReactor::getWriters() const { return impl_->writers; }

ProcessTransportPtr MemoryReactor::spawnProcess(
    std::shared_ptr<ProcessProtocol> processProtocol, const std::string& executable,
    std::vector<std::string> args, std::optional<Environment> env,
    std::optional<std::filesystem::path> path, std::optional<uid_t> uid, std::optional<gid_t> gid,
    bool usePTY, ChildFDs childFDs, SpawnOptions options) {
  checkSpawn(processProtocol, uid, gid, usePTY);
  if (args.empty()) args = {executable};
  SpawnCall call{
      std::move(processProtocol), executable, std::move(args), std::move(env), std::move(path),
      std::move(childFDs),        options};
  const auto pid = firstPid + static_cast<pid_t>(impl_->spawned.size());
  auto process = std::make_shared<FakeProcess>(std::move(call), pid);
  if (impl_->spawning) impl_->spawning(*process);
  impl_->spawned.push_back(process);
  process->connect();
  return process;
}

std::vector<ProcessTransportPtr> MemoryReactor::getProcesses() const {
  std::vector<ProcessTransportPtr> left;
  for (const auto& process : impl_->spawned) {
    if (!process->isOver()) left.push_back(process);
  }
  return left;
}

}  // namespace reactor
