// Shared by these tests: folders, results of Deferreds, what Twisted's tests have in their modules.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <dist/worker.hpp>
#include <protocols/testing.hpp>
#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>
#include <trial/loader.hpp>
#include <trial/reporter.hpp>

namespace port {

using Texts = std::vector<std::string>;
namespace fs = std::filesystem;

/// A folder that goes with this; the current folder stays what it was.
struct Folder {
  Folder() {
    std::string name = fs::temp_directory_path() / "test_port-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) std::abort();
    path = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    fs::current_path(before, ignored);
    fs::remove_all(path, ignored);
  }
  fs::path path;
  const fs::path before = fs::current_path();
};

[[nodiscard]] inline std::string contents(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Keeps the result of a Deferred, in place of `successResultOf` and its kin.
template <class T>
class Outcome final {
 public:
  explicit Outcome(const reactor::Deferred<T>& d) {
    d.addBoth([to = result_](reactor::Result<T> result) { to->emplace(std::move(result)); });
  }
  [[nodiscard]] bool fired() const { return result_->has_value(); }
  [[nodiscard]] bool succeeded() const { return fired() && (*result_)->index() == 0; }
  [[nodiscard]] auto success() const {
    BOOST_REQUIRE(succeeded());
    return std::get<0>(**result_);
  }
  [[nodiscard]] reactor::Failure failure() const {
    BOOST_REQUIRE(fired());
    BOOST_REQUIRE((*result_)->index() == 1U);
    return std::get<1>(**result_);
  }

 private:
  std::shared_ptr<std::optional<reactor::Result<T>>> result_ =
      std::make_shared<std::optional<reactor::Result<T>>>();
};
template <class T>
Outcome(const reactor::Deferred<T>&) -> Outcome<T>;

/// A process that does nothing and writes down what it is told. (FakeTransport)
struct FakeTransport : reactor::IProcessTransport {
  std::string dataString;
  int calls = 0;
  std::vector<int> closed;

  void write(std::string_view data) override { dataString += data; }
  void writeToChild(int, std::string_view data) override { dataString += data; }
  void loseConnection() override { ++calls; }
  void closeChildFD(int childFD) override { closed.push_back(childFD); }
  void closeStdin() override {}
  void closeStdout() override {}
  void closeStderr() override {}
  void pauseProducing(int) override {}
  void resumeProducing(int) override {}
  void signalProcess(std::string_view) override {}
  void signalProcess(int) override {}
  [[nodiscard]] std::optional<pid_t> pid() const override { return std::nullopt; }
  [[nodiscard]] std::size_t unsentTo(int) const override { return 0; }
  [[nodiscard]] std::string getPeer() const override { return "process"; }
  [[nodiscard]] std::string getHost() const override { return "test"; }
};

/// A manager's end and a worker's in this process, which run cases when `flush` is called.
/// (twisted.test.iosim.connectedServerAndClient)
struct ConnectedWorker {
  Folder folder;
  dist::LocalWorkerAMP manager;
  dist::WorkerProtocol worker;
  protocols::testing::ConnectedPair pump{manager, worker};

  ConnectedWorker() { (void)worker.start(folder.path); }
  ~ConnectedWorker() { pump.lose(reactor::Failure(std::runtime_error("over"))); }
  void flush() {
    pump.flush();
    while (worker.hasWork()) {
      BOOST_REQUIRE(worker.work(-1));
      pump.flush();
    }
  }
  /// Runs the case of this id and gives what was reported of it.
  std::shared_ptr<trial::TestResult> run(const std::string& id) {
    const auto result = std::make_shared<trial::TestResult>();
    testCase = trial::TestLoader().loadCase(id);
    const Outcome ran(manager.run(testCase, result));
    flush();
    BOOST_TEST(ran.success().success);
    return result;
  }
  trial::TestPtr testCase;
};

}  // namespace port
