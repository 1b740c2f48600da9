/// Connections in memory, for tests of what speaks AMP.
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

/// Keeps what is written, and whether the connection is to be lost.
class TRIAL_DIST_API MemoryTransport final : public reactor::ITransport {
 public:
  explicit MemoryTransport(std::string name = "memory") : name_(std::move(name)) {}

  /// Nothing is kept any more once the connection is to be lost.
  void write(std::string_view data) override;
  void loseConnection() override { disconnecting = true; }
  void abortConnection() override;
  [[nodiscard]] std::size_t unsent() const override { return written.size(); }
  [[nodiscard]] std::string getPeer() const override { return name_ + " peer"; }
  [[nodiscard]] std::string getHost() const override { return name_; }

  std::string written;
  /// How often `write` was called.
  std::size_t writes = 0;
  bool disconnecting = false;

 private:
  std::string name_;
};

/// How bytes travel.
struct Delivery {
  /// Bytes that one `dataReceived` gets at most: 1 splits at every byte.
  std::size_t chunk = std::numeric_limits<std::size_t>::max();
  /// The connection breaks when this many bytes have come through, both directions together.
  std::size_t loseAfter = std::numeric_limits<std::size_t>::max();
};

/// Two AMPs, connected to each other. Bytes move when `pump` or `flush` is called, and not before.
class TRIAL_DIST_API ConnectedPair {
 public:
  /// Connects both, which must outlive the pair or its last `pump`.
  ConnectedPair(AMP& client, AMP& server, Delivery delivery = Delivery());

  /// Moves one piece in each direction; closes if a side asked for it and all its bytes have
  /// arrived. False if there was nothing to do.
  bool pump();
  /// Pumps until nothing moves.
  void flush();
  /// Both sides lose the connection now; bytes under way are lost.
  void lose(const reactor::Failure& reason);
  [[nodiscard]] bool lost() const noexcept { return lost_; }

  /// Bytes that came through so far.
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
