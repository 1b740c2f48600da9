/// LocalWorker: one worker process on this machine, as the manager sees it.
#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string_view>

#include <dist/localworkeramp.hpp>
#include <reactor/defer.hpp>
#include <reactor/protocol.hpp>

namespace dist {

/// `exit()` of a worker that has not been connected or has ended (LW-21).
class TRIAL_DIST_API NotRunning : public std::runtime_error {
 public:
  NotRunning();
};

/// AMP's bytes on descriptor 3 of a process (LW-13).
class TRIAL_DIST_API LocalWorkerTransport final : public reactor::ITransport {
 public:
  explicit LocalWorkerTransport(reactor::ProcessTransportPtr transport);
  /// Nothing is written to a worker that does not read any more: its end tells.
  void write(std::string_view data) override;
  void loseConnection() override;
  [[nodiscard]] std::size_t unsent() const override;
  /// What stands for an address (LW-14).
  [[nodiscard]] std::string getPeer() const override;
  [[nodiscard]] std::string getHost() const override;

 private:
  reactor::ProcessTransportPtr transport_;
};

class TRIAL_DIST_API LocalWorker final : public reactor::ProcessProtocol {
 public:
  /// Nothing is touched before `connectionMade`. The worker's folder is `logDirectory`; `logFile`
  /// is the open log that all workers share; null for none.
  LocalWorker(std::shared_ptr<LocalWorkerAMP> ampProtocol, std::filesystem::path logDirectory,
              std::shared_ptr<std::ostream> logFile);

  /// Fails with the reason when the process has ended (LW-19).
  reactor::Deferred<void> endDeferred;
  /// Why the worker could not move to its folder; it is killed then (FIX-08).
  std::optional<reactor::Failure> startFailure;

  /// Connects the AMP protocol, makes the folder, opens `out.log` and `err.log` there, tells the
  /// worker to start there (LW-15). The logs are appended to, because a replacement has the folder
  /// of the one before (DR-29).
  void connectionMade() override;
  /// AMP is on descriptor 4, the logs get 1 and 2 as they come (LW-17, LW-24).
  void childDataReceived(int childFD, std::string_view data) override;
  void outReceived(std::string_view data) override;
  void errReceived(std::string_view data) override;
  /// A worker that closes the connection without having been asked to exit is ended: nothing it
  /// says can be heard any more (FIX-26).
  void childConnectionLost(int childFD) override;
  /// Closes the logs and forgets the transport (LW-18).
  void connectionLost(const reactor::Failure& reason);
  /// `connectionLost` here, then on the AMP protocol, then `endDeferred` (LW-19).
  void processEnded(reactor::Failure reason) override;

  /// Closes the worker's input, which ends it, and waits for that; a clean end is a success. Fails
  /// with `NotRunning` (LW-20, LW-21).
  [[nodiscard]] reactor::Deferred<void> exit();
  /// Sends a signal to the worker's process group, if it has not ended.
  void signal(std::string_view name);
  /// Whether it is connected and has not ended.
  [[nodiscard]] bool isRunning() const noexcept { return transport != nullptr; }
  [[nodiscard]] const std::shared_ptr<LocalWorkerAMP>& amp() const noexcept { return _ampProtocol; }

 private:
  std::shared_ptr<LocalWorkerAMP> _ampProtocol;
  std::filesystem::path _logDirectory;
  std::shared_ptr<std::ostream> _logFile;
  std::ofstream _outLog;
  std::ofstream _errLog;
  bool exiting_ = false;
};

}  // namespace dist
