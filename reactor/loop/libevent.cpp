#include <reactor/libevent.hpp>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <ctime>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <pthread.h>

#include <reactor/error.hpp>
#include <reactor/failure.hpp>
#include <reactor/log.hpp>
#include <reactor/loop/base.hpp>
#include <reactor/loop/eventloop.hpp>
#include <reactor/loop/signals.hpp>
#include <reactor/process/process.hpp>
#include <reactor/spawn/spawnarguments.hpp>

namespace reactor {

namespace {

/// The number of forks between this process and the one that first called this. After a fork,
/// parent and child share the epoll object, and a change by the child would affect the parent.
unsigned forkCount() {
  static std::atomic<unsigned> count = 0;
  static const int registered =
      ::pthread_atfork(nullptr, nullptr, [] { count.fetch_add(1, std::memory_order_relaxed); });
  (void)registered;
  return count.load(std::memory_order_relaxed);
}

}  // namespace

struct LibeventReactor::Impl final : IWaiting, IProcessHost {
  /// Watches the pipe of signals and stops the reactor after one (REA-14).
  class Signals final : public IReadDescriptor {
   public:
    explicit Signals(Impl& impl) : impl_(impl) {}
    [[nodiscard]] int fileno() const override { return pipe.fileno(); }
    void connectionLost(Failure) override {}
    [[nodiscard]] std::string str() const override { return "the reactor's signals"; }
    void doRead() override {
      while (const auto number = pipe.next()) impl_.core.signalled(*number);
    }

    SignalPipe pipe;

   private:
    Impl& impl_;
  };

  Impl(LibeventReactor& owner, const std::string& method)
      : reactor(owner), loop_(method), core(*this, owner) {}

  EventLoop& loop() {
    if (const auto now = forkCount(); now != forks) {
      forks = now;
      loop_.reinitialise();
      if (signals) dropSignals();
    }
    return loop_;
  }

  void dropSignals() {
    loop_.removeReader(*signals);
    signals.reset();
  }

  void wait(std::optional<double> seconds) override { loop().wait(seconds); }
  void started(bool installSignalHandlers) override {
    if (!installSignalHandlers) return;
    auto& current = loop();
    if (!signals) {
      signals = std::make_unique<Signals>(*this);
      current.addReader(*signals, true);
    }
    signals->pipe.start();
  }
  void disconnectAll() override { loop().disconnectAll(); }

  IReactorFDSet& descriptors() override { return reactor; }
  IReactorTime& time() override { return reactor; }
  void addOwnReader(IReadDescriptor& reader) override { loop().addReader(reader, true); }
  [[nodiscard]] double pipeGrace() const override { return grace; }
  void processIsOver(const Process& process) override {
    std::erase_if(processes, [&](const auto& each) { return each.get() == &process; });
  }

  LibeventReactor& reactor;
  unsigned forks = forkCount();
  EventLoop loop_;
  std::unique_ptr<Signals> signals;
  double grace = 0.5;
  std::vector<std::shared_ptr<Process>> processes;
  ReactorCore core;  // last: destroyed first, since destroying its timed calls may use the others
};

LibeventReactor::LibeventReactor(const std::string& method)
    : impl_(std::make_unique<Impl>(*this, method)) {}

LibeventReactor::~LibeventReactor() {
  for (const auto& process : std::exchange(impl_->processes, {})) process->abandon();
  if (impl_->signals) impl_->dropSignals();
}

double LibeventReactor::pipeGrace() const noexcept { return impl_->grace; }

void LibeventReactor::setPipeGrace(double seconds) {
  if (!(seconds >= 0)) {
    throw std::invalid_argument(fmt::format("setPipeGrace: seconds must be >= 0, not {}", seconds));
  }
  impl_->grace = seconds;
}

void LibeventReactor::run(bool installSignalHandlers) {
  if (impl_->core.started()) return impl_->core.run(installSignalHandlers);  // throws
  const SigpipeIgnored ignored;
  struct GiveBackSignals {
    Impl& impl;
    ~GiveBackSignals() {
      if (impl.signals) impl.signals->pipe.stop();
    }
  } giveBack{*impl_};
  impl_->core.run(installSignalHandlers);
}

void LibeventReactor::stop() { impl_->core.stop(); }

void LibeventReactor::crash() { impl_->core.crash(); }

void LibeventReactor::iterate(double delay) {
  const SigpipeIgnored ignored;
  impl_->core.iterate(delay);
}

bool LibeventReactor::running() const { return impl_->core.running(); }

TriggerID LibeventReactor::addSystemEventTrigger(Phase phase, const std::string& eventType,
                                                 Trigger f) {
  return impl_->core.events().add(phase, eventType, std::move(f));
}

void LibeventReactor::removeSystemEventTrigger(TriggerID id) { impl_->core.events().remove(id); }

void LibeventReactor::fireSystemEvent(const std::string& eventType) {
  impl_->core.events().fire(eventType);
}

std::optional<TriggerID> LibeventReactor::callWhenRunning(std::function<void()> f) {
  return impl_->core.callWhenRunning(std::move(f));
}

std::optional<int> LibeventReactor::_exitSignal() const { return impl_->core.exitSignal(); }

double LibeventReactor::seconds() const {
  timespec now = {};
  (void)::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

DelayedCallPtr LibeventReactor::callLater(double delay, std::function<void()> f) {
  return impl_->core.calls().callLater(delay, std::move(f));
}

std::vector<DelayedCallPtr> LibeventReactor::getDelayedCalls() const {
  return impl_->core.calls().pending();
}

void LibeventReactor::addReader(IReadDescriptor& reader) { impl_->loop().addReader(reader); }

void LibeventReactor::addWriter(IWriteDescriptor& writer) { impl_->loop().addWriter(writer); }

void LibeventReactor::removeReader(IReadDescriptor& reader) { impl_->loop().removeReader(reader); }

void LibeventReactor::removeWriter(IWriteDescriptor& writer) { impl_->loop().removeWriter(writer); }

std::vector<IFileDescriptor*> LibeventReactor::removeAll() { return impl_->loop().removeAll(); }

std::vector<IReadDescriptor*> LibeventReactor::getReaders() const { return impl_->loop_.readers(); }

std::vector<IWriteDescriptor*> LibeventReactor::getWriters() const {
  return impl_->loop_.writers();
}

ProcessTransportPtr LibeventReactor::spawnProcess(
    std::shared_ptr<ProcessProtocol> processProtocol, const std::string& executable,
    std::vector<std::string> args, std::optional<Environment> env,
    std::optional<std::filesystem::path> path, std::optional<uid_t> uid, std::optional<gid_t> gid,
    bool usePTY, ChildFDs childFDs, SpawnOptions options) {
  checkSpawn(processProtocol, uid, gid, usePTY);
  if (args.empty()) args = {executable};
  SpawnRequest request{executable, std::move(args),   std::move(env), std::move(path),
                       {},         std::move(options)};
  (void)impl_->loop();
  auto process =
      Process::start(*impl_, std::move(request), childFDs.empty() ? defaultChildFDs() : childFDs);
  impl_->processes.push_back(process);
  process->connect(std::move(processProtocol));
  return process;
}

std::vector<ProcessTransportPtr> LibeventReactor::getProcesses() const {
  return {impl_->processes.begin(), impl_->processes.end()};
}

namespace {

ControlWatch& controlWatch() {
  static auto& instance = *new ControlWatch;
  return instance;
}

class DefaultReactor final : public LibeventReactor {
 public:
  using LibeventReactor::LibeventReactor;
  void stop() override { told("stop"), LibeventReactor::stop(); }
  void crash() override { told("crash"), LibeventReactor::crash(); }
  void iterate(double delay) override { told("iterate"), LibeventReactor::iterate(delay); }

 private:
  static void told(std::string_view method) {
    if (controlWatch()) controlWatch()(method);
  }
};

}  // namespace

ControlWatch watchControl(ControlWatch watch) {
  return std::exchange(controlWatch(), std::move(watch));
}

namespace {

/// Null until it is made.
DefaultReactor* theDefaultReactor = nullptr;

}  // namespace

void detail::makeDefaultReactor(const std::string& method) {
  if (theDefaultReactor != nullptr) throw ReactorAlreadyInstalledError();
  theDefaultReactor = new DefaultReactor(method);
}

IReactor& defaultReactor() {
  if (theDefaultReactor == nullptr) detail::makeDefaultReactor({});
  return *theDefaultReactor;
}

}  // namespace reactor
