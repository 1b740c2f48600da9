/// Process: a child process of a reactor, with its pipes and its end. (twisted.internet.process)
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <reactor/failure.hpp>
#include <reactor/interfaces.hpp>
#include <reactor/process/processpipe.hpp>
#include <reactor/process/uniquefd.hpp>
#include <reactor/spawn/spawn.hpp>

namespace reactor {

class Process;

/// The reactor, as far as a process needs it.
class IProcessHost {
 public:
  virtual ~IProcessHost() = default;
  virtual IReactorFDSet& descriptors() = 0;
  virtual IReactorTime& time() = 0;
  /// Like `addReader`, but for the reactor itself: `removeAll` leaves it.
  virtual void addOwnReader(IReadDescriptor& reader) = 0;
  /// The seconds for which pipes may stay open after the process was reaped.
  [[nodiscard]] virtual double pipeGrace() const = 0;
  /// The process is over, and the host can release it; `processEnded` is called next (PROC-18).
  virtual void processIsOver(const Process& process) = 0;
};

class Process final : public IProcessTransport,
                      public std::enable_shared_from_this<Process>,
                      private IPipeOwner {
 public:
  /// Makes the pipes, starts the program and watches both. Throws what `spawn` throws; no
  /// descriptor is left open then.
  [[nodiscard]] static std::shared_ptr<Process> start(IProcessHost& host, SpawnRequest request,
                                                      const ChildFDs& childFDs);
  explicit Process(IProcessHost& host);
  ~Process() override;

  /// Sets the protocol and calls its `makeConnection`. If that throws, the process is killed, the
  /// exception goes to the caller, and the protocol is still told of the end (PROC-19).
  void connect(std::shared_ptr<ProcessProtocol> protocol);
  /// The host is destroyed: closes all pipes and calls the protocol no more.
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

  IProcessHost* host_;  // null when the process is over or the host was destroyed
  std::shared_ptr<ProcessProtocol> protocol_;
  std::string name_;
  std::optional<pid_t> pid_;
  std::optional<pid_t> guardian_;
  bool ownGroup_ = false;
  UniqueFD pidfd_;
  std::unique_ptr<Watch> watch_;
  /// By the child's descriptor; closed ones stay.
  std::map<int, std::unique_ptr<ProcessPipe>> pipes_;
  std::optional<Failure> reason_;  // once it was reaped
  bool exitTold_ = false;
  DelayedCallPtr grace_;
};

}  // namespace reactor
