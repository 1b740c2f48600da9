// The main function of a worker on streams of the test.
#include <dist/workertrial.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <functional>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <dist/localworkeramp.hpp>
#include <dist/testing.hpp>
#include <protocols/testing.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/unittest.hpp>

#include "support.hpp"

namespace {

namespace fs = std::filesystem;
using boost::unit_test::label;
using dist::testing::namedCase;
using support::contents;
using support::Texts;

/// Called by the case of this module while it runs.
std::function<void()> inCase;

class CaseTests : public trial::TestCase {
 public:
  void test_calls() {
    std::printf("words of printf");  // without an end of line, which could flush them
    std::cout << "words of cout";
    if (inCase) inCase();
  }
};
TRIAL_TESTS(CaseTests, test_calls)
TRIAL_MODULE(test_in_this_program)

/// What the worker reads: bytes of the test, then what `onRead` does, then the end.
class Input final : public dist::workertrial::IReadStream {
 public:
  std::size_t read(char* buffer, std::size_t size) override {
    ++reads;
    if (onRead) onRead(reads);
    const auto count = std::min(size, bytes.size());
    std::copy_n(bytes.data(), count, buffer);
    bytes.erase(0, count);
    return count;
  }
  [[nodiscard]] bool ready() override { return !bytes.empty(); }
  [[nodiscard]] bool readyWithin(std::chrono::milliseconds time) override {
    waits.push_back(time);
    bytes += std::exchange(comesWhileItWaits, {});
    return ready();
  }

  std::string bytes;
  std::string comesWhileItWaits;
  std::vector<std::chrono::milliseconds> waits;
  std::function<void(int read)> onRead;
  int reads = 0;
};

class Output final : public dist::workertrial::IWriteStream {
 public:
  bool write(std::string_view data) override {
    bytes += data;
    return true;
  }
  std::string bytes;
};

/// The manager's end of a worker whose main runs in this process.
struct MainFixture {
  support::TemporaryFolder folder;
  fs::path folderBefore = fs::current_path();
  fs::path runFolderBefore = trial::runFolder();
  dist::LocalWorkerAMP manager;
  std::shared_ptr<protocols::testing::MemoryTransport> transport =
      std::make_shared<protocols::testing::MemoryTransport>();
  std::shared_ptr<dist::testing::RecordingReporter> told =
      std::make_shared<dist::testing::RecordingReporter>();
  std::ostringstream log;
  Input in;
  Output out;

  MainFixture() {
    manager.makeConnection(transport);
    manager.setTestStream(log);
  }
  ~MainFixture() {
    inCase = nullptr;
    manager.connectionLost(reactor::Failure(std::runtime_error("over")));
    fs::current_path(folderBefore);
    trial::setRunFolder(runFolderBefore);
  }
  auto ask(const std::string& id) {
    const support::Watched running(manager.run(namedCase(id), told));
    in.bytes += std::exchange(transport->written, {});
    return running;
  }
  void keepTogether(std::size_t count) {
    manager.keepTogether(count);
    in.bytes += std::exchange(transport->written, {});
  }
  void start() {
    manager.callRemote<dist::workercommands::Start>(folder.path.string());
    in.bytes += std::exchange(transport->written, {});
  }
  int main() {
    const int status = dist::workertrial::main({}, in, out);
    manager.dataReceived(out.bytes);
    return status;
  }
};

/// Collects what is written to stdout in a file, while it lives.
class CollectedOutput final {
 public:
  explicit CollectedOutput(fs::path file) : file_(std::move(file)) {
    flush();
    before_ = ::dup(1);
    const int fd = ::open(file_.c_str(), O_CREAT | O_WRONLY, 0600);
    BOOST_REQUIRE(::dup2(fd, 1) == 1);
    ::close(fd);
  }
  CollectedOutput(const CollectedOutput&) = delete;
  CollectedOutput& operator=(const CollectedOutput&) = delete;
  ~CollectedOutput() {
    flush();
    (void)::dup2(before_, 1);
    ::close(before_);
  }

 private:
  static void flush() {
    std::cout.flush();
    std::fflush(stdout);
  }
  fs::path file_;
  int before_ = -1;
};

const std::string calls = "test_in_this_program.CaseTests.test_calls";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(WorkerMainTests, MainFixture)

BOOST_AUTO_TEST_CASE(an_input_at_its_end_runs_and_reports_nothing, *label("WP-02")) {
  BOOST_TEST(main() == 0);
  BOOST_TEST(in.reads == 1);
  BOOST_TEST(log.str() == "Log opened.\n");
  BOOST_TEST(told->events.empty());
  const auto sent = support::messagesIn(out.bytes);
  BOOST_REQUIRE(sent.size() == 1U);
  BOOST_TEST(sent[0].find("\"TestWrite\"") != std::string::npos, sent[0]);
}

BOOST_AUTO_TEST_CASE(commands_of_the_input_are_answered_on_the_output, *label("WP-01")) {
  start();
  const auto running = ask("doesntexist");
  BOOST_TEST(main() == 0);
  BOOST_REQUIRE(running.called());
  BOOST_TEST(std::get<0>(*running.outcome()).success);
  BOOST_REQUIRE(told->errors.size() == 1U);
  BOOST_TEST(told->errors[0].second.getErrorMessage() == "No module named 'doesntexist'");
}

BOOST_AUTO_TEST_CASE(an_interrupted_read_is_repeated, *label("WP-03")) {
  in.onRead = [](int read) {
    if (read == 1) throw std::system_error(EINTR, std::generic_category(), "read");
  };
  BOOST_TEST(main() == 0);
  BOOST_TEST(in.reads == 2);
}

BOOST_AUTO_TEST_CASE(any_other_error_of_a_read_ends_it_with_a_line, *label("WP-03")) {
  in.onRead = [](int) { throw std::system_error(EIO, std::generic_category(), "from the test"); };
  std::ostringstream errors;
  auto* before = std::cerr.rdbuf(errors.rdbuf());
  const int status = main();
  std::cerr.rdbuf(before);
  BOOST_TEST(status == 1);
  BOOST_TEST(errors.str() == "trial-dist --worker: from the test: Input/output error\n");
  BOOST_TEST(in.reads == 1);
  reactor::log::msg("nobody of it listens any more");
}

BOOST_AUTO_TEST_CASE(no_case_runs_while_a_message_comes_in_pieces, *label("COST-06")) {
  start();
  int ran = 0;
  inCase = [&ran] { ++ran; };
  const auto first = ask(calls);
  const auto second = ask(calls);
  const auto rest = in.bytes.substr(in.bytes.size() - 10);
  in.bytes.resize(in.bytes.size() - 10);
  int before = -1;
  in.onRead = [&](int read) {
    if (read != 2) return;
    before = ran;
    in.bytes = rest;
  };
  const CollectedOutput collected(folder.path / "stdout");
  BOOST_TEST(main() == 0);
  BOOST_TEST(before == 0);
  BOOST_TEST(ran == 2);
  BOOST_TEST(second.called());
  (void)first;
}

BOOST_AUTO_TEST_CASE(no_case_runs_before_those_that_share_its_process_have_come, *label("DUR-09")) {
  start();
  keepTogether(2);
  (void)ask(calls);
  auto first = std::exchange(in.bytes, {});
  const auto second = ask(calls);
  in.comesWhileItWaits = std::exchange(in.bytes, std::move(first));
  std::vector<std::size_t> waits;  // before each case
  inCase = [&] { waits.push_back(in.waits.size()); };
  const CollectedOutput collected(folder.path / "stdout");
  BOOST_TEST(main() == 0);
  BOOST_TEST(second.called());
  BOOST_TEST(waits == std::vector<std::size_t>({1, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(cases_that_do_not_come_are_waited_for_a_second, *label("DUR-09")) {
  start();
  keepTogether(3);
  (void)ask(calls);
  const auto second = ask(calls);
  int ran = 0;
  inCase = [&] { ++ran; };
  const CollectedOutput collected(folder.path / "stdout");
  BOOST_TEST(main() == 0);
  BOOST_TEST(second.called());
  BOOST_TEST(ran == 2);
  BOOST_TEST(in.waits == std::vector<std::chrono::milliseconds>({std::chrono::seconds(1)}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(everything_is_flushed_before_it_waits, *label("WP-04")) {
  start();
  const auto running = ask(calls);
  const auto file = folder.path / "stdout";
  std::string printed;
  bool answered = false;
  {
    const CollectedOutput collected(file);
    in.onRead = [&](int read) {
      if (read == 1) return;
      printed = contents(file);
      manager.dataReceived(std::exchange(out.bytes, {}));
      answered = running.called();
    };
    BOOST_TEST(main() == 0);
  }
  BOOST_TEST(in.reads == 2);
  BOOST_TEST(printed.find("words of printf") != std::string::npos, printed);
  BOOST_TEST(printed.find("words of cout") != std::string::npos, printed);
  BOOST_TEST(answered);
}

BOOST_AUTO_TEST_CASE(the_manager_knows_of_a_case_before_it_runs, *label("WP-04")) {
  start();
  const auto first = ask("doesntexist.A.b");
  const auto second = ask(calls);
  const CollectedOutput collected(folder.path / "stdout");
  bool known = false;
  inCase = [&] {
    // Behind the start of the first, that of this one.
    known = out.bytes.find("Started", out.bytes.find("Started") + 1) != std::string::npos;
    manager.dataReceived(std::exchange(out.bytes, {}));
    known = known && first.called();
  };
  BOOST_TEST(main() == 0);
  BOOST_TEST(known);
  BOOST_TEST(second.called());
}

BOOST_AUTO_TEST_CASE(the_input_is_read_in_blocks, *label("FIX-24")) {
  start();
  constexpr std::size_t count = 300;
  for (std::size_t i = 0; i < count; ++i) (void)ask("doesntexist.A.test_" + std::to_string(i));
  const auto size = in.bytes.size();
  BOOST_TEST(size > 10'000U);
  BOOST_TEST(main() == 0);
  BOOST_TEST(told->errors.size() == count);
  BOOST_TEST(in.reads == static_cast<int>(size / (64U << 10)) + 2);  // the last one is the end
}

BOOST_AUTO_TEST_CASE(an_unknown_argument_is_refused_before_anything_is_read) {
  std::ostringstream errors;
  auto* before = std::cerr.rdbuf(errors.rdbuf());
  const int status = dist::workertrial::main({"--nonsense"}, in, out);
  std::cerr.rdbuf(before);
  BOOST_TEST(status == 1);
  BOOST_TEST(in.reads == 0);
  BOOST_TEST(out.bytes.empty());
}

BOOST_AUTO_TEST_SUITE_END()
