// The fakes: what they record, and how a test controls them. test_contracts.cpp and test_base.cpp
// check that they behave like the real objects.
#include <reactor/testing.hpp>

#include <csignal>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "defersupport.hpp"
#include "processsupport.hpp"

using boost::unit_test::label;
using namespace reactor;
using support::noting;
using support::NotingPtr;

BOOST_AUTO_TEST_SUITE(FakeProcessTests)

BOOST_AUTO_TEST_CASE(it_records_what_it_was_started_with) {
  MemoryReactor reactor;
  SpawnOptions options;
  options.ownGroup = true;
  reactor.spawnProcess(noting(), "worker", {"worker", "--worker"}, Environment{{"A", "b"}}, "/tmp",
                       std::nullopt, std::nullopt, false, {{3, 'w'}, {4, 'r'}, {5, 2}}, options);
  reactor.spawnProcess(noting(), "other", {"other"});
  BOOST_REQUIRE(reactor.spawned().size() == 2U);
  const auto& call = reactor.spawned()[0]->call();
  BOOST_TEST(call.executable == "worker");
  BOOST_TEST(call.args.size() == 2U);
  BOOST_TEST(call.env.value().at("A") == "b");
  BOOST_TEST(call.path.value() == "/tmp");
  BOOST_TEST(call.options.ownGroup);
  BOOST_TEST(std::get<int>(call.childFDs.at(5)) == 2);
  BOOST_TEST(reactor.spawned()[1]->call().childFDs.size() == 3U);
  BOOST_TEST((reactor.spawned()[0]->pid() != reactor.spawned()[1]->pid()));
  BOOST_TEST(reactor.getProcesses().size() == 2U);
}

BOOST_AUTO_TEST_CASE(it_records_writes_and_signals) {
  MemoryReactor reactor;
  const auto process =
      reactor.spawnProcess(noting(), "x", {"x"}, {}, {}, {}, {}, false, {{0, 'w'}, {3, 'w'}});
  const auto fake = reactor.spawned().back();
  process->write("to stdin");
  process->writeToChild(3, "one");
  BOOST_TEST(fake->takeWritten(3) == "one");
  process->writeToChild(3, "two");
  BOOST_TEST(fake->takeWritten(3) == "two");
  BOOST_TEST(fake->takeWritten(3).empty());
  BOOST_TEST(fake->written(3) == "onetwo");
  BOOST_TEST(fake->written(0) == "to stdin");
  process->signalProcess("TERM");
  process->signalProcess(9);
  BOOST_TEST(fake->signals() == (std::vector<int>{SIGTERM, 9}), boost::test_tools::per_element());
  BOOST_TEST(!fake->isClosed(3));
  process->closeChildFD(3);
  BOOST_TEST(fake->isClosed(3));
}

BOOST_AUTO_TEST_CASE(a_paused_pipe_holds_what_comes) {
  MemoryReactor reactor;
  const auto protocol = noting();
  const auto process =
      reactor.spawnProcess(protocol, "x", {"x"}, {}, {}, {}, {}, false, {{1, 'r'}, {2, 'r'}});
  const auto fake = reactor.spawned().back();
  process->pauseProducing(1);
  process->pauseProducing(77);
  fake->childData(1, "one ");
  fake->childData(2, "err");
  BOOST_TEST(!fake->turn());
  BOOST_TEST(protocol->out.empty());
  BOOST_TEST(protocol->err == "err");
  process->resumeProducing(1);
  BOOST_TEST(protocol->out.empty());
  fake->childData(1, "two ");
  BOOST_TEST(fake->turn());
  BOOST_TEST(!fake->turn());
  BOOST_TEST(protocol->out == "one two ");
  process->pauseProducing(1);
  fake->childData(1, "three");
  fake->end();
  BOOST_TEST(protocol->out == "one two three");
  BOOST_TEST(protocol->at("data 1") < protocol->at("exited"));
}

BOOST_AUTO_TEST_CASE(its_pipes_may_outlast_it) {
  MemoryReactor reactor;
  const auto protocol = noting();
  reactor.spawnProcess(protocol, "x", {"x"}, {}, {}, {}, {}, false, {{1, 'r'}});
  const auto fake = reactor.spawned().back();
  fake->exit(0);
  BOOST_TEST(protocol->count("exited") == 1U);
  BOOST_TEST(protocol->count("ended") == 0U);
  BOOST_TEST(!fake->isOver());
  fake->childData(1, "from a grandchild");
  fake->childClosed(1);
  BOOST_TEST(protocol->out == "from a grandchild");
  BOOST_TEST(protocol->count("ended") == 1U);
  BOOST_TEST(fake->isOver());
  BOOST_TEST(reactor.getProcesses().empty());
}

BOOST_AUTO_TEST_CASE(it_refuses_what_cannot_happen) {
  MemoryReactor reactor;
  reactor.spawnProcess(noting(), "x", {"x"});
  const auto fake = reactor.spawned().back();
  BOOST_CHECK_THROW(fake->childData(0, "x"), std::logic_error);
  BOOST_CHECK_THROW(fake->childData(7, "x"), std::logic_error);
  fake->childClosed(1);
  BOOST_CHECK_THROW(fake->childClosed(1), std::logic_error);
  BOOST_CHECK_THROW(fake->childData(1, "x"), std::logic_error);
  fake->end();
  BOOST_CHECK_THROW(fake->end(), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(MemoryReactorTests)

BOOST_AUTO_TEST_CASE(run_moves_time_on_to_the_next_call) {
  MemoryReactor reactor;
  double at = 0;
  reactor.callLater(3600, [&] {
    at = reactor.seconds();
    reactor.stop();
  });
  reactor.run();
  BOOST_TEST(at == 3600);
}

BOOST_AUTO_TEST_CASE(run_asks_the_test_before_it_moves_time) {
  MemoryReactor reactor;
  int asked = 0;
  bool timedOut = false;
  reactor.callLater(120, [&] { timedOut = true; });
  reactor.onIdle([&] {
    if (++asked == 3) reactor.stop();
    return true;
  });
  reactor.run();
  BOOST_TEST(asked == 3);
  BOOST_TEST(!timedOut);
}

BOOST_AUTO_TEST_CASE(run_does_not_hang_when_nothing_can_happen) {
  MemoryReactor reactor;
  BOOST_CHECK_THROW(reactor.run(), std::logic_error);
  BOOST_TEST(!reactor.running());
}

BOOST_AUTO_TEST_CASE(run_lets_pipes_be_lost_that_were_closed) {
  MemoryReactor reactor;
  const auto protocol = noting();
  protocol->onLost = [&](int) { reactor.stop(); };
  reactor.spawnProcess(protocol, "x", {"x"})->closeStdin();
  reactor.run();
  BOOST_TEST(protocol->count("lost 0") == 1U);
}

BOOST_AUTO_TEST_CASE(advance_is_that_of_a_clock) {
  MemoryReactor reactor;
  int calls = 0;
  reactor.callLater(1, [&] { reactor.callLater(1, [&] { ++calls; }); });
  reactor.advance(1);
  BOOST_TEST(calls == 0);
  reactor.advance(1);
  BOOST_TEST(calls == 1);
  BOOST_CHECK_THROW(reactor.advance(-1), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_signal_stops_it, *label("REA-14")) {
  MemoryReactor reactor;
  const support::Log logged;
  reactor.callWhenRunning([&] { reactor.receiveSignal(SIGINT); });
  reactor.run();
  BOOST_TEST(reactor._exitSignal().value() == SIGINT);
  BOOST_REQUIRE(!logged.events.empty());
  BOOST_TEST(logged.events[0].message == "Received SIGINT, shutting down.");
}

BOOST_AUTO_TEST_CASE(a_test_may_refuse_to_start_a_process) {
  MemoryReactor reactor;
  reactor.onSpawn([](FakeProcess& process) {
    if (process.call().executable == "bad") throw std::runtime_error("no such program");
  });
  reactor.spawnProcess(noting(), "good", {"good"});
  BOOST_CHECK_THROW(reactor.spawnProcess(noting(), "bad", {"bad"}), std::runtime_error);
  BOOST_TEST(reactor.spawned().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_test_may_derive_from_it, *label("REA-21")) {
  class Counting : public MemoryReactor {
   public:
    void run(bool) override {
      ++runs;
      fireSystemEvent("startup");
    }
    ProcessTransportPtr spawnProcess(std::shared_ptr<ProcessProtocol>, const std::string&,
                                     std::vector<std::string>, std::optional<Environment>,
                                     std::optional<std::filesystem::path>, std::optional<uid_t>,
                                     std::optional<gid_t>, bool, ChildFDs, SpawnOptions) override {
      ++spawns;
      return nullptr;
    }
    int runs = 0;
    int spawns = 0;
  };
  Counting counting;
  IReactor& reactor = counting;
  reactor.callWhenRunning([&] { (void)reactor.spawnProcess(noting(), "x", {"x"}); });
  reactor.run();
  BOOST_TEST(counting.runs == 1);
  BOOST_TEST(counting.spawns == 1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(StringTransportTests)

BOOST_AUTO_TEST_CASE(a_test_may_derive_from_a_transport, *label("REA-21")) {
  class Counting : public StringTransport {
   public:
    void write(std::string_view data) override {
      ++writes;
      StringTransport::write(data);
    }
    int writes = 0;
  };
  Counting transport;
  transport.writeSequence({"a", "b"});
  BOOST_TEST(transport.writes == 2);
  BOOST_TEST(transport.value() == "ab");
}

BOOST_AUTO_TEST_CASE(it_keeps_what_is_written_until_it_is_closed) {
  StringTransport transport;
  transport.write("one");
  transport.writeSequence({" two", " three"});
  BOOST_TEST(transport.value() == "one two three");
  transport.clear();
  BOOST_TEST(transport.value().empty());
  BOOST_TEST(!transport.disconnecting());
  transport.loseConnection();
  BOOST_TEST(transport.disconnecting());
  transport.write("too late");
  BOOST_TEST(transport.value().empty());
  BOOST_TEST(!transport.disconnected());
  StringTransport aborted;
  aborted.abortConnection();
  BOOST_TEST(aborted.disconnecting());
  BOOST_TEST(aborted.disconnected());
}

BOOST_AUTO_TEST_CASE(its_producing_is_paused_and_resumed) {
  StringTransport transport("here", "there");
  BOOST_TEST(transport.getHost() == "here");
  BOOST_TEST(transport.getPeer() == "there");
  BOOST_TEST(transport.producerState() == "producing");
  transport.pauseProducing();
  BOOST_TEST(transport.producerState() == "paused");
  transport.resumeProducing();
  BOOST_TEST(transport.producerState() == "producing");
  transport.loseConnection();
  BOOST_CHECK_THROW(transport.pauseProducing(), std::runtime_error);
  BOOST_CHECK_THROW(transport.resumeProducing(), std::runtime_error);
  transport.stopProducing();
  BOOST_TEST(transport.producerState() == "stopped");
  StringTransport lenient("here", "there", true);
  lenient.loseConnection();
  lenient.pauseProducing();
  BOOST_TEST(lenient.producerState() == "paused");
  lenient.stopProducing();
  BOOST_CHECK_THROW(lenient.resumeProducing(), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
