#include <dist/localworker.hpp>

#include <algorithm>
#include <csignal>
#include <deque>
#include <memory>
#include <sstream>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include <dist/dist.hpp>
#include <dist/distreporter.hpp>
#include <dist/managercommands.hpp>
#include <dist/testing.hpp>
#include <reactor/error.hpp>
#include <reactor/testing.hpp>
#include <trial/loading/runfolder.hpp>

#include "support.hpp"

namespace {

using boost::unit_test::label;
using reactor::Failure;
using support::contents;
using support::failureOf;
using support::outcomeOf;
using support::Texts;

/// A worker in a fake process, not connected before `spawn`.
struct WorkerFixture {
  support::TemporaryFolder folder;
  reactor::MemoryReactor reactor;
  dist::testing::FakeWorkers fakes{reactor};
  std::shared_ptr<std::ostringstream> log = std::make_shared<std::ostringstream>();
  std::shared_ptr<dist::LocalWorkerAMP> amp = std::make_shared<dist::LocalWorkerAMP>();
  std::filesystem::path directory = folder.path / "deep" / "0";
  std::shared_ptr<dist::LocalWorker> worker =
      std::make_shared<dist::LocalWorker>(amp, directory, log);

  reactor::FakeProcess& spawn() {
    reactor.spawnProcess(worker, "/worker", {"/worker"}, std::nullopt, std::nullopt, std::nullopt,
                         std::nullopt, false, {{0, 'w'}, {1, 'r'}, {2, 'r'}, {3, 'w'}, {4, 'r'}});
    return *reactor.spawned().back();
  }
  /// Lets everything happen that can.
  void settle() {
    while (reactor.spawned().back()->turn() || fakes.pump()) {
    }
  }
  std::optional<Failure> ended() { return failureOf(worker->endDeferred); }
};

/// Writes down what it is asked.
struct RecordingTransport final : reactor::IProcessTransport {
  Texts calls;
  std::vector<int> closed;
  void write(std::string_view data) override { calls.push_back("write " + std::string(data)); }
  void loseConnection() override { calls.emplace_back("loseConnection"); }
  [[nodiscard]] std::string getPeer() const override { return "process"; }
  [[nodiscard]] std::string getHost() const override { return "here"; }
  [[nodiscard]] std::optional<pid_t> pid() const override { return std::nullopt; }
  void closeStdin() override {}
  void closeStdout() override {}
  void closeStderr() override {}
  void closeChildFD(int childFD) override { closed.push_back(childFD); }
  void pauseProducing(int) override {}
  void resumeProducing(int) override {}
  void writeToChild(int childFD, std::string_view data) override {
    calls.push_back(std::to_string(childFD) + " " + std::string(data));
  }
  [[nodiscard]] std::size_t unsentTo(int childFD) const override { return childFD == 3 ? 7 : 0; }
  void signalProcess(std::string_view name) override {
    calls.push_back("signal " + std::string(name));
  }
  void signalProcess(int) override {}
};

}  // namespace

BOOST_AUTO_TEST_SUITE(LocalWorkerTransportTests)

BOOST_AUTO_TEST_CASE(it_writes_to_descriptor_3, *label("LW-13")) {
  const auto process = std::make_shared<RecordingTransport>();
  dist::LocalWorkerTransport transport(process);
  transport.write("a");
  transport.writeSequence({"b", "c"});
  BOOST_TEST(process->calls == (Texts{"3 a", "3 b", "3 c"}));
  process->calls.clear();
  BOOST_TEST(transport.unsent() == 7U);
  transport.loseConnection();
  BOOST_TEST(process->calls.at(0) == "loseConnection");
}

BOOST_AUTO_TEST_CASE(it_writes_to_the_descriptor_that_it_is_given) {
  const auto process = std::make_shared<RecordingTransport>();
  dist::LocalWorkerTransport transport(process, 7);
  transport.write("a");
  BOOST_TEST(process->calls == (Texts{"7 a"}));
  BOOST_TEST(transport.unsent() == 0U);
}

BOOST_AUTO_TEST_CASE(losing_the_connection_ends_a_worker_that_would_not_notice) {
  const auto process = std::make_shared<RecordingTransport>();
  dist::LocalWorkerTransport transport(process);
  transport.loseConnection();
  BOOST_TEST(process->calls == (Texts{"loseConnection", "signal KILL"}));
}

BOOST_AUTO_TEST_CASE(addresses_are_only_stand_ins, *label("LW-14")) {
  const dist::LocalWorkerTransport transport(std::make_shared<RecordingTransport>());
  BOOST_TEST(transport.getPeer() == "LocalWorkerAddress()");
  BOOST_TEST(transport.getHost() == "LocalWorkerAddress()");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(LocalWorkerTests, WorkerFixture)

BOOST_AUTO_TEST_CASE(a_connected_worker_has_its_folder_and_is_told_to_start, *label("LW-15")) {
  BOOST_TEST(!std::filesystem::exists(directory));
  spawn();
  BOOST_TEST(std::filesystem::exists(directory / "out.log"));
  BOOST_TEST(std::filesystem::exists(directory / "err.log"));
  settle();
  const auto& scripted = fakes.workers[0]->worker;
  BOOST_TEST(scripted.directory.value() == directory.string());
  BOOST_TEST(scripted.origin.value() == trial::runFolder().string());
  BOOST_TEST(amp->transport() != nullptr);
}

BOOST_AUTO_TEST_CASE(a_start_that_is_refused_ends_the_worker_and_is_known,
                     *label("LW-15") * label("FIX-08")) {
  auto& process = spawn();
  fakes.workers[0]->worker.refusal = "no such folder";
  const support::LoggedTexts logged;
  settle();
  BOOST_TEST(process.signals() == std::vector<int>{SIGKILL});
  BOOST_TEST(worker->startFailure.has_value());
  BOOST_TEST(ended().has_value());
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_made_is_a_clear_error, *label("FIX-08")) {
  std::ofstream(folder.path / "deep") << "a file is in the way";
  BOOST_CHECK_THROW(spawn(), std::filesystem::filesystem_error);
}

BOOST_AUTO_TEST_CASE(there_is_one_test_log_for_all, *label("LW-16") * label("FIX-22")) {
  spawn();
  fakes.workers[0]->worker.callRemote<dist::managercommands::TestWrite>("words of worker 0");
  settle();
  BOOST_TEST(log->str() == "words of worker 0\n");
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) files += entry.exists();
  BOOST_TEST(files == 2U);  // out.log and err.log
}

BOOST_AUTO_TEST_CASE(a_worker_with_a_name_for_its_log_opens_it_in_its_folder, *label("LW-16")) {
  worker = std::make_shared<dist::LocalWorker>(amp, directory, "logs/test.log");
  BOOST_TEST(worker->_logDirectory == directory);
  auto& process = spawn();
  amp->testWrite("words of worker 0");
  BOOST_TEST(contents(directory / "logs" / "test.log") == "words of worker 0\n");
  BOOST_TEST(worker->_testLog != nullptr);
  process.end(0);
  BOOST_TEST(worker->_testLog == nullptr);
  BOOST_TEST(worker->_outLog == nullptr);
  BOOST_TEST(worker->_errLog == nullptr);
  amp->testWrite("nobody takes this any more");
  (void)ended();
}

BOOST_AUTO_TEST_CASE(a_test_may_replace_the_logs) {
  auto& process = spawn();
  const auto out = std::make_shared<std::ostringstream>();
  worker->_outLog = out;
  process.childData(1, "to the test");
  BOOST_TEST(out->str() == "to the test");
}

BOOST_AUTO_TEST_CASE(data_goes_where_its_descriptor_says, *label("LW-17")) {
  auto& process = spawn();
  settle();
  process.childData(1, "to out");
  process.childData(2, "to err");
  const auto result = std::make_shared<dist::testing::RecordingReporter>();
  const support::Watched running(amp->run(dist::testing::namedCase("t.a"), result));
  settle();  // the worker answers on descriptor 4
  BOOST_TEST(result->successes == 1);
  process.end(0);
  BOOST_TEST(contents(directory / "out.log") == "to out");
  BOOST_TEST(contents(directory / "err.log") == "to err");
  (void)ended();
  (void)outcomeOf(running);
}

BOOST_AUTO_TEST_CASE(other_descriptors_are_the_base_class_s, *label("LW-17")) {
  spawn();
  worker->childDataReceived(7, "nobody wants this");
  worker->childDataReceived(0, "nor this");
  settle();
  BOOST_TEST(contents(directory / "out.log").empty());
}

BOOST_AUTO_TEST_CASE(a_lost_connection_closes_the_logs_and_forgets_the_transport, *label("LW-18")) {
  auto& process = spawn();
  process.childData(1, "written");
  BOOST_TEST(worker->isRunning());
  worker->connectionLost(Failure(std::runtime_error("x")));
  BOOST_TEST(!worker->isRunning());
  BOOST_TEST(worker->transport == nullptr);
  BOOST_TEST(contents(directory / "out.log") == "written");
  worker->outReceived("nowhere");
  BOOST_TEST(contents(directory / "out.log") == "written");
}

BOOST_AUTO_TEST_CASE(the_end_comes_to_the_worker_then_amp_then_who_waits, *label("LW-19")) {
  struct Order final : dist::LocalWorkerAMP {
    explicit Order(Texts& texts) : order(texts) {}
    void connectionLost(Failure reason) override {
      order.push_back(owner->isRunning() ? "too early" : "amp");
      LocalWorkerAMP::connectionLost(std::move(reason));
    }
    Texts& order;
    dist::LocalWorker* owner = nullptr;
  };
  Texts order;
  const auto watched = std::make_shared<Order>(order);
  worker = std::make_shared<dist::LocalWorker>(watched, directory, log);
  watched->owner = worker.get();
  worker->endDeferred.addErrback([&](const Failure& reason) {
    order.push_back("ended " +
                    std::to_string(reason.as<reactor::ProcessTerminated>()->exitCode.value()));
  });
  spawn().end(3);
  BOOST_TEST(order == (Texts{"amp", "ended 3"}));
}

BOOST_AUTO_TEST_CASE(exit_closes_the_input_and_waits_for_the_end, *label("LW-20")) {
  fakes.obedient = false;
  auto& process = spawn();
  settle();
  const auto exiting = worker->exit();
  BOOST_TEST(process.isClosed(dist::workerAmpStdin));
  settle();
  std::optional<reactor::Result<void>> result;
  exiting.addBoth([&](reactor::Result<void> r) { result = r; });
  BOOST_TEST(!result.has_value());
  process.end(0);
  BOOST_REQUIRE(result.has_value());
  BOOST_TEST(result->index() == 0U);
}

BOOST_AUTO_TEST_CASE(exit_fails_when_the_end_is_not_clean, *label("LW-20")) {
  auto& process = spawn();
  const auto exiting = worker->exit();
  process.end(2);
  BOOST_TEST(failureOf(exiting)->is<reactor::ProcessTerminated>());
}

BOOST_AUTO_TEST_CASE(exit_needs_a_running_worker, *label("LW-21")) {
  BOOST_TEST(failureOf(worker->exit())->is<dist::NotRunning>());
  spawn().end(0);
  BOOST_TEST(failureOf(worker->exit())->is<dist::NotRunning>());
  (void)ended();
}

BOOST_AUTO_TEST_CASE(a_line_of_the_log_ends_as_lines_do_here, *label("LW-22")) {
  const auto path = folder.path / "test.log";
  const auto file = std::make_shared<std::ofstream>(path);
  worker = std::make_shared<dist::LocalWorker>(amp, directory, file);
  spawn();
  amp->testWrite("first\nsecond");
  BOOST_TEST(contents(path) == "first\nsecond\n");
}

BOOST_AUTO_TEST_CASE(output_is_kept_byte_for_byte, *label("LW-24")) {
  auto& process = spawn();
  const std::string text("a\xc3\xa4\r\n\0\xff", 7);
  for (const char c : text) process.childData(1, std::string(1, c));
  process.childData(2, "\xe2\x82");
  process.childData(2, "\xac");
  process.end(0);
  BOOST_TEST(contents(directory / "out.log") == text);
  BOOST_TEST(contents(directory / "err.log") == "\xe2\x82\xac");
  (void)ended();
}

BOOST_AUTO_TEST_CASE(a_replacement_appends_to_the_logs, *label("DR-29")) {
  auto& process = spawn();
  process.childData(1, "first ");
  process.end(1);
  (void)ended();
  worker =
      std::make_shared<dist::LocalWorker>(std::make_shared<dist::LocalWorkerAMP>(), directory, log);
  auto& second = spawn();
  second.childData(1, "second");
  second.end(0);
  BOOST_TEST(contents(directory / "out.log") == "first second");
  (void)ended();
}

BOOST_AUTO_TEST_CASE(standard_input_is_at_its_end, *label("FIX-06")) {
  BOOST_TEST(spawn().isClosed(0));
}

BOOST_AUTO_TEST_CASE(a_worker_that_closes_the_connection_and_lives_on_is_ended, *label("FIX-26")) {
  auto& process = spawn();
  settle();
  process.childClosed(dist::workerAmpStdout);
  BOOST_TEST(process.signals() == std::vector<int>{SIGKILL});
  process.endBySignal(SIGKILL);
  BOOST_TEST(amp->lost());
  (void)ended();
}

BOOST_AUTO_TEST_CASE(a_worker_that_closes_the_connection_may_be_about_to_end) {
  worker->setClock(reactor);
  auto& process = spawn();
  settle();
  process.childClosed(dist::workerAmpStdout);
  reactor.advance(0.4);
  BOOST_TEST(process.signals().empty());
  reactor.advance(0.2);
  BOOST_TEST(process.signals() == std::vector<int>{SIGKILL});
  process.endBySignal(SIGKILL);
  (void)ended();
}

BOOST_AUTO_TEST_CASE(a_message_that_stays_partial_ends_the_worker, *label("FIX-26")) {
  worker->setClock(reactor);
  auto& process = spawn();
  settle();
  process.childData(dist::workerAmpStdout, std::string("\0\0\0\1", 4));
  for (int second = 1; second < dist::LocalWorker::messageSeconds; ++second) reactor.advance(1);
  BOOST_TEST(process.signals().empty());
  reactor.advance(1);
  BOOST_TEST(process.signals() == std::vector<int>{SIGKILL});
  process.endBySignal(SIGKILL);
  (void)ended();
}

BOOST_AUTO_TEST_CASE(messages_that_come_piece_by_piece_are_progress) {
  worker->setClock(reactor);
  auto& process = spawn();
  settle();
  fakes.workers[0]->worker.callRemote<dist::managercommands::TestWrite>("words");
  auto& transport = *fakes.workers[0]->worker.transport();
  const auto message =
      std::exchange(dynamic_cast<protocols::testing::MemoryTransport&>(transport).written, {});
  process.childData(dist::workerAmpStdout, message.substr(0, 5));
  for (int second = 0; second < 2 * dist::LocalWorker::messageSeconds; ++second) {
    reactor.advance(1);
    process.childData(dist::workerAmpStdout, message.substr(5) + message.substr(0, 5));
  }
  BOOST_TEST(process.signals().empty());
  process.end(0);
  (void)ended();
}

BOOST_AUTO_TEST_CASE(the_loss_of_a_case_names_the_process_and_what_it_wrote_last, *label("LW-25")) {
  fakes.onRun = [](auto&, auto) {};
  auto& process = spawn();
  const auto pid = process.pid().value();
  const auto result = std::make_shared<dist::testing::RecordingReporter>();
  const support::Watched running(amp->run(dist::testing::namedCase("t.a"), result));
  settle();
  process.childData(2, "free(): invalid pointer\n");
  process.endBySignal(SIGABRT);
  BOOST_TEST(result->events.back() == "stopTest t.a");
  BOOST_TEST(
      result->events.at(1) ==
      "addError t.a: worker 0 (pid " + std::to_string(pid) +
          ") was lost while running t.a: A process has ended with a probable error condition: "
          "process ended by signal 6.\n"
          "The last that it wrote to stderr:\nfree(): invalid pointer");
  (void)ended();
  (void)outcomeOf(running);
}

BOOST_AUTO_TEST_CASE(the_loss_of_a_case_says_why_the_runner_ended_the_worker, *label("LW-25")) {
  fakes.onRun = [](auto&, auto) {};
  auto& process = spawn();
  const auto result = std::make_shared<dist::testing::RecordingReporter>();
  const support::Watched running(amp->run(dist::testing::namedCase("t.a"), result));
  settle();
  process.childClosed(dist::workerAmpStdout);
  process.endBySignal(SIGKILL);
  BOOST_TEST(result->events.at(1).ends_with(
      "process ended by signal 9. The runner ended it because it closed its connection."));
  (void)ended();
  (void)outcomeOf(running);
}

BOOST_AUTO_TEST_CASE(a_worker_with_many_cases_is_heard_from_time_to_time, *label("COST-04")) {
  worker->setClock(reactor);
  fakes.onRun = [](auto&, auto) {};
  spawn();
  settle();
  const auto result = std::make_shared<dist::testing::RecordingReporter>();
  std::deque<support::Watched<dist::workercommands::Run::Response>> running;
  for (const auto& test : dist::testing::namedCases("t.", 40))
    running.emplace_back(amp->run(test, result));
  settle();  // the first has begun, and that was heard
  const auto over = [&result] {
    return std::count_if(result->events.begin(), result->events.end(),
                         [](const std::string& event) { return event.starts_with("stopTest"); });
  };
  auto& scripted = fakes.workers.front()->worker;
  for (std::size_t i = 0; i < 8; ++i) scripted.pass(i);
  settle();
  BOOST_TEST(over() == 0);
  reactor.advance(0.002);
  settle();
  BOOST_TEST(over() == 8);
  reactor.advance(0.002);
  // It has 32 left, and is waited for.
  for (std::size_t i = 8; i < 40; ++i) {
    scripted.pass(i);
    settle();
    BOOST_TEST(over() == static_cast<int>(i + 1));
  }
}

BOOST_AUTO_TEST_CASE(a_worker_that_was_asked_to_exit_may_close_the_connection_first) {
  auto& process = spawn();
  settle();
  const auto exiting = worker->exit();
  process.childClosed(dist::workerAmpStdout);
  BOOST_TEST(process.signals().empty());
  process.end(0);
  BOOST_TEST(outcomeOf(exiting)->index() == 0U);
}

BOOST_AUTO_TEST_CASE(nonsense_on_descriptor_4_ends_the_worker, *label("FIX-26")) {
  auto& process = spawn();
  settle();
  const support::LoggedTexts logged;
  process.childData(4, "printf was here, and it is no box at all");
  BOOST_TEST(process.signals() == std::vector<int>{SIGKILL});
  BOOST_TEST(logged.errors == 1);
}

BOOST_AUTO_TEST_CASE(what_is_written_to_a_worker_that_is_gone_is_dropped) {
  auto& process = spawn();
  settle();
  process.childClosed(3);
  const auto result = std::make_shared<dist::testing::RecordingReporter>();
  const support::Watched running(
      amp->run(dist::testing::namedCase("t.a"), std::make_shared<dist::DistReporter>(result)));
  BOOST_TEST(!running.called());
  process.endBySignal(SIGSEGV);
  BOOST_TEST(failureOf(running)->is<dist::NotBegun>());
  (void)ended();
}

BOOST_AUTO_TEST_CASE(amp_may_be_on_other_descriptors) {
  const auto other = std::make_shared<dist::LocalWorker>(
      std::make_shared<dist::LocalWorkerAMP>(), directory, nullptr,
      dist::AmpDescriptors{.toWorker = 7, .fromWorker = 8});
  const auto process = std::make_shared<RecordingTransport>();
  other->makeConnection(process);
  BOOST_REQUIRE(process->calls.size() == 1U);
  BOOST_TEST(process->calls.at(0).starts_with("7 "));  // Start
  other->childDataReceived(4, "not a message");        // to nobody
  BOOST_TEST(process->calls.size() == 1U);
  other->childConnectionLost(4);
  BOOST_TEST(process->calls.size() == 1U);
  other->childConnectionLost(8);
  BOOST_TEST(process->calls.back() == "signal KILL");
  const auto exiting = other->exit();
  BOOST_TEST(process->closed == std::vector<int>{7});
  other->processEnded(Failure(reactor::ProcessDone()));
  BOOST_TEST(outcomeOf(exiting)->index() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
