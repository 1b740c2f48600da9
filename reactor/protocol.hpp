/// ProcessProtocol: callbacks for the output and the end of a child process.
/// (twisted.internet.protocol)
#pragma once

#include <string_view>

#include <reactor/failure.hpp>
#include <reactor/interfaces.hpp>

namespace reactor {

/// Order of calls: `makeConnection`, then data, then `processExited`; `childConnectionLost(fd)`
/// once for each pipe; `processEnded` last and exactly once (PROC-02 to PROC-08). By default
/// `childDataReceived` calls `outReceived` for descriptor 1 and `errReceived` for 2,
/// `childConnectionLost` calls `inConnectionLost`, `outConnectionLost` or `errConnectionLost` for
/// 0, 1 and 2, `makeConnection` sets `transport` and calls `connectionMade`, and all others do
/// nothing.
class TRIAL_DIST_API ProcessProtocol {
 public:
  virtual ~ProcessProtocol() = default;

  /// Set by `makeConnection`; the process keeps the protocol alive until `processEnded` has
  /// returned.
  ProcessTransportPtr transport;

  virtual void makeConnection(ProcessTransportPtr process);
  virtual void connectionMade();
  virtual void childDataReceived(int childFD, std::string_view data);
  virtual void outReceived(std::string_view data);
  virtual void errReceived(std::string_view data);
  virtual void childConnectionLost(int childFD);
  virtual void inConnectionLost();
  virtual void outConnectionLost();
  virtual void errConnectionLost();
  /// The child was reaped; its pipes may still be open. `reason` holds `ProcessDone` or
  /// `ProcessTerminated`.
  virtual void processExited(Failure reason);
  /// The child was reaped, and its pipes were closed by the other side or after `pipeGrace`. No
  /// output follows.
  virtual void processEnded(Failure reason);
};

}  // namespace reactor
