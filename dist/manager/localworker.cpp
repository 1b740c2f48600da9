#include <dist/localworker.hpp>

#include <cerrno>
#include <system_error>
#include <utility>

#include <reactor/error.hpp>
#include <trial/loading/runfolder.hpp>

namespace dist {

namespace {

using reactor::Deferred;
using reactor::Failure;

std::ofstream openLog(const std::filesystem::path& path) {
  std::ofstream log(path, std::ios::binary | std::ios::app);
  if (!log) throw std::system_error(errno, std::generic_category(), "cannot open " + path.string());
  return log;
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
                         std::filesystem::path logDirectory, std::shared_ptr<std::ostream> logFile,
                         AmpDescriptors descriptors)
    : _ampProtocol(std::move(ampProtocol)),
      _logDirectory(std::move(logDirectory)),
      _logFile(std::move(logFile)),
      descriptors_(descriptors) {}

void LocalWorker::connectionMade() {
  transport->closeStdin();  // what reads standard input sees its end at once (FIX-06)
  std::filesystem::create_directories(_logDirectory);
  _outLog = openLog(_logDirectory / "out.log");
  _errLog = openLog(_logDirectory / "err.log");
  if (_logFile != nullptr) _ampProtocol->setTestStream(*_logFile);
  _ampProtocol->makeConnection(
      std::make_shared<LocalWorkerTransport>(transport, descriptors_.toWorker));
  const auto directory = std::filesystem::absolute(_logDirectory).string();
  _ampProtocol->callRemote<workercommands::Start>(directory, trial::runFolder().string())
      .addCallbacks([](workercommands::Start::Response) {},
                    [this](const Failure& failure) {
                      if (_ampProtocol->lost()) return;  // its end says more
                      startFailure = failure;
                      signal("KILL");
                    });
}

void LocalWorker::childDataReceived(int childFD, std::string_view data) {
  if (childFD == descriptors_.fromWorker) {
    _ampProtocol->dataReceived(data);
  } else {
    ProcessProtocol::childDataReceived(childFD, data);
  }
}

void LocalWorker::outReceived(std::string_view data) { _outLog << data; }
void LocalWorker::errReceived(std::string_view data) { _errLog << data; }

void LocalWorker::childConnectionLost(int childFD) {
  if (childFD == descriptors_.fromWorker && !exiting_) signal("KILL");
  ProcessProtocol::childConnectionLost(childFD);
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
  _outLog.close();
  _errLog.close();
  transport = nullptr;
}

void LocalWorker::processEnded(Failure reason) {
  const auto amp = _ampProtocol;
  const auto ended = endDeferred;
  connectionLost(reason);
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
