#include <protocols/testing.hpp>

#include <algorithm>
#include <utility>

#include <reactor/error.hpp>

namespace protocols::testing {

void MemoryTransport::write(std::string_view data) {
  if (disconnecting) return;
  ++writes;
  written.append(data);
}

void MemoryTransport::abortConnection() {
  written.clear();
  disconnecting = true;
}

ConnectedPair::ConnectedPair(AMP& client, AMP& server, Delivery delivery)
    : clientTransport(std::make_shared<MemoryTransport>("client")),
      serverTransport(std::make_shared<MemoryTransport>("server")),
      client_(client),
      server_(server),
      delivery_(delivery) {
  server_.makeConnection(serverTransport);
  client_.makeConnection(clientTransport);
}

bool ConnectedPair::deliver(MemoryTransport& from, AMP& to) {
  if (lost_ || from.written.empty()) return false;
  const auto left = delivery_.loseAfter - delivered;
  const auto size = std::min({from.written.size(), delivery_.chunk, left});
  // Taken out first, since the receiver may write more.
  std::string piece;
  if (size == from.written.size()) {
    piece = std::exchange(from.written, {});
  } else {
    piece = from.written.substr(0, size);
    from.written.erase(0, size);
  }
  delivered += size;
  if (size > 0) to.dataReceived(piece);
  if (delivered == delivery_.loseAfter) lose(reactor::Failure(reactor::ConnectionLost()));
  return true;
}

bool ConnectedPair::pump() {
  if (lost_) return false;
  const bool toServer = deliver(*clientTransport, server_);
  const bool toClient = deliver(*serverTransport, client_);
  if (toServer || toClient) return true;
  if (lost_ || !(clientTransport->disconnecting || serverTransport->disconnecting)) return false;
  lose(reactor::Failure(reactor::ConnectionDone()));
  return true;
}

void ConnectedPair::flush() {
  while (pump()) {
  }
}

void ConnectedPair::lose(const reactor::Failure& reason) {
  if (std::exchange(lost_, true)) return;
  server_.connectionLost(reason);
  client_.connectionLost(reason);
}

}  // namespace protocols::testing
