/// LocalWorker: one worker process on this machine, as the manager sees it.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <dist/dist.hpp>
#include <dist/iworker.hpp>
#include <dist/localworkeramp.hpp>
#include <reactor/defer.hpp>
#include <reactor/protocol.hpp>

namespace dist {

/// `exit()` of a worker that has not been connected or has ended (LW-21).
class TRIAL_DIST_API NotRunning : public std::runtime_error {
 public:
  NotRunning();
};

/// Writes AMP's bytes to a descriptor of a process, 3 if none is given (LW-13).
class TRIAL_DIST_API LocalWorkerTransport final : public reactor::ITransport {
 public:
  explicit LocalWorkerTransport(reactor::ProcessTransportPtr transport,
                                int toWorker = workerAmpStdin);
  /// Drops what is written to a worker that does not read any more: its end is on the way.
  void write(std::string_view data) override;
  void loseConnection() override;
  [[nodiscard]] std::size_t unsent() const override;
  /// A text in place of an address (LW-14).
  [[nodiscard]] std::string getPeer() const override;
  [[nodiscard]] std::string getHost() const override;

 private:
  reactor::ProcessTransportPtr transport_;
  int toWorker_;
};

/// Where the lines of a worker's test log go: to an open stream, which several may share (24.x), or
/// to a file that the worker opens in its folder (20.3.0); `-` is stdout. Null: nowhere.
using WorkerLogFile = std::variant<std::shared_ptr<std::ostream>, std::filesystem::path>;

/// The only class of the manager that assumes a worker shares its files and its processes. Tests
/// may derive from it, and read and replace the members with an underscore.
class TRIAL_DIST_API LocalWorker : public reactor::ProcessProtocol, public IWorkerProcess {
 public:
  /// Nothing is touched before `connectionMade`. The worker's folder is `logDirectory`. The process
  /// is started with AMP on `descriptors`.
  LocalWorker(std::shared_ptr<LocalWorkerAMP> ampProtocol, std::filesystem::path logDirectory,
              WorkerLogFile logFile, AmpDescriptors descriptors = {});
  ~LocalWorker() override;

  /// Fails with the reason when the process has ended (LW-19).
  reactor::Deferred<void> endDeferred;
  /// Why the worker could not move to its folder; it is killed then (FIX-08).
  std::optional<reactor::Failure> startFailure;

  /// Connects the AMP protocol, makes the folder, opens `out.log` and `err.log` there, tells the
  /// worker to start there (LW-15). The logs are appended to, because a replacement has the folder
  /// of the one before (DR-29).
  void connectionMade() override;
  /// Passes AMP's bytes on, and writes those of 1 and 2 to the logs as they come (LW-17, LW-24).
  void childDataReceived(int childFD, std::string_view data) override;
  void outReceived(std::string_view data) override;
  void errReceived(std::string_view data) override;
  /// A worker that closes the connection without having been asked to exit is ended, if it does not
  /// end by itself: nothing it says can be heard any more (FIX-26).
  void childConnectionLost(int childFD) override;
  /// Closes the logs that it opened and forgets the transport (LW-18).
  virtual void connectionLost(const reactor::Failure& reason);
  /// `connectionLost` here, then on the AMP protocol, then `endDeferred` (LW-19).
  void processEnded(reactor::Failure reason) override;

  /// With a clock, which outlives it, a worker that has closed its connection gets half a second to
  /// end by itself, so that its own end is reported, where it is ended at once without one; and a
  /// worker that does not finish a message in `messageSeconds` is ended.
  void setClock(reactor::IReactorTime& clock) noexcept { clock_ = &clock; }

  /// Closes the worker's input, which ends it, and waits for that; a clean end is a success. Fails
  /// with `NotRunning` (LW-20, LW-21).
  [[nodiscard]] reactor::Deferred<void> exit() override;
  /// Sends a signal to the worker and all that it has started, if it has not ended.
  void signal(std::string_view name) override;
  /// Whether it is connected and has not ended.
  [[nodiscard]] bool isRunning() const noexcept override { return transport != nullptr; }
  [[nodiscard]] std::optional<pid_t> pid() const override {
    return transport != nullptr ? transport->pid() : std::nullopt;
  }
  [[nodiscard]] std::shared_ptr<IWorker> worker() const override { return _ampProtocol; }
  /// `endDeferred`.
  [[nodiscard]] reactor::Deferred<void> ended() const override { return endDeferred; }
  [[nodiscard]] std::optional<reactor::Failure> startError() const override { return startFailure; }
  [[nodiscard]] WorkerTraces traces() const override { return traces_; }
  [[nodiscard]] const std::shared_ptr<LocalWorkerAMP>& amp() const noexcept { return _ampProtocol; }

  /// Seconds of the clock for which a message may be partial.
  static constexpr int messageSeconds = 10;

  std::shared_ptr<LocalWorkerAMP> _ampProtocol;
  std::filesystem::path _logDirectory;
  WorkerLogFile _logFile;
  /// `out.log` and `err.log`, open from `connectionMade` to `connectionLost`; else null.
  std::shared_ptr<std::ostream> _outLog;
  std::shared_ptr<std::ostream> _errLog;
  /// Where `testWrite` of the AMP protocol writes, from `connectionMade` on. `connectionLost`
  /// closes it, and makes it null, if this worker has opened it.
  std::shared_ptr<std::ostream> _testLog;

 private:
  void end(std::string because);
  void connectionClosed();
  void stopEnding() noexcept;
  void watchMessage();
  void listenLater();

  AmpDescriptors descriptors_;
  reactor::IReactorTime* clock_ = nullptr;
  reactor::DelayedCallPtr ending_;
  reactor::DelayedCallPtr watching_;
  reactor::DelayedCallPtr listening_;  // again, after a pause
  int seconds_ = 0;                    // for which the same message has been partial
  WorkerTraces traces_;
  bool exiting_ = false;
};

}  // namespace dist
