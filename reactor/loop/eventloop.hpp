/// EventLoop: watches descriptors with libevent and serves those that are ready.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <reactor/interfaces.hpp>

namespace reactor {

/// libevent only reports the ready descriptors; `doRead` and `doWrite` are called after it has
/// returned. So they may turn the loop again, throw, and remove or destroy each other.
class EventLoop final {
 public:
  /// `method` as for LibeventReactor.
  explicit EventLoop(const std::string& method);
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// `own` marks a reader of the reactor itself, which `removeAll`, `readers` and `writers` leave
  /// out.
  void addReader(IReadDescriptor& reader, bool own = false);
  void addWriter(IWriteDescriptor& writer);
  void removeReader(IReadDescriptor& reader) noexcept;
  void removeWriter(IWriteDescriptor& writer) noexcept;
  std::vector<IFileDescriptor*> removeAll();
  [[nodiscard]] std::vector<IReadDescriptor*> readers() const;
  [[nodiscard]] std::vector<IWriteDescriptor*> writers() const;

  /// Waits until a descriptor is ready, but at most `seconds` if given, and serves those that are.
  void wait(std::optional<double> seconds);
  /// Removes all and calls their `connectionLost`.
  void disconnectAll();
  /// Called in the child after a fork: makes a kernel object of its own to watch with.
  void reinitialise();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace reactor
