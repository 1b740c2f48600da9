/// System events: triggers in three phases, called once when the event is fired.
/// (twisted.internet.base)
#pragma once

#include <map>
#include <memory>
#include <string>

#include <reactor/interfaces.hpp>

namespace reactor {

/// The events of one reactor, by name.
class SystemEvents final {
 public:
  SystemEvents();
  ~SystemEvents();
  SystemEvents(const SystemEvents&) = delete;
  SystemEvents& operator=(const SystemEvents&) = delete;

  /// `std::out_of_range` ("invalid phase") for a phase that is none (REA-09).
  TriggerID add(Phase phase, const std::string& eventType, Trigger f);
  /// `std::invalid_argument` for a trigger that is unknown or was called (REA-09).
  void remove(TriggerID id);
  /// Calls the before-triggers now; the others as soon as all Deferreds of those have fired
  /// (REA-07). A trigger is forgotten before it is called; one that throws is logged, and the
  /// others follow (REA-08).
  void fire(const std::string& eventType);

 private:
  class Event;
  /// Shared with the Deferreds that an event waits for; they may outlive the reactor.
  std::map<std::string, std::shared_ptr<Event>> events_;
  TriggerID lastID_ = 0;
};

}  // namespace reactor
