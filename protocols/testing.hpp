/// Fakes for tests: a transport and a pair of connected AMPs in memory. (twisted.test.iosim)
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

#include <protocols/amp.hpp>
#include <reactor/api.hpp>
#include <reactor/failure.hpp>
#include <reactor/interfaces.hpp>

namespace protocols::testing {

/// A transport that keeps the written data, and whether the connection is to be closed.
class TRIAL_DIST_API MemoryTransport final : public reactor::ITransport {
 public:
  explicit MemoryTransport(std::string name = "memory") : name_(std::move(name)) {}

  /// Data is dropped once the connection is to be closed.
  void write(std::string_view data) override;
  void loseConnection() override { disconnecting = true; }
  void abortConnection() override;
  [[nodiscard]] std::size_t unsent() const override { return written.size(); }
  [[nodiscard]] std::string getPeer() const override { return name_ + " peer"; }
  [[nodiscard]] std::string getHost() const override { return name_; }

  std::string written;
  /// The number of calls of `write`.
  std::size_t writes = 0;
  bool disconnecting = false;

 private:
  std::string name_;
};

/// How a ConnectedPair moves bytes.
struct Delivery {
  /// The most bytes that one `dataReceived` gets: 1 splits at every byte.
  std::size_t chunk = std::numeric_limits<std::size_t>::max();
  /// The connection is lost when this many bytes were delivered, in both directions together.
  std::size_t loseAfter = std::numeric_limits<std::size_t>::max();
};

/// Two AMPs, connected to each other. Bytes move when `pump` or `flush` is called, and not before.
class TRIAL_DIST_API ConnectedPair {
 public:
  /// Connects both AMPs. They must outlive the pair or its last `pump`.
  ConnectedPair(AMP& client, AMP& server, Delivery delivery = Delivery());

  /// Moves one piece in each direction. If there is nothing to move and a side has asked to close,
  /// the connection is closed. Returns false if there was nothing to do.
  bool pump();
  /// Calls `pump` until there is nothing to do.
  void flush();
  /// Both sides lose the connection now; bytes that were not delivered are lost.
  void lose(const reactor::Failure& reason);
  [[nodiscard]] bool lost() const noexcept { return lost_; }

  /// The number of bytes that were delivered so far.
  std::size_t delivered = 0;
  std::shared_ptr<MemoryTransport> clientTransport;
  std::shared_ptr<MemoryTransport> serverTransport;

 private:
  bool deliver(MemoryTransport& from, AMP& to);

  AMP& client_;
  AMP& server_;
  Delivery delivery_;
  bool lost_ = false;
};

}  // namespace protocols::testing
