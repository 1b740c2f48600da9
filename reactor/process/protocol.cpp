#include <reactor/protocol.hpp>

#include <utility>

namespace reactor {

void ProcessProtocol::makeConnection(ProcessTransportPtr process) {
  transport = std::move(process);
  connectionMade();
}

void ProcessProtocol::connectionMade() {}

void ProcessProtocol::childDataReceived(int childFD, std::string_view data) {
  if (childFD == 1) outReceived(data);
  if (childFD == 2) errReceived(data);
}

void ProcessProtocol::outReceived(std::string_view) {}

void ProcessProtocol::errReceived(std::string_view) {}

void ProcessProtocol::childConnectionLost(int childFD) {
  if (childFD == 0) inConnectionLost();
  if (childFD == 1) outConnectionLost();
  if (childFD == 2) errConnectionLost();
}

void ProcessProtocol::inConnectionLost() {}

void ProcessProtocol::outConnectionLost() {}

void ProcessProtocol::errConnectionLost() {}

void ProcessProtocol::processExited(Failure) {}

void ProcessProtocol::processEnded(Failure) {}

}  // namespace reactor
