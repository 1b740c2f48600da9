/// SystemEvents: triggers in three phases, called once when their event is fired.
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

  /// Throws `std::out_of_range` ("invalid phase") for an invalid value of Phase (REA-09).
  TriggerID add(Phase phase, const std::string& eventType, Trigger f);
  /// Throws `std::invalid_argument` for a trigger that is unknown or was called already (REA-09).
  void remove(TriggerID id);
  /// Calls the triggers of the before phase now, and the others as soon as all Deferreds of the
  /// before phase have fired (REA-07). A trigger is removed before it is called. If one throws, its
  /// error is logged and the others are still called (REA-08).
  void fire(const std::string& eventType);

 private:
  class Event;
  /// Shared, because callbacks of Deferreds that an event waits for refer to it weakly.
  std::map<std::string, std::shared_ptr<Event>> events_;
  TriggerID lastID_ = 0;
};

}  // namespace reactor
