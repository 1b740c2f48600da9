#include <reactor/fakes/stringtransport.hpp>

#include <stdexcept>
#include <utility>

namespace reactor {

StringTransport::StringTransport(std::string hostAddress, std::string peerAddress, bool lenient)
    : host_(std::move(hostAddress)), peer_(std::move(peerAddress)), lenient_(lenient) {}

void StringTransport::write(std::string_view data) {
  if (!disconnecting_) value_ += data;
}

void StringTransport::loseConnection() { disconnecting_ = true; }

void StringTransport::abortConnection() {
  disconnected_ = true;
  loseConnection();
}

std::string StringTransport::getPeer() const { return peer_; }

std::string StringTransport::getHost() const { return host_; }

void StringTransport::checkState() const {
  if (disconnecting_ && !lenient_) {
    throw std::runtime_error("Cannot resume producing after loseConnection");
  }
  if (producerState_ == "stopped") throw std::runtime_error("Cannot resume a stopped producer");
}

void StringTransport::pauseProducing() {
  checkState();
  producerState_ = "paused";
}

void StringTransport::resumeProducing() {
  checkState();
  producerState_ = "producing";
}

void StringTransport::stopProducing() { producerState_ = "stopped"; }

}  // namespace reactor
