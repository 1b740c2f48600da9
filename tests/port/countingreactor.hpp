// A reactor without processes that counts what it is asked. (CountingReactor)
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <dist/localworker.hpp>
#include <reactor/error.hpp>
#include <reactor/testing.hpp>

#include "support.hpp"

namespace port {

class CountingReactor : public reactor::MemoryReactor {
 public:
  reactor::ProcessTransportPtr spawnProcess(std::shared_ptr<reactor::ProcessProtocol> worker,
                                            const std::string&, std::vector<std::string>,
                                            std::optional<reactor::Environment> = std::nullopt,
                                            std::optional<std::filesystem::path> = std::nullopt,
                                            std::optional<uid_t> = std::nullopt,
                                            std::optional<gid_t> = std::nullopt, bool = false,
                                            reactor::ChildFDs = {},
                                            reactor::SpawnOptions = {}) override {
    workers.push_back(worker);
    if (onSpawned) onSpawned(*worker);
    transports.push_back(std::make_shared<FakeTransport>());
    worker->makeConnection(transports.back());
    ++spawnCount;
    return transports.back();
  }
  void stop() override {
    if (stopped) stopped();
    ++stopCount;
  }
  /// Calls what is to be called when it runs, and returns at once.
  void run(bool = true) override {
    ++runCount;
    for (const auto& f : std::vector(whenRunning)) f();
    if (afterStart) afterStart();
  }
  std::optional<reactor::TriggerID> callWhenRunning(std::function<void()> f) override {
    whenRunning.push_back(std::move(f));
    return std::nullopt;
  }
  reactor::TriggerID addSystemEventTrigger(reactor::Phase phase, const std::string& eventType,
                                           reactor::Trigger f) override {
    triggers.emplace_back(phase, eventType);
    return MemoryReactor::addSystemEventTrigger(phase, eventType, std::move(f));
  }

  /// Ends all workers, as far as they have not ended.
  void reap() {
    for (const auto& process : workers) {
      if (process->transport == nullptr) continue;
      process->processEnded(reactor::Failure(reactor::ProcessDone()));
      if (const auto local = std::dynamic_pointer_cast<dist::LocalWorker>(process)) {
        local->endDeferred.addErrback([](const reactor::Failure&) {});
      }
    }
  }
  /// Lets everything happen that is due at once.
  void settle() {
    for (int i = 0; i < 20; ++i) advance(0.001);
  }
  [[nodiscard]] dist::LocalWorker& worker(std::size_t index) const {
    return dynamic_cast<dist::LocalWorker&>(*workers.at(index));
  }

  std::vector<std::shared_ptr<reactor::ProcessProtocol>> workers;
  std::vector<std::shared_ptr<FakeTransport>> transports;
  std::vector<std::pair<reactor::Phase, std::string>> triggers;
  int spawnCount = 0;
  int stopCount = 0;
  int runCount = 0;
  /// Called with each worker before it is connected.
  std::function<void(reactor::ProcessProtocol&)> onSpawned;
  /// What happens in `run` after the start, and in `stop`.
  std::function<void()> afterStart;
  std::function<void()> stopped;

 private:
  std::vector<std::function<void()>> whenRunning;
};

}  // namespace port
