/// Descriptors watched through libevent: who is ready, and calling them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <reactor/interfaces.hpp>

namespace reactor {

/// libevent only says who is ready; they are called after it has returned. So they may turn the
/// loop again, throw, and remove or destroy each other.
class EventLoop final {
 public:
  /// `method` as for LibeventReactor.
  explicit EventLoop(const std::string& method);
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// `own`: the reactor's own, which the three below do not show.
  void addReader(IReadDescriptor& reader, bool own = false);
  void addWriter(IWriteDescriptor& writer);
  void removeReader(IReadDescriptor& reader) noexcept;
  void removeWriter(IWriteDescriptor& writer) noexcept;
  std::vector<IFileDescriptor*> removeAll();
  [[nodiscard]] std::vector<IReadDescriptor*> readers() const;
  [[nodiscard]] std::vector<IWriteDescriptor*> writers() const;

  /// Waits until one is ready, or for so many seconds, and serves those that are.
  void wait(std::optional<double> seconds);
  /// Removes each and tells it that its connection was lost.
  void disconnectAll();
  /// After a fork, in the child: watches with a kernel object of its own from now on.
  void reinitialise();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace reactor
