#include <reactor/loop/systemevents.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <list>
#include <optional>
#include <stdexcept>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include <reactor/defer.hpp>
#include <reactor/failure.hpp>
#include <reactor/log.hpp>

namespace reactor {

namespace {

constexpr const char* whileCalling = "While calling system event trigger handler";

/// Calls a trigger; returns its Deferred, if it returned one.
std::optional<Deferred<void>> callTrigger(const Trigger& trigger) {
  try {
    if (const auto* waiting = std::get_if<Trigger::Waiting>(&trigger.call())) return (*waiting)();
    std::get<Trigger::Plain>(trigger.call())();
  } catch (...) {
    log::err(Failure(), whileCalling);
  }
  return std::nullopt;
}

}  // namespace

class SystemEvents::Event final : public std::enable_shared_from_this<Event> {
 public:
  void add(Phase phase, TriggerID id, Trigger f) {
    triggers_.at(static_cast<std::size_t>(phase)).push_back({id, std::move(f)});
  }

  bool remove(TriggerID id) {
    return std::any_of(triggers_.begin(), triggers_.end(), [id](auto& triggers) {
      return triggers.remove_if([id](const Entry& entry) { return entry.id == id; }) > 0;
    });
  }

  void fire() {
    // Counts this function too, so that Deferreds which have fired already do not end the phase
    // while triggers are still being called.
    ++waitingFor_;
    callAll(Phase::before);
    oneIsDone();
  }

 private:
  struct Entry {
    TriggerID id;
    Trigger trigger;
  };

  void callAll(Phase phase) {
    auto& triggers = triggers_[static_cast<std::size_t>(phase)];
    while (!triggers.empty()) {
      const auto trigger = std::move(triggers.front().trigger);
      triggers.pop_front();
      const auto result = callTrigger(trigger);
      if (result && phase == Phase::before) waitFor(*result);
    }
  }

  void waitFor(const Deferred<void>& d) {
    ++waitingFor_;
    d.addBoth([event = weak_from_this()](Result<void> result) {
      if (const auto alive = event.lock()) alive->oneIsDone();
      return result;
    });
  }

  void oneIsDone() {
    if (--waitingFor_ > 0) return;
    callAll(Phase::during);
    callAll(Phase::after);
  }

  std::array<std::list<Entry>, 3> triggers_;
  std::size_t waitingFor_ = 0;
};

SystemEvents::SystemEvents() = default;

SystemEvents::~SystemEvents() = default;

TriggerID SystemEvents::add(Phase phase, const std::string& eventType, Trigger f) {
  if (phase != Phase::before && phase != Phase::during && phase != Phase::after) {
    throw std::out_of_range("invalid phase");
  }
  auto& event = events_[eventType];
  if (!event) event = std::make_shared<Event>();
  event->add(phase, ++lastID_, std::move(f));
  return lastID_;
}

void SystemEvents::remove(TriggerID id) {
  const bool removed = std::any_of(events_.begin(), events_.end(),
                                   [id](auto& entry) { return entry.second->remove(id); });
  if (!removed) throw std::invalid_argument(fmt::format("no system event trigger {}", id));
}

void SystemEvents::fire(const std::string& eventType) {
  const auto found = events_.find(eventType);
  if (found == events_.end()) return;
  const auto event = found->second;  // keeps it: a trigger may destroy the reactor
  event->fire();
}

}  // namespace reactor
