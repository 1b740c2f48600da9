// Behaviour of all reactors: each case runs with the real one and with the one for tests.
#include <reactor/loop/base.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <reactor/defer.hpp>
#include <reactor/error.hpp>
#include <reactor/libevent.hpp>
#include <reactor/testing.hpp>

#include "defersupport.hpp"

using boost::unit_test::label;
using namespace reactor;

namespace {

using Names = std::vector<std::string>;

void onEach(const std::function<void(IReactor&)>& check) {
  BOOST_TEST_CONTEXT("LibeventReactor") {
    LibeventReactor reactor;
    check(reactor);
  }
  BOOST_TEST_CONTEXT("MemoryReactor") {
    MemoryReactor reactor;
    check(reactor);
  }
}

void checkNames(const Names& names, const Names& expected) {
  BOOST_TEST(names == expected, boost::test_tools::per_element());
}

/// Adds a trigger that records `name`.
void addNote(IReactor& reactor, Phase phase, const std::string& event, Names& names,
             const std::string& name) {
  reactor.addSystemEventTrigger(phase, event, [&names, name] { names.push_back(name); });
}

/// A descriptor that is never ready and records that it was lost.
class Silent final : public IReadDescriptor, public IWriteDescriptor {
 public:
  explicit Silent(std::function<void(Failure)> lost = {}) : lost_(std::move(lost)) {}
  [[nodiscard]] int fileno() const override { return ends_.read; }
  void doRead() override {}
  void doWrite() override {}
  void connectionLost(Failure reason) override {
    if (lost_) lost_(std::move(reason));
  }
  [[nodiscard]] std::string str() const override { return "silent"; }

 private:
  struct Ends {
    Ends() { BOOST_REQUIRE(::pipe(ends) == 0); }
    Ends(const Ends&) = delete;
    Ends& operator=(const Ends&) = delete;
    ~Ends() {
      ::close(ends[0]);
      ::close(ends[1]);
    }
    int ends[2] = {};
    int& read = ends[0];
  } ends_;
  std::function<void(Failure)> lost_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ReactorCoreTests)

BOOST_AUTO_TEST_CASE(stop_needs_a_running_reactor, *label("REA-01")) {
  onEach([](IReactor& reactor) {
    const auto says = [](const ReactorNotRunning& error) {
      return std::string(error.what()) == "Can't stop reactor that isn't running.";
    };
    BOOST_CHECK_EXCEPTION(reactor.stop(), ReactorNotRunning, says);
    bool refused = false;
    reactor.callWhenRunning([&] {
      reactor.stop();
      BOOST_CHECK_EXCEPTION(reactor.stop(), ReactorNotRunning, says);
      refused = true;
    });
    reactor.run();
    BOOST_TEST(refused);
    BOOST_CHECK_EXCEPTION(reactor.stop(), ReactorNotRunning, says);
  });
}

BOOST_AUTO_TEST_CASE(what_is_to_be_called_when_running_is_called_in_order, *label("REA-02")) {
  onEach([](IReactor& reactor) {
    Names names;
    BOOST_TEST(reactor.callWhenRunning([&] { names.push_back("first"); }).has_value());
    reactor.callWhenRunning([&] {
      names.push_back("second");
      const auto id = reactor.callWhenRunning([&] { names.push_back("inside"); });
      BOOST_TEST(!id.has_value());
      names.push_back("after inside");
      reactor.stop();
    });
    reactor.run();
    checkNames(names, {"first", "second", "inside", "after inside"});
  });
}

BOOST_AUTO_TEST_CASE(it_runs_after_the_before_phase_of_startup, *label("REA-03")) {
  onEach([](IReactor& reactor) {
    std::optional<bool> before;
    std::optional<bool> during;
    std::optional<bool> after;
    reactor.addSystemEventTrigger(Phase::before, "startup", [&] { before = reactor.running(); });
    reactor.addSystemEventTrigger(Phase::during, "startup", [&] { during = reactor.running(); });
    reactor.addSystemEventTrigger(Phase::after, "startup", [&] { after = reactor.running(); });
    reactor.callWhenRunning([&] { reactor.stop(); });
    BOOST_TEST(!reactor.running());
    reactor.run();
    BOOST_TEST(before.value() == false);
    BOOST_TEST(during.value() == true);
    BOOST_TEST(after.value() == true);
    BOOST_TEST(!reactor.running());
  });
}

BOOST_AUTO_TEST_CASE(stop_fires_shutdown_in_three_phases_before_run_returns, *label("REA-05")) {
  onEach([](IReactor& reactor) {
    Names names;
    addNote(reactor, Phase::after, "shutdown", names, "after");
    addNote(reactor, Phase::during, "shutdown", names, "during");
    addNote(reactor, Phase::before, "shutdown", names, "before");
    reactor.callWhenRunning([&] { reactor.stop(); });
    reactor.run();
    checkNames(names, {"before", "during", "after"});
  });
}

BOOST_AUTO_TEST_CASE(shutdown_is_not_fired_inside_stop, *label("REA-06")) {
  onEach([](IReactor& reactor) {
    Names names;
    addNote(reactor, Phase::before, "shutdown", names, "shutdown");
    reactor.callWhenRunning([&] {
      reactor.stop();
      names.push_back("stopped");
    });
    reactor.run();
    checkNames(names, {"stopped", "shutdown"});
  });
}

BOOST_AUTO_TEST_CASE(shutdown_waits_for_the_deferreds_of_its_before_triggers, *label("REA-07")) {
  onEach([](IReactor& reactor) {
    const support::Log logged;
    Names names;
    const Deferred<void> succeeding;
    const Deferred<void> failing;
    reactor.addSystemEventTrigger(Phase::before, "shutdown", [&] {
      reactor.callLater(0.001, [&] {
        names.push_back("one succeeds");
        succeeding.callback();
      });
      reactor.callLater(0.002, [&] {
        names.push_back("the other fails");
        failing.errback(std::runtime_error("failing"));
        failing.addErrback([](const Failure&) {});
      });
      return succeeding;
    });
    reactor.addSystemEventTrigger(Phase::before, "shutdown", [&] { return failing; });
    addNote(reactor, Phase::before, "shutdown", names, "before");
    addNote(reactor, Phase::during, "shutdown", names, "during");
    reactor.callWhenRunning([&] { reactor.stop(); });
    reactor.run();
    checkNames(names, {"before", "one succeeds", "the other fails", "during"});
  });
}

BOOST_AUTO_TEST_CASE(startup_waits_for_the_deferreds_of_its_before_triggers, *label("REA-07")) {
  onEach([](IReactor& reactor) {
    const Deferred<void> ready;
    bool wasRunning = true;
    reactor.addSystemEventTrigger(Phase::before, "startup", [&] { return ready; });
    reactor.callLater(0.001, [&] {
      wasRunning = reactor.running();
      ready.callback();
    });
    bool ran = false;
    reactor.callWhenRunning([&] {
      ran = true;
      reactor.stop();
    });
    reactor.run();
    BOOST_TEST(!wasRunning);
    BOOST_TEST(ran);
  });
}

BOOST_AUTO_TEST_CASE(a_trigger_that_throws_is_logged_and_the_rest_run, *label("REA-08")) {
  onEach([](IReactor& reactor) {
    const support::Log logged;
    Names names;
    for (const auto phase : {Phase::before, Phase::during, Phase::after}) {
      reactor.addSystemEventTrigger(phase, "party",
                                    [] { throw std::runtime_error("bad trigger"); });
      addNote(reactor, phase, "party", names, "note");
    }
    reactor.fireSystemEvent("party");
    checkNames(names, {"note", "note", "note"});
    BOOST_REQUIRE(logged.events.size() == 3U);
    BOOST_TEST(logged.events[0].why == "While calling system event trigger handler");
    BOOST_TEST(logged.events[0].failure->getErrorMessage() == "bad trigger");
  });
}

BOOST_AUTO_TEST_CASE(triggers_run_once_and_can_be_removed_before, *label("REA-09")) {
  onEach([](IReactor& reactor) {
    Names names;
    const auto called =
        reactor.addSystemEventTrigger(Phase::before, "party", [&] { names.push_back("called"); });
    const auto removed =
        reactor.addSystemEventTrigger(Phase::after, "party", [&] { names.push_back("removed"); });
    reactor.removeSystemEventTrigger(removed);
    reactor.fireSystemEvent("party");
    reactor.fireSystemEvent("party");
    reactor.fireSystemEvent("unknown");
    checkNames(names, {"called"});
    BOOST_CHECK_THROW(reactor.removeSystemEventTrigger(called), std::invalid_argument);
    BOOST_CHECK_THROW(reactor.removeSystemEventTrigger(removed), std::invalid_argument);
    BOOST_CHECK_THROW(reactor.removeSystemEventTrigger(4711), std::invalid_argument);
    BOOST_CHECK_EXCEPTION(reactor.addSystemEventTrigger(static_cast<Phase>(7), "party", [] {}),
                          std::out_of_range, [](const std::out_of_range& error) {
                            return std::string(error.what()) == "invalid phase";
                          });
  });
}

BOOST_AUTO_TEST_CASE(a_shutdown_before_a_run_does_not_keep_it_from_ending, *label("REA-22")) {
  onEach([](IReactor& reactor) {
    reactor.fireSystemEvent("shutdown");
    reactor.callWhenRunning([&] { reactor.stop(); });
    (void)reactor.callLater(5, [&] { reactor.crash(); });
    const double before = reactor.seconds();
    reactor.run();
    BOOST_TEST(reactor.seconds() - before < 5);
    BOOST_TEST(!reactor.running());
  });
}

BOOST_AUTO_TEST_CASE(what_may_be_run_and_when, *label("REA-10")) {
  onEach([](IReactor& reactor) {
    int runs = 0;
    for (int i = 0; i < 3; ++i) {
      reactor.callWhenRunning([&] {
        ++runs;
        BOOST_CHECK_THROW(reactor.run(), ReactorAlreadyRunning);
        BOOST_TEST(reactor.running());
        reactor.crash();
      });
      reactor.run();
    }
    BOOST_TEST(runs == 3);
    reactor.callWhenRunning([&] { reactor.stop(); });
    reactor.run();
    BOOST_CHECK_THROW(reactor.run(), ReactorNotRestartable);
  });
}

BOOST_AUTO_TEST_CASE(crash_leaves_without_any_trigger, *label("REA-11")) {
  onEach([](IReactor& reactor) {
    Names names;
    for (const auto phase : {Phase::before, Phase::during, Phase::after}) {
      addNote(reactor, phase, "shutdown", names, "shutdown");
    }
    reactor.callWhenRunning([&] {
      reactor.crash();
      BOOST_TEST(!reactor.running());
    });
    reactor.run();
    checkNames(names, {});
  });
}

BOOST_AUTO_TEST_CASE(iterate_makes_the_calls_that_are_due, *label("REA-12")) {
  onEach([](IReactor& reactor) {
    Names names;
    reactor.callLater(0, [&] { names.push_back("now"); });
    reactor.callLater(1000, [&] { names.push_back("later"); });
    reactor.iterate(0);
    checkNames(names, {"now"});
    BOOST_CHECK_THROW(reactor.iterate(-1), std::invalid_argument);
  });
}

BOOST_AUTO_TEST_CASE(iterate_waits_no_longer_than_for_the_next_call, *label("REA-12")) {
  onEach([](IReactor& reactor) {
    bool made = false;
    reactor.callLater(0.001, [&] { made = true; });
    const double before = reactor.seconds();
    reactor.iterate(1000);
    while (!made) reactor.iterate(0.001);
    BOOST_TEST(reactor.seconds() - before < 500);
  });
}

BOOST_AUTO_TEST_CASE(iterate_inside_a_call_of_the_loop_turns_it, *label("REA-12")) {
  onEach([](IReactor& reactor) {
    Names names;
    reactor.callWhenRunning([&] {
      reactor.callLater(0, [&] { names.push_back("inner"); });
      reactor.iterate(0);
      names.push_back("outer");
      reactor.stop();
    });
    reactor.run();
    checkNames(names, {"inner", "outer"});
  });
}

BOOST_AUTO_TEST_CASE(at_shutdown_every_descriptor_is_told_once_that_it_is_lost, *label("REA-13")) {
  onEach([](IReactor& reactor) {
    const support::Log logged;
    Names names;
    const auto note = [&](const Failure& reason) {
      BOOST_TEST(reason.is<ConnectionLost>());
      names.push_back(reason.getErrorMessage());
    };
    Silent both(note);
    Silent throwing([](const Failure&) { throw std::runtime_error("cannot be lost"); });
    Silent reader(note);
    reactor.addReader(both);
    reactor.addWriter(both);
    reactor.addReader(throwing);
    reactor.addReader(reader);
    reactor.callWhenRunning([&] { reactor.stop(); });
    reactor.run();
    const std::string text =
        "Connection to the other side was lost in a non-clean fashion: Connection lost.";
    checkNames(names, {text, text});
    BOOST_TEST(reactor.getReaders().empty());
    BOOST_TEST(reactor.getWriters().empty());
    int errors = 0;
    for (const auto& event : logged.events) {
      if (!event.isError) continue;
      ++errors;
      BOOST_TEST(event.failure->getErrorMessage() == "cannot be lost");
    }
    BOOST_TEST(errors == 1);
  });
}

BOOST_AUTO_TEST_CASE(one_that_is_told_of_its_loss_may_destroy_another, *label("REA-13")) {
  onEach([](IReactor& reactor) {
    std::optional<Silent> other;
    bool otherTold = false;
    Silent first([&](const Failure&) {
      reactor.removeReader(*other);
      other.reset();
    });
    other.emplace([&](const Failure&) { otherTold = true; });
    reactor.addReader(first);
    reactor.addReader(*other);
    reactor.callWhenRunning([&] { reactor.stop(); });
    reactor.run();
    BOOST_TEST(!other.has_value());
    BOOST_TEST(!otherTold);
  });
}

BOOST_AUTO_TEST_CASE(timed_calls_are_made_in_the_order_of_time, *label("REA-15")) {
  onEach([](IReactor& reactor) {
    const support::Log logged;
    // Relative to the times at which the calls are due, since making the requests takes time too.
    std::vector<double> made;
    std::vector<double> due;
    for (const double delay : {0.003, 0.001, 0.002}) {
      const auto number = due.size();
      const auto call = reactor.callLater(delay, [&, number] {
        BOOST_TEST(reactor.seconds() >= due[number]);
        made.push_back(due[number]);
        if (made.size() == 3) reactor.stop();
        throw std::runtime_error("bad call");
      });
      due.push_back(call->getTime());
    }
    BOOST_CHECK_THROW(reactor.callLater(-1, [] {}), std::invalid_argument);
    reactor.run();
    auto expected = due;
    std::sort(expected.begin(), expected.end());
    BOOST_TEST(made == expected, boost::test_tools::per_element());
    BOOST_REQUIRE(logged.events.size() >= 3U);
    BOOST_TEST(logged.events[0].failure->getErrorMessage() == "bad call");
  });
}

BOOST_AUTO_TEST_CASE(a_call_that_calls_itself_again_leaves_room_for_stop) {
  onEach([](IReactor& reactor) {
    int calls = 0;
    std::function<void()> again = [&] {
      ++calls;
      if (calls == 100) reactor.stop();
      if (calls < 200) reactor.callLater(0, again);
    };
    reactor.callLater(0, again);
    reactor.run();
    BOOST_TEST(calls == 100);
  });
}

BOOST_AUTO_TEST_CASE(removeAll_takes_each_once, *label("REA-17")) {
  onEach([](IReactor& reactor) {
    Silent both;
    Silent reader;
    reactor.addReader(both);
    reactor.addReader(both);
    reactor.addWriter(both);
    reactor.addReader(reader);
    std::vector<IFileDescriptor*> all;
    // Inside `run`, when the reactor has descriptors of its own.
    reactor.callWhenRunning([&] {
      BOOST_TEST(reactor.getReaders().size() == 2U);
      BOOST_TEST(reactor.getWriters().size() == 1U);
      all = reactor.removeAll();
      reactor.stop();
    });
    reactor.run();
    BOOST_REQUIRE(all.size() == 2U);
    BOOST_TEST(all[0] == static_cast<IFileDescriptor*>(&both));
    BOOST_TEST(all[1] == static_cast<IFileDescriptor*>(&reader));
    BOOST_TEST(reactor.removeAll().empty());
  });
}

BOOST_AUTO_TEST_CASE(the_end_of_run_is_logged, *label("REA-19")) {
  onEach([](IReactor& reactor) {
    const support::Log logged;
    reactor.callWhenRunning([&] { reactor.stop(); });
    reactor.run();
    BOOST_REQUIRE(!logged.events.empty());
    BOOST_TEST(logged.events.back().message == "Main loop terminated.");
  });
}

BOOST_AUTO_TEST_SUITE_END()
