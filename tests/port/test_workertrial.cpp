// twisted.trial._dist.test.test_workertrial, of 20.3.0 and 24.7.
#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <dist/testing.hpp>
#include <dist/worker.hpp>
#include <dist/workertrial.hpp>
#include <trial/modules.hpp>

#include "support.hpp"

BOOST_AUTO_TEST_SUITE(test_workertrial)

namespace {

/// The descriptors that the worker reads and writes, as streams of the test.
struct ReadStream final : dist::workertrial::IReadStream {
  std::size_t read(char* buffer, std::size_t size) override {
    ++count;
    if (onRead) onRead(count);
    const auto taken = std::min(size, bytes.size());
    std::copy_n(bytes.data(), taken, buffer);
    bytes.erase(0, taken);
    return taken;
  }
  [[nodiscard]] bool ready() override { return !bytes.empty(); }
  std::string bytes;
  int count = 0;
  std::function<void(int count)> onRead;
};

struct WriteStream final : dist::workertrial::IWriteStream {
  bool write(std::string_view data) override {
    bytes += data;
    return true;
  }
  std::string bytes;
};

struct MainFixture {
  port::Folder folder;
  ReadStream readStream;
  WriteStream writeStream;

  int main() { return dist::workertrial::main({}, readStream, writeStream); }
  /// What the manager would write into its test log, and nothing else that it could take.
  std::string log() const {
    dist::LocalWorkerAMP manager;
    std::ostringstream lines;
    manager.setTestStream(lines);
    manager.makeConnection(std::make_shared<protocols::testing::MemoryTransport>());
    manager.dataReceived(writeStream.bytes);
    return lines.str();
  }
};

/// A value of TRIAL_PATH, which stands for PYTHONPATH.
struct SearchPath {
  explicit SearchPath(const char* value) {
    if (const char* old = std::getenv("TRIAL_PATH")) before = old;
    set(value);
  }
  ~SearchPath() { set(before ? before->c_str() : nullptr); }
  static void set(const char* value) {
    if (value != nullptr) {
      setenv("TRIAL_PATH", value, 1);
    } else {
      unsetenv("TRIAL_PATH");
    }
  }
  std::optional<std::string> before;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(WorkerLogObserverTests)

BOOST_AUTO_TEST_CASE(test_emit) {
  std::vector<std::pair<std::string, std::string>> calls;
  dist::WorkerProtocol client;
  client.fakeCallRemote([&](std::string_view method, const protocols::Box& arguments) {
    calls.emplace_back(method, arguments.get<std::string>("out"));
    return std::nullopt;
  });
  dist::WorkerLogObserver observer(client);
  reactor::log::Event event;
  event.message = "Some log";
  observer.emit(event);
  BOOST_REQUIRE(calls.size() == 1U);
  BOOST_TEST(calls[0].first == "TestWrite");
  BOOST_TEST(calls[0].second == "Some log");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(MainTests, MainFixture)

// There the start of the log is replaced, too; here it sends its line.
BOOST_AUTO_TEST_CASE(test_empty) {
  BOOST_TEST(main() == 0);
  BOOST_TEST(log() == "Log opened.\n");
}

BOOST_AUTO_TEST_CASE(test_forwardCommand) {
  dist::LocalWorkerAMP client;
  const auto clientTransport = std::make_shared<protocols::testing::MemoryTransport>();
  client.makeConnection(clientTransport);
  const auto result = std::make_shared<trial::TestResult>();
  client.callRemote<dist::workercommands::Start>(folder.path.string());
  const port::Outcome ran(client.run(dist::testing::namedCase("doesntexist"), result));
  readStream.bytes = clientTransport->written;
  BOOST_TEST(main() == 0);
  BOOST_TEST(writeStream.bytes.find("No module named 'doesntexist'") != std::string::npos);
  client.dataReceived(writeStream.bytes);
  BOOST_TEST(ran.success().success);
  BOOST_TEST(result->errors.size() == 1U);
}

BOOST_AUTO_TEST_CASE(test_readInterrupted) {
  readStream.onRead = [](int count) {
    if (count == 1) throw std::system_error(EINTR, std::generic_category());
  };
  BOOST_TEST(main() == 0);
  BOOST_TEST(readStream.count == 2);
  BOOST_TEST(log() == "Log opened.\n");
}

// There the error leaves main; here it is a line on stderr and the exit status.
BOOST_AUTO_TEST_CASE(test_otherReadError) {
  readStream.onRead = [](int) { throw std::system_error(EIO, std::generic_category(), "no"); };
  std::ostringstream errors;
  auto* before = std::cerr.rdbuf(errors.rdbuf());
  const int status = main();
  std::cerr.rdbuf(before);
  BOOST_TEST(status == 1);
  BOOST_TEST(errors.str() == "trial-dist --worker: no: Input/output error\n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(SetupPathTests_20_3_0)

BOOST_AUTO_TEST_CASE(test_overridePath) {
  const SearchPath path("/nowhere:" TRIAL_TEST_MODULES);
  const auto found = trial::findByName("test_outcomes.OutcomeTests");
  BOOST_TEST(found.rest == "OutcomeTests");
}

BOOST_AUTO_TEST_CASE(test_noVariable) {
  const SearchPath path(nullptr);
  BOOST_CHECK_THROW((void)trial::findByName("test_switches"), trial::ModuleNotFound);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
