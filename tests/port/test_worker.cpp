// twisted.trial._dist.test.test_worker: LocalWorkerTests, of 20.3.0 and 24.7.
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>

#include <boost/test/unit_test.hpp>

#include <dist/worker.hpp>
#include <reactor/error.hpp>
#include <reactor/log.hpp>

#include "support.hpp"

BOOST_AUTO_TEST_SUITE(test_worker)

namespace {

using port::FakeTransport;
using port::Outcome;
using reactor::Failure;

/// Keeps what comes, and takes nothing of it as a command. (FakeAMProtocol, SpyDataLocalWorkerAMP)
struct SpyDataLocalWorkerAMP : dist::LocalWorkerAMP {
  void dataReceived(std::string_view data) override { dataString += data; }
  std::string dataString;
};

/// Counts logged errors while it lives.
struct LoggedErrors {
  ~LoggedErrors() { reactor::log::removeObserver(id); }
  int count = 0;
  reactor::log::ObserverID id = reactor::log::addObserver(
      [this](const reactor::log::Event& event) { count += event.isError ? 1 : 0; });
};

struct WorkerFixture {
  port::Folder folder;
  std::shared_ptr<SpyDataLocalWorkerAMP> protocol = std::make_shared<SpyDataLocalWorkerAMP>();
  std::shared_ptr<FakeTransport> transport = std::make_shared<FakeTransport>();

  /// A worker that is connected; its log is named as in 20.3.0.
  std::shared_ptr<dist::LocalWorker> tidyLocalWorker() {
    auto worker = std::make_shared<dist::LocalWorker>(protocol, folder.path, "test.log");
    worker->makeConnection(transport);
    return worker;
  }
};

const std::string data = "The quick brown fox jumps over the lazy dog";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(LocalWorkerTests, WorkerFixture)

BOOST_AUTO_TEST_CASE(test_exitBeforeConnected) {
  dist::LocalWorker worker(protocol, folder.path, std::make_shared<std::ostringstream>());
  BOOST_TEST(Outcome(worker.exit()).failure().is<dist::NotRunning>());
}

BOOST_AUTO_TEST_CASE(test_exitAfterDisconnected) {
  const auto worker = tidyLocalWorker();
  worker->processEnded(Failure(reactor::ProcessDone()));
  BOOST_TEST(Outcome(worker->endDeferred).failure().is<reactor::ProcessDone>());
  BOOST_TEST(Outcome(worker->exit()).failure().is<dist::NotRunning>());
}

BOOST_AUTO_TEST_CASE(test_childDataReceived) {
  const auto localWorker = tidyLocalWorker();
  const auto out = std::make_shared<std::ostringstream>();
  localWorker->_outLog = out;
  localWorker->childDataReceived(4, "foo");
  localWorker->childDataReceived(1, "bar");
  BOOST_TEST(localWorker->_ampProtocol == protocol);
  BOOST_TEST(protocol->dataString == "foo");
  BOOST_TEST(out->str() == "bar");
}

BOOST_AUTO_TEST_CASE(test_newlineStyle) {
  const auto logPath = folder.path / "shared.log";
  const auto logFile = std::make_shared<std::ofstream>(logPath);
  dist::LocalWorker worker(protocol, folder.path, logFile);
  worker.makeConnection(transport);
  const std::string expected = "Here comes the \xe2\x98\x89!";
  protocol->testWrite(expected);
  BOOST_TEST(port::contents(logPath) == expected + "\n");
}

BOOST_AUTO_TEST_CASE(test_outReceived) {
  const auto localWorker = tidyLocalWorker();
  const auto out = std::make_shared<std::ostringstream>();
  localWorker->_outLog = out;
  localWorker->outReceived(data);
  BOOST_TEST(out->str() == data);
}

BOOST_AUTO_TEST_CASE(test_errReceived) {
  const auto localWorker = tidyLocalWorker();
  const auto err = std::make_shared<std::ostringstream>();
  localWorker->_errLog = err;
  localWorker->errReceived(data);
  BOOST_TEST(err->str() == data);
}

BOOST_AUTO_TEST_CASE(test_write) {
  dist::LocalWorkerTransport localTransport(transport);
  localTransport.write(data);
  BOOST_TEST(transport->dataString == data);
}

BOOST_AUTO_TEST_CASE(test_writeSequence) {
  dist::LocalWorkerTransport localTransport(transport);
  localTransport.writeSequence({"The quick ", "brown fox jumps ", "over the lazy dog"});
  BOOST_TEST(transport->dataString == data);
}

BOOST_AUTO_TEST_CASE(test_loseConnection) {
  dist::LocalWorkerTransport localTransport(transport);
  localTransport.loseConnection();
  BOOST_TEST(transport->calls == 1);
}

// A log that is closed is null here.
BOOST_AUTO_TEST_CASE(test_connectionLost) {
  const auto localWorker = tidyLocalWorker();
  BOOST_TEST(localWorker->_outLog != nullptr);
  localWorker->connectionLost(Failure(reactor::ConnectionDone()));
  BOOST_TEST(localWorker->_outLog == nullptr);
  BOOST_TEST(localWorker->_errLog == nullptr);
  BOOST_TEST(localWorker->_testLog == nullptr);
}

BOOST_AUTO_TEST_CASE(test_processEnded) {
  const auto localWorker = tidyLocalWorker();
  localWorker->processEnded(Failure(reactor::ConnectionDone()));
  BOOST_TEST(localWorker->_outLog == nullptr);
  BOOST_TEST(localWorker->_errLog == nullptr);
  BOOST_TEST(localWorker->_testLog == nullptr);
  BOOST_TEST(protocol->transport() == nullptr);
  BOOST_TEST(Outcome(localWorker->endDeferred).failure().is<reactor::ConnectionDone>());
}

// An address is a text here.
BOOST_AUTO_TEST_CASE(test_addresses) {
  const dist::LocalWorkerTransport localTransport(nullptr);
  BOOST_TEST(localTransport.getPeer() == "LocalWorkerAddress()");
  BOOST_TEST(localTransport.getHost() == "LocalWorkerAddress()");
}

BOOST_AUTO_TEST_CASE(test_transport) {
  BOOST_TEST((std::is_base_of_v<reactor::ITransport, dist::LocalWorkerTransport>));
}

BOOST_AUTO_TEST_CASE(test_startError) {
  const LoggedErrors logged;
  protocol->fakeCallRemote([](std::string_view, const protocols::Box&) {
    return reactor::fail<protocols::Box>(std::runtime_error("oops"));
  });
  const auto localWorker = tidyLocalWorker();
  BOOST_TEST(logged.count == 0);
  BOOST_TEST(localWorker->startFailure.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
