#include <reactor/fakes/stringtransport.hpp>

namespace reactor {

void StringTransport::write(std::string_view data) {
  if (!disconnecting_) value_ += data;
}

void StringTransport::loseConnection() { disconnecting_ = true; }

std::string StringTransport::getPeer() const { return "peer of a StringTransport"; }

std::string StringTransport::getHost() const { return "StringTransport"; }

}  // namespace reactor
