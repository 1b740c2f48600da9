// Behaviour of real objects and their fakes: each case runs with both. The cases of the reactor
// itself are in test_base.cpp.
#include <reactor/testing.hpp>

#include <csignal>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reactor/libevent.hpp>

#include "defersupport.hpp"
#include "processsupport.hpp"

using boost::unit_test::label;
using boost::unit_test::timeout;
using namespace reactor;
using support::checkOrder;
using support::exitCodeOf;
using support::noting;
using support::NotingPtr;
using support::signalOf;

namespace {

const ChildFDs pipes = {{0, 'w'}, {1, 'r'}, {2, 'r'}, {3, 'w'}, {4, 'r'}};

/// A process with `pipes`, and functions that control it.
class ProcessContract {
 public:
  virtual ~ProcessContract() = default;
  virtual ProcessTransportPtr start(NotingPtr protocol) = 0;
  /// The child writes, closes its end, exits or dies of a signal; the protocol is not told yet.
  virtual void say(int childFD, const std::string& text) = 0;
  virtual void closeItsEnd(int childFD) = 0;
  virtual void exit(int code) = 0;
  /// The child reads nothing from descriptor 0 until `read`, which makes it read `size` bytes.
  virtual void dontRead() = 0;
  virtual void read(std::size_t size) = 0;
  virtual void die(int signal) = 0;
  /// Turns the loop until `holds` returns true.
  virtual void turnUntil(const std::function<bool()>& holds) = 0;
};

class RealProcess final : public ProcessContract {
 public:
  ~RealProcess() override {
    while (!reactor_.getProcesses().empty()) reactor_.iterate(1);
  }
  ProcessTransportPtr start(NotingPtr protocol) override {
    process_ =
        reactor_.spawnProcess(std::move(protocol), "/bin/sh",
                              {"sh", "-c", "while read -r line <&3; do eval \"$line\"; done"}, {},
                              {}, {}, {}, false, pipes);
    return process_;
  }
  void say(int childFD, const std::string& text) override {
    tell("printf %s '" + text + "' >&" + std::to_string(childFD));
  }
  void closeItsEnd(int childFD) override { tell("exec " + std::to_string(childFD) + ">&-"); }
  void exit(int code) override { tell("exit " + std::to_string(code)); }
  void dontRead() override {}
  void read(std::size_t size) override { tell("head -c " + std::to_string(size) + " >&2"); }
  void die(int signal) override { process_->signalProcess(signal); }
  void turnUntil(const std::function<bool()>& holds) override {
    while (!holds()) reactor_.iterate(1);
  }

 private:
  void tell(const std::string& command) { process_->writeToChild(3, command + '\n'); }

  LibeventReactor reactor_;
  ProcessTransportPtr process_;
};

class FakedProcess final : public ProcessContract {
 public:
  ProcessTransportPtr start(NotingPtr protocol) override {
    const auto process =
        reactor_.spawnProcess(std::move(protocol), "/bin/sh", {"sh"}, {}, {}, {}, {}, false, pipes);
    process_ = reactor_.spawned().back();
    return process;
  }
  void say(int childFD, const std::string& text) override {
    happens([this, childFD, text] {
      if (!process_->isClosed(childFD)) process_->childData(childFD, text);
    });
  }
  void closeItsEnd(int childFD) override {
    happens([this, childFD] { process_->childClosed(childFD); });
  }
  void exit(int code) override {
    happens([this, code] { process_->end(code); });
  }
  void dontRead() override { process_->setReading(0, false); }
  void read(std::size_t) override {
    happens([this] { process_->setReading(0, true); });
  }
  void die(int signal) override {
    process_->signalProcess(signal);
    happens([this, signal] { process_->endBySignal(signal); });
  }
  void turnUntil(const std::function<bool()>& holds) override {
    while (!holds()) reactor_.iterate(1);
  }

 private:
  void happens(std::function<void()> event) { reactor_.callLater(0, std::move(event)); }

  MemoryReactor reactor_;
  FakeProcessPtr process_;
};

void onEachProcess(const std::function<void(ProcessContract&)>& check) {
  BOOST_TEST_CONTEXT("real") {
    RealProcess real;
    check(real);
  }
  BOOST_TEST_CONTEXT("fake") {
    FakedProcess fake;
    check(fake);
  }
}

/// A clock that makes timed calls, and a function that lets its time pass.
struct TimeContract {
  IReactorTime& time;
  double second;  // the amount of its time that counts as a second here
  std::function<void(double)> pass;
};

void onEachTime(const std::function<void(TimeContract&)>& check) {
  BOOST_TEST_CONTEXT("Clock") {
    Clock clock;
    TimeContract contract{clock, 1, [&](double amount) { clock.advance(amount); }};
    check(contract);
  }
  BOOST_TEST_CONTEXT("MemoryReactor") {
    MemoryReactor reactor;
    TimeContract contract{reactor, 1, [&](double amount) { reactor.advance(amount); }};
    check(contract);
  }
  BOOST_TEST_CONTEXT("LibeventReactor") {
    LibeventReactor reactor;
    TimeContract contract{reactor, 0.01, [&](double amount) {
                            bool passed = false;
                            reactor.callLater(amount, [&] { passed = true; });
                            while (!passed) reactor.iterate(1);
                          }};
    check(contract);
  }
}

void turnUntilEnd(ProcessContract& contract, const NotingPtr& protocol) {
  contract.turnUntil([&] { return protocol->count("ended") == 1; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ProcessContractTests, *timeout(60))

BOOST_AUTO_TEST_CASE(order_and_reasons, *label("PROC-02") * label("PROC-05") * label("PROC-06")) {
  onEachProcess([](ProcessContract& contract) {
    const auto protocol = noting();
    const auto process = contract.start(protocol);
    BOOST_TEST(protocol->transport == process);
    BOOST_TEST(process->pid().has_value());
    contract.say(1, "out");
    contract.exit(3);
    BOOST_TEST(protocol->events.size() == 1U);
    turnUntilEnd(contract, protocol);
    checkOrder(*protocol);
    BOOST_TEST(protocol->count("lost 3") == 1U);
    BOOST_TEST(protocol->count("lost 4") == 1U);
    BOOST_TEST(protocol->out == "out");
    BOOST_TEST(exitCodeOf(protocol->exitReason.value()) == 3);
    BOOST_TEST((protocol->exitReason.value() == protocol->endReason.value()));
    BOOST_TEST(!process->pid().has_value());
  });
}

BOOST_AUTO_TEST_CASE(what_can_be_asked_after_the_end, *label("PROC-10") * label("PROC-13")) {
  onEachProcess([](ProcessContract& contract) {
    const auto protocol = noting();
    const auto process = contract.start(protocol);
    BOOST_CHECK_THROW(process->signalProcess("NOSUCH"), std::invalid_argument);
    contract.exit(0);
    turnUntilEnd(contract, protocol);
    BOOST_TEST(protocol->endReason.value().as<ProcessDone>() != nullptr);
    BOOST_CHECK_THROW(process->signalProcess("TERM"), ProcessExitedAlready);
    BOOST_CHECK_THROW(process->writeToChild(0, "x"), ConnectionLost);
    process->write("x");
    process->closeChildFD(1);
    process->pauseProducing(1);
    process->resumeProducing(1);
    process->loseConnection();
    BOOST_TEST(protocol->events.back() == "ended");
  });
}

BOOST_AUTO_TEST_CASE(a_signal_ends_it, *label("PROC-06")) {
  onEachProcess([](ProcessContract& contract) {
    const auto protocol = noting();
    contract.start(protocol);
    contract.die(SIGKILL);
    turnUntilEnd(contract, protocol);
    checkOrder(*protocol);
    BOOST_TEST(signalOf(protocol->endReason.value()) == SIGKILL);
  });
}

BOOST_AUTO_TEST_CASE(each_descriptor_tells_its_own, *label("PROC-03")) {
  onEachProcess([](ProcessContract& contract) {
    const auto protocol = noting();
    contract.start(protocol);
    contract.say(1, "one");
    contract.say(2, "two");
    contract.say(4, "four");
    contract.exit(0);
    turnUntilEnd(contract, protocol);
    BOOST_TEST(protocol->out == "one");
    BOOST_TEST(protocol->err == "two");
    BOOST_TEST(protocol->received[4] == "four");
    checkOrder(*protocol);
  });
}

BOOST_AUTO_TEST_CASE(a_pipe_that_the_child_closes_is_lost_once, *label("PROC-04")) {
  onEachProcess([](ProcessContract& contract) {
    const auto protocol = noting();
    contract.start(protocol);
    contract.closeItsEnd(1);
    contract.turnUntil([&] { return protocol->count("outConnectionLost") == 1; });
    BOOST_TEST(protocol->count("exited") == 0U);
    contract.say(2, "still here");
    contract.exit(0);
    turnUntilEnd(contract, protocol);
    BOOST_TEST(protocol->err == "still here");
    checkOrder(*protocol);
  });
}

BOOST_AUTO_TEST_CASE(a_paused_pipe_tells_nothing_until_it_is_resumed) {
  onEachProcess([](ProcessContract& contract) {
    const auto protocol = noting();
    const auto process = contract.start(protocol);
    process->pauseProducing(1);
    process->pauseProducing(3);
    process->pauseProducing(77);
    contract.say(1, "one");
    contract.closeItsEnd(1);
    contract.say(2, "two");
    contract.turnUntil([&] { return protocol->err == "two"; });
    BOOST_TEST(protocol->out.empty());
    BOOST_TEST(protocol->count("lost 1") == 0U);
    process->resumeProducing(1);
    BOOST_TEST(protocol->out.empty());
    contract.turnUntil([&] { return protocol->count("lost 1") == 1; });
    BOOST_TEST(protocol->out == "one");
    contract.exit(0);
    turnUntilEnd(contract, protocol);
    checkOrder(*protocol);
  });
}

BOOST_AUTO_TEST_CASE(the_exit_tells_what_is_in_a_paused_pipe, *label("PROC-08")) {
  onEachProcess([](ProcessContract& contract) {
    const auto protocol = noting();
    contract.start(protocol)->pauseProducing(1);
    contract.say(1, "one");
    contract.closeItsEnd(1);
    contract.exit(0);
    turnUntilEnd(contract, protocol);
    BOOST_TEST(protocol->out == "one");
    checkOrder(*protocol);
  });
}

BOOST_AUTO_TEST_CASE(closed_pipes_are_lost_later_and_in_order, *label("PROC-12")) {
  onEachProcess([](ProcessContract& contract) {
    const auto protocol = noting();
    const auto process = contract.start(protocol);
    process->loseConnection();
    BOOST_TEST(protocol->events.size() == 1U);
    BOOST_CHECK_THROW(process->writeToChild(0, "x"), ConnectionLost);
    BOOST_CHECK_THROW(process->writeToChild(1, "x"), std::out_of_range);
    BOOST_CHECK_THROW(process->writeToChild(9, "x"), std::out_of_range);
    process->closeChildFD(9);
    contract.turnUntil([&] { return protocol->count("lost 1") == 1; });
    contract.exit(0);
    turnUntilEnd(contract, protocol);
    BOOST_TEST(protocol->at("lost 0") < protocol->at("lost 2"));
    BOOST_TEST(protocol->at("lost 2") < protocol->at("lost 1"));
    checkOrder(*protocol);
  });
}

BOOST_AUTO_TEST_CASE(what_the_child_does_not_read_is_unsent) {
  onEachProcess([](ProcessContract& contract) {
    const auto protocol = noting();
    const auto transport = contract.start(protocol);
    contract.dontRead();
    const std::string text(std::size_t{1} << 20, 'x');  // more than a pipe holds
    transport->write(text);
    contract.say(1, "here");
    contract.turnUntil([&] { return protocol->received[1] == "here"; });
    BOOST_TEST(transport->unsent() > text.size() / 2);
    BOOST_TEST(transport->unsentTo(0) == transport->unsent());
    BOOST_TEST(transport->unsentTo(1) == 0U);   // this side does not write to it
    BOOST_TEST(transport->unsentTo(99) == 0U);  // there is no such pipe
    contract.read(text.size());
    contract.turnUntil([&] { return transport->unsent() == 0; });
    contract.exit(0);
    contract.turnUntil([&] { return protocol->count("ended") == 1; });
    BOOST_TEST(transport->unsent() == 0U);
  });
}

BOOST_AUTO_TEST_CASE(what_is_unsent_is_given_up_when_the_connection_is_aborted) {
  for (const bool closing : {false, true}) {
    onEachProcess([closing](ProcessContract& contract) {
      const auto protocol = noting();
      const auto transport = contract.start(protocol);
      contract.dontRead();
      transport->write(std::string(std::size_t{1} << 20, 'x'));
      contract.say(4, "here");
      contract.turnUntil([&] { return protocol->received[4] == "here"; });
      if (closing) transport->loseConnection();
      BOOST_TEST(transport->unsent() > 0U);
      transport->abortConnection();
      contract.turnUntil([&] { return protocol->count("lost 0") == 1; });
      BOOST_TEST(transport->unsent() == 0U);
      contract.exit(0);
      contract.turnUntil([&] { return protocol->count("ended") == 1; });
    });
  }
}

BOOST_AUTO_TEST_CASE(what_the_protocol_throws_is_logged, *label("PROC-09")) {
  onEachProcess([](ProcessContract& contract) {
    const support::Log logged;
    const auto protocol = noting();
    protocol->onExited = [] { throw std::runtime_error("bad exit"); };
    protocol->onEnded = [] { throw std::runtime_error("bad end"); };
    contract.start(protocol);
    contract.exit(0);
    turnUntilEnd(contract, protocol);
    checkOrder(*protocol);
    BOOST_REQUIRE(logged.events.size() == 2U);
    BOOST_TEST(logged.events[0].failure->getErrorMessage() == "bad exit");
    BOOST_TEST(logged.events[0].why == "While calling processExited of a process protocol");
    BOOST_TEST(logged.events[1].failure->getErrorMessage() == "bad end");
  });
}

BOOST_AUTO_TEST_CASE(a_protocol_that_cannot_take_data_loses_that_pipe_only, *label("PROC-09")) {
  onEachProcess([](ProcessContract& contract) {
    const support::Log logged;
    const auto protocol = noting();
    protocol->onData = [] { throw std::runtime_error("bad data"); };
    contract.start(protocol);
    contract.say(1, "x");
    contract.turnUntil([&] { return protocol->count("lost 1") == 1; });
    BOOST_TEST(protocol->count("lost 2") == 0U);
    contract.exit(0);
    turnUntilEnd(contract, protocol);
    checkOrder(*protocol);
    BOOST_REQUIRE(logged.events.size() == 1U);
    BOOST_TEST(logged.events[0].why == "While calling childDataReceived of a process protocol");
  });
}

BOOST_AUTO_TEST_CASE(a_protocol_that_cannot_be_connected_costs_the_process, *label("PROC-19")) {
  onEachProcess([](ProcessContract& contract) {
    const auto protocol = noting();
    protocol->onMade = [] { throw std::runtime_error("cannot connect"); };
    BOOST_CHECK_THROW(contract.start(protocol), std::runtime_error);
    BOOST_TEST(protocol->transport->pid().has_value());  // until the loop reaps it
    protocol->transport = nullptr;
  });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(TransportContractTests, *timeout(60))

BOOST_AUTO_TEST_CASE(what_is_written_arrives_in_order_until_it_is_closed) {
  const auto writeAll = [](ITransport& transport) {
    transport.write("one");
    transport.write("");
    transport.writeSequence({" two", " three"});
    transport.loseConnection();
    transport.write("too late");
    transport.loseConnection();
    BOOST_TEST(!transport.getPeer().empty());
    BOOST_TEST(!transport.getHost().empty());
  };
  const ChildFDs two = {{0, 'w'}, {4, 'r'}};
  BOOST_TEST_CONTEXT("process") {
    LibeventReactor reactor;
    const auto protocol = noting();
    writeAll(*reactor.spawnProcess(protocol, "/bin/sh", {"sh", "-c", "cat >&4"}, {}, {}, {}, {},
                                   false, two));
    while (protocol->count("ended") == 0) reactor.iterate(1);
    BOOST_TEST(protocol->received[4] == "one two three");
    BOOST_TEST(protocol->endReason.value().as<ProcessDone>() != nullptr);
  }
  BOOST_TEST_CONTEXT("FakeProcess") {
    MemoryReactor reactor;
    writeAll(*reactor.spawnProcess(noting(), "/bin/cat", {"cat"}, {}, {}, {}, {}, false, two));
    BOOST_TEST(reactor.spawned().back()->written(0) == "one two three");
  }
  BOOST_TEST_CONTEXT("StringTransport") {
    StringTransport transport;
    writeAll(transport);
    BOOST_TEST(transport.value() == "one two three");
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(TimeContractTests, *timeout(60))

BOOST_AUTO_TEST_CASE(a_call_may_have_arguments, *label("REA-15")) {
  onEachTime([](TimeContract& contract) {
    std::vector<std::string> made;
    contract.time.callLater(
        contract.second,
        [&made](const std::string& text, int times) {
          made.assign(static_cast<std::size_t>(times), text);
        },
        "said", 2);
    contract.time.callLater(contract.second, &std::vector<std::string>::pop_back, &made);
    contract.pass(2 * contract.second);
    BOOST_TEST(made == std::vector<std::string>{"said"}, boost::test_tools::per_element());
  });
  Clock clock;
  MemoryReactor reactor;
  int sum = 0;
  const auto add = [&sum](int amount) { sum += amount; };
  clock.callLater(1, add, 2);
  reactor.callLater(1, add, 3);
  clock.advance(1);
  reactor.advance(1);
  BOOST_TEST(sum == 5);
}

BOOST_AUTO_TEST_CASE(a_call_is_made_once_and_not_before_its_time, *label("REA-15")) {
  onEachTime([](TimeContract& contract) {
    std::vector<double> made;
    const auto asked = contract.time.seconds();
    const auto call = contract.time.callLater(2 * contract.second,
                                              [&] { made.push_back(contract.time.seconds()); });
    BOOST_TEST(call->active());
    BOOST_TEST(call->getTime() >= asked + 2 * contract.second);
    contract.pass(contract.second);
    BOOST_TEST(made.empty());
    contract.pass(3 * contract.second);
    BOOST_REQUIRE(made.size() == 1U);
    BOOST_TEST(made[0] >= call->getTime());
    BOOST_TEST(!call->active());
  });
}

BOOST_AUTO_TEST_CASE(after_it_ran_nothing_can_be_done_with_it, *label("REA-16")) {
  onEachTime([](TimeContract& contract) {
    const auto call = contract.time.callLater(0, [] {});
    contract.pass(contract.second);
    const auto isCalled = [](const AlreadyCalled& error) {
      return std::string(error.what()) == "Tried to cancel an already-called event.";
    };
    BOOST_CHECK_EXCEPTION(call->cancel(), AlreadyCalled, isCalled);
    BOOST_CHECK_EXCEPTION(call->reset(1), AlreadyCalled, isCalled);
    BOOST_CHECK_EXCEPTION(call->delay(1), AlreadyCalled, isCalled);
  });
}

BOOST_AUTO_TEST_CASE(after_it_was_cancelled_nothing_can_be_done_with_it, *label("REA-16")) {
  onEachTime([](TimeContract& contract) {
    bool made = false;
    const auto call = contract.time.callLater(contract.second, [&] { made = true; });
    call->cancel();
    const auto isCancelled = [](const AlreadyCancelled& error) {
      return std::string(error.what()) == "Tried to cancel an already-cancelled event.";
    };
    BOOST_CHECK_EXCEPTION(call->cancel(), AlreadyCancelled, isCancelled);
    BOOST_CHECK_EXCEPTION(call->reset(1), AlreadyCancelled, isCancelled);
    BOOST_CHECK_EXCEPTION(call->delay(1), AlreadyCancelled, isCancelled);
    contract.pass(2 * contract.second);
    BOOST_TEST(!made);
  });
}

BOOST_AUTO_TEST_CASE(delay_and_reset_move_it, *label("REA-15")) {
  onEachTime([](TimeContract& contract) {
    std::vector<std::string> made;
    const auto later = contract.time.callLater(0, [&] { made.emplace_back("later"); });
    const auto sooner =
        contract.time.callLater(1000 * contract.second, [&] { made.emplace_back("sooner"); });
    const auto due = later->getTime();
    later->delay(2 * contract.second);
    BOOST_TEST(later->getTime() == due + 2 * contract.second);
    sooner->reset(contract.second);
    contract.pass(4 * contract.second);
    BOOST_TEST(made == (std::vector<std::string>{"sooner", "later"}),
               boost::test_tools::per_element());
  });
}

BOOST_AUTO_TEST_CASE(pending_calls_are_listed_without_the_cancelled, *label("REA-17")) {
  onEachTime([](TimeContract& contract) {
    const auto call = contract.time.callLater(1000, [] {});
    const auto other = contract.time.callLater(1000, [] {});
    BOOST_TEST(contract.time.getDelayedCalls().size() == 2U);
    call->cancel();
    BOOST_TEST(contract.time.getDelayedCalls() == std::vector<DelayedCallPtr>{other},
               boost::test_tools::per_element());
    other->cancel();
    BOOST_TEST(contract.time.getDelayedCalls().empty());
  });
}

BOOST_AUTO_TEST_CASE(its_text_says_what_happened, *label("REA-18")) {
  onEachTime([](TimeContract& contract) {
    const auto call = contract.time.callLater(1000, [] {});
    const auto text = call->str();
    BOOST_TEST(text.starts_with("<DelayedCall 0x"));
    BOOST_TEST(text.ends_with("s] called=0 cancelled=0>"));
    call->cancel();
    BOOST_TEST(call->str().ends_with("called=0 cancelled=1>"));
    const auto ran = contract.time.callLater(0, [] {});
    contract.pass(contract.second);
    BOOST_TEST(ran->str().ends_with("called=1 cancelled=0>"));
  });
}

BOOST_AUTO_TEST_CASE(bad_delays_are_refused, *label("REA-15")) {
  onEachTime([](TimeContract& contract) {
    BOOST_CHECK_THROW(contract.time.callLater(-0.1, [] {}), std::invalid_argument);
    BOOST_CHECK_THROW(contract.time.callLater(std::numeric_limits<double>::quiet_NaN(), [] {}),
                      std::invalid_argument);
    BOOST_CHECK_THROW(contract.time.callLater(1, nullptr), std::invalid_argument);
    BOOST_TEST(contract.time.getDelayedCalls().empty());
  });
}

BOOST_AUTO_TEST_CASE(calls_of_the_same_delay_are_made_in_the_order_of_asking) {
  onEachTime([](TimeContract& contract) {
    std::vector<int> made;
    std::vector<int> expected;
    for (int i = 0; i < 20; ++i) {
      contract.time.callLater(contract.second, [&made, i] { made.push_back(i); });
      expected.push_back(i);
    }
    contract.pass(2 * contract.second);
    BOOST_TEST(made == expected, boost::test_tools::per_element());
  });
}

BOOST_AUTO_TEST_CASE(its_function_goes_when_it_ran_or_was_cancelled) {
  onEachTime([](TimeContract& contract) {
    const auto held = std::make_shared<int>(1);
    const auto ran = contract.time.callLater(0, [held] {});
    const auto cancelled = contract.time.callLater(0, [held] {});
    cancelled->cancel();
    BOOST_TEST(held.use_count() == 2);
    contract.pass(contract.second);
    BOOST_TEST(held.use_count() == 1);
  });
}

BOOST_AUTO_TEST_CASE(what_a_call_throws_is_logged_and_the_next_one_is_made, *label("REA-15")) {
  onEachTime([](TimeContract& contract) {
    const support::Log logged;
    bool next = false;
    contract.time.callLater(0, [] { throw std::runtime_error("thrown"); });
    contract.time.callLater(0, [&] { next = true; });
    contract.pass(contract.second);
    BOOST_TEST(next);
    BOOST_REQUIRE(logged.events.size() == 1U);
    BOOST_TEST(logged.events[0].why == "while handling timed call");
    BOOST_TEST(logged.events[0].failure->getErrorMessage() == "thrown");
  });
}

BOOST_AUTO_TEST_SUITE_END()
