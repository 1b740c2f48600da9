#include <reactor/fakes/fakeprocess.hpp>

#include <csignal>
#include <stdexcept>
#include <utility>
#include <variant>

#include <sys/wait.h>

#include <fmt/format.h>

#include <reactor/error.hpp>
#include <reactor/log.hpp>
#include <reactor/process/processend.hpp>
#include <reactor/protocol.hpp>
#include <reactor/spawn/spawnarguments.hpp>

namespace reactor {

FakeProcess::FakeProcess(SpawnCall call, pid_t pid) : call_(std::move(call)), pid_(pid) {
  if (call_.childFDs.empty()) call_.childFDs = defaultChildFDs();
  for (const auto& [childFD, what] : call_.childFDs) {
    if (const char* kind = std::get_if<char>(&what)) pipes_.emplace(childFD, Pipe{*kind});
  }
}

FakeProcess::~FakeProcess() = default;

const FakeProcess::Pipe& FakeProcess::pipe(int childFD) const {
  const auto found = pipes_.find(childFD);
  if (found != pipes_.end()) return found->second;
  throw std::out_of_range(fmt::format("no pipe to descriptor {} of {}", childFD, getPeer()));
}

const std::string& FakeProcess::written(int childFD) const { return pipe(childFD).written; }

std::string FakeProcess::takeWritten(int childFD) {
  auto& from = pipes_.at(childFD);
  return from.written.substr(std::exchange(from.taken, from.written.size()));
}

bool FakeProcess::isClosed(int childFD) const {
  return pipe(childFD).closing || pipe(childFD).lost;
}

void FakeProcess::connect() {
  try {
    call_.protocol->makeConnection(shared_from_this());
  } catch (...) {
    if (pid_) signalProcess(SIGKILL);
    throw;
  }
}

void FakeProcess::childData(int childFD, std::string_view data) {
  const auto& from = pipe(childFD);
  if (from.kind != 'r' || from.lost || from.heldEnd) {
    throw std::logic_error(fmt::format("nobody reads descriptor {} of {}", childFD, getPeer()));
  }
  if (from.closing) return;
  if (from.paused || !from.held.empty()) {
    pipes_.at(childFD).held += data;
    return;
  }
  bool taken = false;
  tell("childDataReceived", [&](ProcessProtocol& protocol) {
    protocol.childDataReceived(childFD, data);
    taken = true;
  });
  if (!taken) lose(childFD);
}

void FakeProcess::childClosed(int childFD) {
  if (pipe(childFD).lost || pipe(childFD).heldEnd) {
    throw std::logic_error(fmt::format("descriptor {} of {} is closed", childFD, getPeer()));
  }
  auto& from = pipes_.at(childFD);
  if (!from.closing && (from.paused || !from.held.empty())) {
    from.heldEnd = true;
    return;
  }
  const auto alive = shared_from_this();
  lose(childFD);
}

void FakeProcess::exit(int waitStatus) {
  if (!pid_) throw std::logic_error(fmt::format("{} has ended", getPeer()));
  const auto alive = shared_from_this();
  pid_.reset();
  reason_ = endOfProcess(waitStatus);
  for (const auto& entry : pipes_) deliver(entry.first);
  exitTold_ = true;
  tell("processExited", [this](ProcessProtocol& protocol) { protocol.processExited(*reason_); });
  endIfOver();
}

void FakeProcess::end(int exitCode) {
  const auto alive = shared_from_this();
  exit(W_EXITCODE(exitCode, 0));
  loseAll();
}

void FakeProcess::endBySignal(int number) {
  const auto alive = shared_from_this();
  exit(W_EXITCODE(0, number));
  loseAll();
}

/// Gives the protocol what came while the pipe was paused. Returns whether there was anything.
bool FakeProcess::deliver(int childFD) {
  auto& from = pipes_.at(childFD);
  if (from.lost || (from.held.empty() && !from.heldEnd)) return false;
  from.paused = false;
  const bool ended = std::exchange(from.heldEnd, false);
  if (!from.held.empty()) childData(childFD, std::exchange(from.held, {}));
  if (ended && !from.lost) childClosed(childFD);
  return true;
}

bool FakeProcess::turn() {
  const auto alive = shared_from_this();
  const auto closing = std::exchange(closing_, {});
  for (const int childFD : closing) lose(childFD);
  bool any = !closing.empty();
  for (const auto& [childFD, from] : pipes_) any = (!from.paused && deliver(childFD)) || any;
  return any;
}

void FakeProcess::abandon() noexcept {
  const auto alive = shared_from_this();
  const auto protocol = std::exchange(call_.protocol, nullptr);
}

void FakeProcess::write(std::string_view data) {
  const auto found = pipes_.find(0);
  if (found == pipes_.end() || found->second.kind != 'w' || isClosed(0)) return;
  found->second.written += data;
}

void FakeProcess::loseConnection() {
  closeChildFD(0);
  closeChildFD(2);
  closeChildFD(1);
}

std::string FakeProcess::getPeer() const {
  return pid_ ? fmt::format("process {} ({})", *pid_, call_.executable)
              : fmt::format("process ({})", call_.executable);
}

std::string FakeProcess::getHost() const { return "a test"; }

void FakeProcess::closeChildFD(int childFD) {
  const auto found = pipes_.find(childFD);
  if (found == pipes_.end() || isClosed(childFD)) return;
  found->second.closing = true;
  closing_.push_back(childFD);
}

void FakeProcess::pauseProducing(int childFD) {
  const auto found = pipes_.find(childFD);
  if (found != pipes_.end() && found->second.kind == 'r') found->second.paused = true;
}

void FakeProcess::resumeProducing(int childFD) {
  const auto found = pipes_.find(childFD);
  if (found != pipes_.end()) found->second.paused = false;
}

void FakeProcess::writeToChild(int childFD, std::string_view data) {
  const auto found = pipes_.find(childFD);
  if (found == pipes_.end() || found->second.kind != 'w') {
    throw std::out_of_range(
        fmt::format("writeToChild: no pipe to descriptor {} of {}", childFD, getPeer()));
  }
  if (isClosed(childFD)) {
    throw ConnectionLost(fmt::format("descriptor {} of {} is closed", childFD, getPeer()));
  }
  found->second.written += data;
}

void FakeProcess::abortConnection() {
  for (auto& [childFD, pipe] : pipes_) {
    if (pipe.read) pipe.written.resize(*std::exchange(pipe.read, std::nullopt));
  }
  loseConnection();
}

std::size_t FakeProcess::unsentTo(int childFD) const {
  const auto found = pipes_.find(childFD);
  if (found == pipes_.end() || !found->second.read || found->second.lost) return 0;
  return found->second.written.size() - *found->second.read;
}

void FakeProcess::setReading(int childFD, bool reading) {
  auto& to = pipes_.at(childFD);
  if (reading) {
    to.read.reset();
  } else if (!to.read) {
    to.read = to.written.size();
  }
}

void FakeProcess::signalProcess(std::string_view name) { signalProcess(signalNumber(name)); }

void FakeProcess::signalProcess(int number) {
  if (!pid_) throw ProcessExitedAlready();
  signals_.push_back(number);
}

template <class Call>
void FakeProcess::tell(const char* what, Call&& call) noexcept {
  const auto protocol = call_.protocol;
  if (!protocol) return;
  try {
    std::forward<Call>(call)(*protocol);
  } catch (...) {
    log::err(Failure(), fmt::format("While calling {} of a process protocol", what));
  }
}

void FakeProcess::lose(int childFD) {
  auto& lost = pipes_.at(childFD);
  if (std::exchange(lost.lost, true)) return;
  tell("childConnectionLost",
       [&](ProcessProtocol& protocol) { protocol.childConnectionLost(childFD); });
  endIfOver();
}

void FakeProcess::loseAll() {
  for (const auto& entry : pipes_) lose(entry.first);
}

void FakeProcess::endIfOver() {
  if (!exitTold_ || over_) return;
  for (const auto& entry : pipes_) {
    if (!entry.second.lost) return;
  }
  over_ = true;
  tell("processEnded", [this](ProcessProtocol& protocol) { protocol.processEnded(*reason_); });
  const auto protocol = std::exchange(call_.protocol, nullptr);
}

}  // namespace reactor
