#include <dist/localworker.hpp>

#include <csignal>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include <reactor/error.hpp>
#include <reactor/loop/cancelcall.hpp>
#include <trial/files/ownfiles.hpp>
#include <trial/files/runlog.hpp>
#include <trial/files/testlog.hpp>
#include <trial/loading/runfolder.hpp>

namespace dist {

namespace {

using reactor::Deferred;
using reactor::Failure;

/// How much of a worker's stderr is kept for messages, in bytes.
constexpr std::size_t keptErrors = 4096;

using Stream = std::shared_ptr<std::ostream>;

Stream openLog(const std::filesystem::path& path) {
  auto log = std::make_shared<trial::RunLog>();
  log->open(path);
  return log;
}

/// Closes a log, also if others hold it.
void close(Stream& log) {
  if (auto* file = dynamic_cast<trial::RunLog*>(log.get())) file->close();
  log = nullptr;
}

/// The stream of `logFile`, opened in `folder` if it is the name of a file.
Stream testLog(const WorkerLogFile& logFile, const std::filesystem::path& folder) {
  if (const auto* shared = std::get_if<Stream>(&logFile)) return *shared;
  const auto& name = std::get<std::filesystem::path>(logFile);
  return trial::openTestLogOrStdout(folder, name.string());
}

}  // namespace

NotRunning::NotRunning() : std::runtime_error("the worker is not running") {}

LocalWorkerTransport::LocalWorkerTransport(reactor::ProcessTransportPtr transport, int toWorker)
    : transport_(std::move(transport)), toWorker_(toWorker) {}

void LocalWorkerTransport::write(std::string_view data) {
  try {
    transport_->writeToChild(toWorker_, data);
  } catch (const reactor::ConnectionLost&) {
    // Its end is on the way, and fails all calls with the reason.
  }
}

void LocalWorkerTransport::loseConnection() {
  transport_->loseConnection();
  try {
    transport_->signalProcess("KILL");  // AMP's descriptors stay open: it would not notice
  } catch (const reactor::ProcessExitedAlready&) {
  }
}
std::size_t LocalWorkerTransport::unsent() const { return transport_->unsentTo(toWorker_); }
std::string LocalWorkerTransport::getPeer() const { return "LocalWorkerAddress()"; }
std::string LocalWorkerTransport::getHost() const { return "LocalWorkerAddress()"; }

LocalWorker::LocalWorker(std::shared_ptr<LocalWorkerAMP> ampProtocol,
                         std::filesystem::path logDirectory, WorkerLogFile logFile,
                         AmpDescriptors descriptors)
    : _ampProtocol(std::move(ampProtocol)),
      _logDirectory(std::move(logDirectory)),
      _logFile(std::move(logFile)),
      descriptors_(descriptors) {}

LocalWorker::~LocalWorker() { stopEnding(); }

void LocalWorker::connectionMade() {
  traces_.pid = transport->pid();
  transport->closeStdin();  // what reads standard input sees its end at once (FIX-06)
  trial::makeOwnFolder(_logDirectory);
  _outLog = openLog(_logDirectory / "out.log");
  _errLog = openLog(_logDirectory / "err.log");
  _testLog = testLog(_logFile, _logDirectory);
  if (_testLog != nullptr) _ampProtocol->setTestStream(_testLog);
  _ampProtocol->makeConnection(
      std::make_shared<LocalWorkerTransport>(transport, descriptors_.toWorker));
  const auto directory = std::filesystem::absolute(_logDirectory).string();
  _ampProtocol->callRemote<workercommands::Start>(directory, trial::runFolder().string())
      .addCallbacks([](workercommands::Start::Response) {},
                    [this](const Failure& failure) {
                      if (_ampProtocol->lost()) return;  // its end says more
                      startFailure = failure;
                      end("it could not start in its folder");
                    });
}

void LocalWorker::childDataReceived(int childFD, std::string_view data) {
  if (childFD == descriptors_.fromWorker) {
    _ampProtocol->dataReceived(data);
    watchMessage();
    listenLater();
  } else {
    ProcessProtocol::childDataReceived(childFD, data);
  }
}

void LocalWorker::outReceived(std::string_view data) {
  if (_outLog != nullptr) *_outLog << data;
}

void LocalWorker::errReceived(std::string_view data) {
  if (_errLog != nullptr) *_errLog << data;
  traces_.lastErrors += data;
  if (traces_.lastErrors.size() > 2 * keptErrors)
    traces_.lastErrors.erase(0, traces_.lastErrors.size() - keptErrors);
}

void LocalWorker::childConnectionLost(int childFD) {
  if (childFD == descriptors_.fromWorker && !exiting_) connectionClosed();
  ProcessProtocol::childConnectionLost(childFD);
}

/// The process may be about to end, and then its own end is what is to be known.
void LocalWorker::connectionClosed() {
  constexpr double pause = 0.5;  // seconds
  constexpr auto because = "it closed its connection";
  if (clock_ == nullptr) return end(because);
  ending_ = clock_->callLater(pause, [this] { end(because); });
}

void LocalWorker::end(std::string because) {
  if (traces_.endedBecause.empty()) traces_.endedBecause = std::move(because);
  signal("KILL");
}

void LocalWorker::stopEnding() noexcept {
  reactor::cancelCall(ending_);
  reactor::cancelCall(watching_);
  reactor::cancelCall(listening_);
}

/// A worker that has plenty of cases in hand goes on without this process, which hears of many of
/// them at a time (COST-04). They are short, else it would not have so many.
void LocalWorker::listenLater() {
  constexpr std::size_t plenty = 32;
  constexpr double pause = 0.001;  // seconds
  if (clock_ == nullptr || !isRunning() || _ampProtocol->queued() < plenty) return;
  if (listening_ && listening_->active()) return;
  transport->pauseProducing(descriptors_.fromWorker);
  listening_ = clock_->callLater(pause, [this] {
    if (isRunning()) transport->resumeProducing(descriptors_.fromWorker);
  });
}

/// A case that writes to the connection may leave the beginning of a message there, and then
/// nothing behind it is ever read. Each second is counted alone, because this process may have been
/// stopped meanwhile, with what came in waiting to be read.
void LocalWorker::watchMessage() {
  const auto partial = _ampProtocol->partialMessage();
  if (clock_ == nullptr || !partial || !isRunning()) return;
  if (watching_ && watching_->active()) return;
  watching_ = clock_->callLater(1, [this, partial] {
    seconds_ = _ampProtocol->partialMessage() == partial ? seconds_ + 1 : 0;
    if (seconds_ >= messageSeconds) return end("it began a message and did not finish it");
    watchMessage();
  });
}

void LocalWorker::signal(std::string_view name) {
  if (!isRunning()) return;
  try {
    transport->signalProcess(name);
  } catch (const reactor::ProcessExitedAlready&) {
    // Its end is on the way.
  }
}

void LocalWorker::connectionLost(const Failure&) {
  stopEnding();
  close(_outLog);
  close(_errLog);
  if (std::holds_alternative<std::filesystem::path>(_logFile)) {
    close(_testLog);
    _ampProtocol->setTestStream(nullptr);
  }
  transport = nullptr;
}

void LocalWorker::processEnded(Failure reason) {
  const auto amp = _ampProtocol;
  const auto ended = endDeferred;
  connectionLost(reason);
  const auto* terminated = reason.as<reactor::ProcessTerminated>();
  const bool killed = terminated != nullptr && terminated->signal == SIGKILL;
  if (!killed) {
    traces_.endedBecause.clear();
  } else if (amp->refused()) {
    traces_.endedBecause =
        fmt::format("it sent what is no message: {}", amp->refused()->getErrorMessage());
  }
  amp->setTraces(traces_);
  amp->connectionLost(reason);
  ended.errback(std::move(reason));
}

Deferred<void> LocalWorker::exit() {
  if (!isRunning()) return reactor::fail(NotRunning());
  exiting_ = true;
  transport->closeChildFD(descriptors_.toWorker);
  Deferred<void> exited;
  // The failure goes to whoever asked; endDeferred has none then.
  endDeferred.chainDeferred(exited);
  return exited.addErrback([](Failure reason) { reason.trap<reactor::ProcessDone>(); });
}

}  // namespace dist
