/// A child process of the reactor: its pipes, its end. (twisted.internet.process)
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <reactor/failure.hpp>
#include <reactor/interfaces.hpp>
#include <reactor/process/processpipe.hpp>
#include <reactor/process/spawn.hpp>
#include <reactor/process/uniquefd.hpp>

namespace reactor {

class Process;

/// What a process needs of its reactor.
class IProcessHost {
 public:
  virtual ~IProcessHost() = default;
  virtual IReactorFDSet& descriptors() = 0;
  virtual IReactorTime& time() = 0;
  /// Like `addReader`, but for the reactor itself: `removeAll` leaves it.
  virtual void addOwnReader(IReadDescriptor& reader) = 0;
  /// How long, in seconds, pipes may stay open after the process was reaped.
  [[nodiscard]] virtual double pipeGrace() const = 0;
  /// The host keeps the process until it is told this; `processEnded` follows (PROC-18).
  virtual void processIsOver(const Process& process) = 0;
};

/// Which number a signal has that is given by name, with or without SIG; `std::invalid_argument`
/// for an unknown one.
[[nodiscard]] int signalNumber(std::string_view name);
/// ProcessDone or ProcessTerminated, as `waitStatus` says.
[[nodiscard]] Failure endOfProcess(int waitStatus);
/// `std::invalid_argument` for what the documented `spawnProcess` takes and is not ported.
void checkSpawn(const std::shared_ptr<ProcessProtocol>& protocol, std::optional<uid_t> uid,
                std::optional<gid_t> gid, bool usePTY);
/// The descriptors that a process is given when nobody says which (PROC-01).
[[nodiscard]] ChildFDs defaultChildFDs();

class Process final : public IProcessTransport,
                      public std::enable_shared_from_this<Process>,
                      private IPipeOwner {
 public:
  /// Makes the pipes, starts the program, watches both. Throws what `spawn` throws; nothing is left
  /// open then.
  [[nodiscard]] static std::shared_ptr<Process> start(IProcessHost& host, SpawnRequest request,
                                                      const ChildFDs& childFDs);
  explicit Process(IProcessHost& host);
  ~Process() override;

  /// Gives it its protocol. What `makeConnection` throws goes to the caller, the process is killed
  /// then and the protocol is still told of its end (PROC-19).
  void connect(std::shared_ptr<ProcessProtocol> protocol);
  /// The host goes: closes everything, tells nobody.
  void abandon() noexcept;

  void write(std::string_view data) override;
  void loseConnection() override;
  [[nodiscard]] std::string getPeer() const override;
  [[nodiscard]] std::string getHost() const override;
  [[nodiscard]] std::optional<pid_t> pid() const override { return pid_; }
  void closeStdin() override { closeChildFD(0); }
  void closeStdout() override { closeChildFD(1); }
  void closeStderr() override { closeChildFD(2); }
  void closeChildFD(int childFD) override;
  void pauseProducing(int childFD) override;
  void resumeProducing(int childFD) override;
  void writeToChild(int childFD, std::string_view data) override;
  /// The child keeps running, with its pipes closed.
  void abortConnection() override;
  [[nodiscard]] std::size_t unsent() const override { return unsentTo(0); }
  [[nodiscard]] std::size_t unsentTo(int childFD) const override;
  void signalProcess(std::string_view name) override;
  void signalProcess(int number) override;

 private:
  class Watch;

  [[nodiscard]] ProcessWriter* writerTo(int childFD) const;
  std::shared_ptr<void> held() override { return shared_from_this(); }
  IReactorFDSet* descriptors() override {
    return host_ == nullptr ? nullptr : &host_->descriptors();
  }
  IReactorTime& time() override { return host_->time(); }
  [[nodiscard]] std::string name() const override { return getPeer(); }
  void dataReceived(int childFD, std::string_view data) override;
  void pipeLost(int childFD) override;

  template <class Call>
  bool tell(const char* what, Call&& call) noexcept;
  void reap();
  void drainPipes();
  void closePipes();
  void endIfOver();

  IProcessHost* host_;  // null when it is over or the host has gone
  std::shared_ptr<ProcessProtocol> protocol_;
  std::string name_;
  std::optional<pid_t> pid_;
  bool ownGroup_ = false;
  UniqueFD pidfd_;
  std::unique_ptr<Watch> watch_;
  /// By the child's descriptor; those that are lost too.
  std::map<int, std::unique_ptr<ProcessPipe>> pipes_;
  std::optional<Failure> reason_;  // once it was reaped
  bool exitTold_ = false;
  DelayedCallPtr grace_;
};

}  // namespace reactor
