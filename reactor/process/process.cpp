#include <reactor/process/process.hpp>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include <reactor/error.hpp>
#include <reactor/log.hpp>
#include <reactor/loop/cancelcall.hpp>
#include <reactor/process/processend.hpp>
#include <reactor/process/reap.hpp>
#include <reactor/protocol.hpp>
#include <reactor/spawn/guardian.hpp>

namespace reactor {

namespace {

struct PipeEnds {
  UniqueFD read;
  UniqueFD write;
};

PipeEnds makePipe(const std::string& executable) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::system_category(),
                            fmt::format("cannot start '{}': a pipe", executable));
  }
  return PipeEnds{UniqueFD(ends[0]), UniqueFD(ends[1])};
}

/// Ends a process that was started but cannot be watched.
void killAndReap(const Spawned& spawned) noexcept {
  if (spawned.guardian) {
    (void)signalGuarded(*spawned.guardian, SIGKILL);
  } else {
    (void)::kill(spawned.pid, SIGKILL);
  }
  (void)reapByHandle(spawned.pidfd.get());
}

}  // namespace

/// Watches the pidfd and reaps the process when it has ended.
class Process::Watch final : public IReadDescriptor {
 public:
  Watch(Process& process, int pidfd) : process_(process), pidfd_(pidfd) {}

  [[nodiscard]] int fileno() const override { return pidfd_; }
  void doRead() override {
    const auto alive = process_.shared_from_this();
    process_.reap();
  }
  void connectionLost(Failure) override {}
  [[nodiscard]] std::string str() const override { return process_.getPeer(); }

 private:
  Process& process_;
  const int pidfd_;
};

std::shared_ptr<Process> Process::start(IProcessHost& host, SpawnRequest request,
                                        const ChildFDs& childFDs) {
  auto process = std::make_shared<Process>(host);
  IPipeOwner& owner = *process;
  std::vector<UniqueFD> childEnds;
  for (const auto& [childFD, what] : childFDs) {
    if (childFD < 0) {
      throw std::invalid_argument(fmt::format("spawnProcess: no descriptor {}", childFD));
    }
    if (const int* inherited = std::get_if<int>(&what)) {
      request.descriptors[childFD] = *inherited;
      continue;
    }
    auto ends = makePipe(request.executable);
    switch (std::get<char>(what)) {
      case 'r':
        process->pipes_[childFD] =
            std::make_unique<ProcessReader>(owner, childFD, std::move(ends.read));
        childEnds.push_back(std::move(ends.write));
        break;
      case 'w':
        process->pipes_[childFD] =
            std::make_unique<ProcessWriter>(owner, childFD, std::move(ends.write));
        childEnds.push_back(std::move(ends.read));
        break;
      default:
        throw std::invalid_argument(
            fmt::format("spawnProcess: descriptor {} is 'r', 'w' or a number, not '{}'", childFD,
                        std::get<char>(what)));
    }
    request.descriptors[childFD] = childEnds.back().get();
  }
  auto spawned = spawn(request);
  try {
    for (auto& entry : process->pipes_) entry.second->start();
    process->watch_ = std::make_unique<Watch>(*process, spawned.pidfd.get());
    host.addOwnReader(*process->watch_);
  } catch (...) {
    killAndReap(spawned);
    throw;
  }
  process->pidfd_ = std::move(spawned.pidfd);
  process->pid_ = spawned.pid;
  process->guardian_ = spawned.guardian;
  process->name_ = request.executable;
  process->ownGroup_ = request.options.ownGroup;
  return process;
}

Process::Process(IProcessHost& host) : host_(&host) {}

Process::~Process() { abandon(); }

void Process::connect(std::shared_ptr<ProcessProtocol> protocol) {
  protocol_ = std::move(protocol);
  try {
    protocol_->makeConnection(shared_from_this());
  } catch (...) {
    if (pid_) signalProcess(SIGKILL);
    throw;
  }
}

void Process::abandon() noexcept {
  if (host_ == nullptr) return;
  for (auto& entry : pipes_) entry.second->close();
  if (watch_) host_->descriptors().removeReader(*watch_);
  cancelCall(grace_);
  host_ = nullptr;
  const auto protocol = std::exchange(protocol_, nullptr);
}

/// The pipe to this descriptor of the child; null if this side does not write to it.
ProcessWriter* Process::writerTo(int childFD) const {
  const auto found = pipes_.find(childFD);
  return found == pipes_.end() ? nullptr : dynamic_cast<ProcessWriter*>(found->second.get());
}

void Process::write(std::string_view data) {
  auto* writer = writerTo(0);
  if (writer != nullptr && writer->isOpen() && !writer->isClosing()) writer->write(data);
}

void Process::loseConnection() {
  closeChildFD(0);
  closeChildFD(2);
  closeChildFD(1);
}

void Process::abortConnection() {
  for (const auto& [childFD, pipe] : pipes_) pipe->forget();
  loseConnection();
}

std::string Process::getPeer() const {
  return pid_ ? fmt::format("process {} ({})", *pid_, name_) : fmt::format("process ({})", name_);
}

std::string Process::getHost() const { return fmt::format("process {}", ::getpid()); }

void Process::closeChildFD(int childFD) {
  const auto found = pipes_.find(childFD);
  if (found != pipes_.end()) found->second->loseConnection();
}

void Process::pauseProducing(int childFD) {
  const auto found = pipes_.find(childFD);
  if (found != pipes_.end()) found->second->pause(true);
}

void Process::resumeProducing(int childFD) {
  const auto found = pipes_.find(childFD);
  if (found != pipes_.end()) found->second->pause(false);
}

void Process::writeToChild(int childFD, std::string_view data) {
  auto* writer = writerTo(childFD);
  if (writer == nullptr) {
    throw std::out_of_range(
        fmt::format("writeToChild: no pipe to descriptor {} of {}", childFD, getPeer()));
  }
  if (!writer->isOpen() || writer->isClosing()) {
    throw ConnectionLost(fmt::format("descriptor {} of {} is closed", childFD, getPeer()));
  }
  writer->write(data);
}

std::size_t Process::unsentTo(int childFD) const {
  const auto* writer = writerTo(childFD);
  return writer == nullptr ? 0 : writer->unsent();
}

void Process::signalProcess(std::string_view name) { signalProcess(signalNumber(name)); }

void Process::signalProcess(int number) {
  if (!pid_) throw ProcessExitedAlready();
  const bool sent = guardian_ ? signalGuarded(*guardian_, number)
                              : ::kill(ownGroup_ ? -*pid_ : *pid_, number) == 0;
  if (!sent) {
    throw std::system_error(errno, std::system_category(),
                            fmt::format("cannot send signal {} to {}", number, getPeer()));
  }
}

/// Calls the protocol and logs its exceptions (PROC-09). Returns false if it threw.
template <class Call>
bool Process::tell(const char* what, Call&& call) noexcept {
  const auto protocol = protocol_;
  if (!protocol) return true;
  try {
    std::forward<Call>(call)(*protocol);
    return true;
  } catch (...) {
    log::err(Failure(), fmt::format("While calling {} of a process protocol", what));
    return false;
  }
}

void Process::dataReceived(int childFD, std::string_view data) {
  const bool taken = tell("childDataReceived", [&](ProcessProtocol& protocol) {
    protocol.childDataReceived(childFD, data);
  });
  // A protocol that throws here gets no more data of this pipe.
  if (!taken) pipes_.at(childFD)->lose();
}

void Process::pipeLost(int childFD) {
  tell("childConnectionLost",
       [&](ProcessProtocol& protocol) { protocol.childConnectionLost(childFD); });
  endIfOver();
}

void Process::reap() {
  siginfo_t info = {};
  int failed = 0;
  do {
    failed = ::waitid(P_PIDFD, static_cast<id_t>(pidfd_.get()), &info, WEXITED | WNOHANG);
  } while (failed != 0 && errno == EINTR);
  if (failed == 0 && info.si_pid == 0) return;
  const std::string who = getPeer();
  pid_.reset();
  host_->descriptors().removeReader(*watch_);
  pidfd_.reset();
  if (failed != 0) {
    // Other code of this program waited for the process, so how it ended is not known.
    log::msg(fmt::format("{} was reaped by somebody else", who));
    reason_ = Failure(ProcessTerminated());
  } else {
    reason_ = endOfProcess(waitStatus(info));
  }
  drainPipes();
  exitTold_ = true;
  tell("processExited", [this](ProcessProtocol& protocol) { protocol.processExited(*reason_); });
  endIfOver();
  if (host_ == nullptr) return;
  grace_ = host_->time().callLater(host_->pipeGrace(), [process = weak_from_this()] {
    if (const auto alive = process.lock()) alive->closePipes();
  });
}

/// Reads what the child wrote, so that the protocol gets it before it learns of the exit.
void Process::drainPipes() {
  for (auto& entry : pipes_) entry.second->drain();
}

/// Called after the grace: another process has the pipes open, and is not waited for.
void Process::closePipes() {
  drainPipes();
  for (auto& entry : pipes_) entry.second->lose();
}

void Process::endIfOver() {
  if (!exitTold_ || host_ == nullptr) return;
  for (const auto& entry : pipes_) {
    if (entry.second->isOpen()) return;
  }
  const auto alive = shared_from_this();
  cancelCall(grace_);
  std::exchange(host_, nullptr)->processIsOver(*this);
  tell("processEnded", [this](ProcessProtocol& protocol) { protocol.processEnded(*reason_); });
  const auto protocol = std::exchange(protocol_, nullptr);
}

}  // namespace reactor
