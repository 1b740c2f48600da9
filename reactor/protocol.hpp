/// ProcessProtocol: what a program is told of a process that it started.
/// (twisted.internet.protocol)
#pragma once

#include <string_view>

#include <reactor/failure.hpp>
#include <reactor/interfaces.hpp>

namespace reactor {

/// Order of calls: `makeConnection`, then data, then `processExited`; `childConnectionLost(fd)`
/// once for each pipe; `processEnded` last and exactly once (PROC-02 to PROC-08). The defaults do
/// nothing but hand on: descriptor 1 to `outReceived`, 2 to `errReceived`, a lost 0, 1, 2 to `in-`,
/// `out-`, `errConnectionLost`.
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
  /// The child was reaped, its pipes may still be open. `reason` holds `ProcessDone` or
  /// `ProcessTerminated`.
  virtual void processExited(Failure reason);
  /// It was reaped and its pipes are closed, or `pipeGrace` is over: no output follows.
  virtual void processEnded(Failure reason);
};

}  // namespace reactor
