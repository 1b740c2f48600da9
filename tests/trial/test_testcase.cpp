// Test cases: their stages, what they report, time limits, what they leave behind. The classes that
// are run are registered in this program itself.
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <reactor/coroutine.hpp>
#include <reactor/defer.hpp>
#include <reactor/libevent.hpp>
#include <reactor/log.hpp>
#include <reactor/protocol.hpp>
#include <trial/unittest.hpp>

#include "recorder.hpp"

using boost::unit_test::label;
using reactor::Deferred;
using recording::Events;
using recording::outcomesOf;
using trial::Failure;
using trial::SkipTest;
using trial::SynchronousTestCase;
using trial::TestCase;

namespace {

/// Filled by the stages of the tests below as they run.
Events& trace() {
  static Events lines;
  return lines;
}

Events traced(const std::string& id) {
  trace().clear();
  (void)outcomesOf(id);
  return trace();
}

void say(const char* what) { trace().emplace_back(what); }

void breaks(const char* which) { throw std::runtime_error(which); }

/// A Deferred that fires on the next turn of the loop.
Deferred<void> soon() {
  Deferred<void> d;
  reactor::defaultReactor().callLater(0, [d] { d.callback(); });
  return d;
}

/// The end of a pipe that nobody writes to.
class PipeEnd final : public reactor::IReadDescriptor {
 public:
  PipeEnd() { BOOST_TEST_REQUIRE(::pipe(ends_) == 0); }
  PipeEnd(const PipeEnd&) = delete;
  PipeEnd& operator=(const PipeEnd&) = delete;
  ~PipeEnd() override {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  int fileno() const override { return ends_[0]; }
  void doRead() override {}
  void connectionLost(Failure) override {}
  std::string str() const override { return "an end of a pipe"; }

 private:
  int ends_[2] = {};
};

// The names that the tests are found by begin with this file's.
#define ID(rest) "test_testcase." rest

class StagedTests : public SynchronousTestCase {
 public:
  void setUp() { say("setUp"); }
  void tearDown() { say("tearDown"); }
  void test_passes() {
    say("test");
    addCleanup(say, "first added");
    addCleanup(say, "second added");
  }
  void test_fails() { fail("no"); }
  void test_cleanups_break() {
    addCleanup(breaks, "first added");
    addCleanup(breaks, "second added");
  }
};
TRIAL_TESTS(StagedTests, test_passes, test_fails, test_cleanups_break)

class WaitingStagesTests : public TestCase {
 public:
  Deferred<void> setUp() {
    say("setUp begins");
    co_await soon();
    say("setUp");
  }
  Deferred<void> tearDown() {
    say("tearDown begins");
    return soon().addCallback([] { say("tearDown"); });
  }
  Deferred<std::string> test_passes() {
    addCleanup([] {
      say("cleanup begins");
      return soon().addCallback([] { say("cleanup"); });
    });
    say("test begins");
    co_await soon();
    say("test");
    co_return "ignored";
  }
  Deferred<void> test_fails() { return reactor::fail<void>(Failure(trial::FailTest("later"))); }
  Deferred<void> test_skips() { return reactor::fail<void>(SkipTest("later")); }
  Deferred<void> test_breaks() {
    co_await soon();
    throw std::runtime_error("later");
  }
};
TRIAL_TESTS(WaitingStagesTests, test_passes, test_fails, test_skips, test_breaks)

template <class Base>
class BrokenSetUp : public Base {
 public:
  void setUp() {
    this->addCleanup(say, "cleanup");
    throw std::runtime_error("boom in setUp");
  }
  void tearDown() { say("tearDown"); }
  void test_never() { say("test"); }
};
using AsyncBrokenSetUp = BrokenSetUp<TestCase>;
TRIAL_TESTS(AsyncBrokenSetUp, test_never)

class SkippingSetUp : public TestCase {
 public:
  void setUp() {
    addCleanup(say, "cleanup");
    throw SkipTest("skipped from setUp");
  }
  void test_never() { say("test"); }
};
TRIAL_TESTS(SkippingSetUp, test_never)

/// The same class in both kinds.
template <class Base>
class AssertingFixtures : public Base {
 public:
  void tearDown() { this->fail("assertion in tearDown"); }
  void test_passes() {}
};
template <class Base>
class SkippingTearDown : public Base {
 public:
  void tearDown() { throw SkipTest("skip from tearDown"); }
  void test_passes() {}
};
template <class Base>
class AssertingSetUp : public Base {
 public:
  void setUp() { this->fail("assertion in setUp"); }
  void test_never() {}
};
using SyncAssertingFixtures = AssertingFixtures<SynchronousTestCase>;
using AsyncAssertingFixtures = AssertingFixtures<TestCase>;
using SyncAssertingSetUp = AssertingSetUp<SynchronousTestCase>;
using AsyncAssertingSetUp = AssertingSetUp<TestCase>;
using SyncSkippingTearDown = SkippingTearDown<SynchronousTestCase>;
using AsyncSkippingTearDown = SkippingTearDown<TestCase>;
TRIAL_TESTS(SyncAssertingFixtures, test_passes)
TRIAL_TESTS(AsyncAssertingFixtures, test_passes)
TRIAL_TESTS(SyncAssertingSetUp, test_never)
TRIAL_TESTS(AsyncAssertingSetUp, test_never)
TRIAL_TESTS(SyncSkippingTearDown, test_passes)
TRIAL_TESTS(AsyncSkippingTearDown, test_passes)

class OptionedTests : public TestCase {
 public:
  void setUp() { say("setUp"); }
  void test_skipped() { say("test"); }
  void test_empty_reason() { say("test"); }
  void test_skips() { throw SkipTest("raised"); }
  void test_todo() { throw std::runtime_error("expected breakage"); }
  void test_todo_strict() { throw std::out_of_range("other"); }
  void test_todo_strictly_met() { throw std::out_of_range("expected"); }
  void test_todo_passes() {}
};
TRIAL_TESTS(OptionedTests, (test_skipped, .skip = "method's"), (test_empty_reason, .skip = ""),
            test_skips, (test_todo, .todo = "not yet"),
            (test_todo_strict, .todo = trial::makeTodo({"std.domain_error"}, "only that")),
            (test_todo_strictly_met,
             .todo = trial::makeTodo({"std.logic_error"}, "that or derived")),
            (test_todo_passes, .todo = "thought to be broken"))

class ClassOptionedTests : public TestCase {
 public:
  void test_class() { throw std::runtime_error("x"); }
  void test_method() { throw std::runtime_error("x"); }
};
TRIAL_TESTS(ClassOptionedTests, test_class, (test_method, .todo = "method's"))
TRIAL_CLASS(ClassOptionedTests, .todo = "class's")

class SkippedClassTests : public TestCase {
 public:
  SkippedClassTests() { say("constructed"); }
  void test_one() {}
};
TRIAL_TESTS(SkippedClassTests, test_one)
TRIAL_CLASS(SkippedClassTests, .skip = "whole class")

class BrokenTearDownTodo : public TestCase {
 public:
  void tearDown() { throw std::runtime_error("boom in tearDown"); }
  void test_passes() {}
};
TRIAL_TESTS(BrokenTearDownTodo, (test_passes, .todo = "todo"))

class BrokenSetUpTodo : public TestCase {
 public:
  void setUp() { throw std::runtime_error("boom in setUp"); }
  void test_never() {}
};
TRIAL_TESTS(BrokenSetUpTodo, (test_never, .todo = "todo"))

class TimeoutTests : public TestCase {
 public:
  void tearDown() { say("tearDown"); }
  Deferred<void> test_never_fires() {
    addCleanup(say, "cleanup");
    return Deferred<void>();
  }
  Deferred<void> test_never_fires_todo() { return Deferred<void>(); }
  /// It has fired, and waits for another in its chain.
  Deferred<void> test_waits_in_its_chain() {
    addCleanup(say, "cleanup");
    return reactor::succeed().addCallback([] { return Deferred<void>(); });
  }
  Deferred<void> test_coroutine() {
    const auto held = std::make_shared<int>(1);
    watch() = held;
    const Deferred<void> never;
    co_await never;
  }
  Deferred<void> test_errback_sees_it() {
    return Deferred<void>().addErrback([](const Failure& f) { say(f.type().c_str()); });
  }
  Deferred<void> test_in_time() { return soon(); }
  static std::weak_ptr<int>& watch() {
    static std::weak_ptr<int> instance;
    return instance;
  }
};
TRIAL_TESTS(TimeoutTests, (test_never_fires, .timeout = 0.01),
            (test_never_fires_todo, .todo = "never fires", .timeout = 0.01),
            (test_waits_in_its_chain, .timeout = 0.01), (test_coroutine, .timeout = 0.01),
            (test_errback_sees_it, .timeout = 0.01), test_in_time)
TRIAL_CLASS(TimeoutTests, .timeout = 5)

class SlowFixtureTests : public TestCase {
 public:
  Deferred<void> setUp() { return Deferred<void>(); }
  void test_never() {}
};
TRIAL_TESTS(SlowFixtureTests, test_never)
TRIAL_CLASS(SlowFixtureTests, .timeout = 0)

class DirtyTests : public TestCase {
 public:
  void test_leaves_a_call() {
    reactor::defaultReactor().callLater(60, [] {});
  }
  void test_leaves_a_short_call() {
    reactor::defaultReactor().callLater(0, [] { reactor::defaultReactor().callLater(0, [] {}); });
  }
};
TRIAL_TESTS(DirtyTests, test_leaves_a_call, test_leaves_a_short_call)

class LoggingTests : public TestCase {
 public:
  void test_logs() { reactor::log::err(Failure(std::runtime_error("logged, not flushed"))); }
  void test_flushes() {
    reactor::log::err(Failure(std::runtime_error("one")));
    reactor::log::err(Failure(std::logic_error("other")));
    assertEqual(flushLoggedErrors<std::runtime_error>().size(), 1);
    assertEqual(flushLoggedErrors().size(), 1);
  }
  void test_drops_a_failure() {
    (void)reactor::fail<void>(std::runtime_error("nobody handled this"));
  }
  /// The last view goes with the object.
  void test_keeps_a_failure() { kept = reactor::fail<void>(std::runtime_error("kept to the end")); }
  void test_innocent() {}

  Deferred<void> kept{nullptr};
};
TRIAL_TESTS(LoggingTests, test_logs, test_flushes, test_drops_a_failure, test_keeps_a_failure,
            test_innocent)

class LoggingSetUp : public SynchronousTestCase {
 public:
  void setUp() {
    reactor::log::err(Failure(std::runtime_error("logged in a setUp that fails")));
    throw std::runtime_error("boom in setUp");
  }
  void test_never() {}
};
TRIAL_TESTS(LoggingSetUp, test_never)

class InterruptedTests : public TestCase {
 public:
  void test_interrupt() { throw trial::KeyboardInterrupt(); }
  void test_next() { say("next"); }
};
TRIAL_TESTS(InterruptedTests, test_interrupt, test_next)

class ToolTests : public TestCase {
 public:
  void test_patch() {
    const auto patched = patch(value(), 2);
    assertEqual(value(), 2);
    patched->restore();
    assertEqual(value(), 1);
    patched->patch();
    assertEqual(value(), 2);
    patch(named(), &Named::name, "other");
    assertEqual(named().name, "other");
  }
  void test_mktemp() {
    const auto path = mktemp();
    assertTrue(path.is_relative());
    assertEqual(path.begin()->string(), "test_testcase");
    assertEqual(path.filename().string(), "temp");
    assertTrue(std::filesystem::is_directory(path.parent_path()));
    assertFalse(std::filesystem::exists(path));
    assertNotEqual(mktemp(), path);
  }
  static int& value() {
    static int instance = 1;
    return instance;
  }
  struct Named {
    std::string name = "own";
  };
  static Named& named() {
    static Named instance;
    return instance;
  }
};
TRIAL_TESTS(ToolTests, test_patch, test_mktemp)

class BrokenConstructor : public TestCase {
 public:
  BrokenConstructor() { throw std::runtime_error("boom in the constructor"); }
  void test_never() {}
};
TRIAL_TESTS(BrokenConstructor, test_never)

class LeavingTests : public TestCase {
 public:
  using TestCase::TestCase;
  void test_process() {
    reactor::defaultReactor().spawnProcess(std::make_shared<reactor::ProcessProtocol>(), "sleep",
                                           {"sleep", "1000"});
  }
  void test_descriptor() {
    static PipeEnd pipe;  // it outlives the test, whose reactor watches it
    reactor::defaultReactor().addReader(pipe);
  }
};
TRIAL_TESTS(LeavingTests, test_process, test_descriptor)

class RaisingTests : public TestCase {
 public:
  void test_another() {
    assertRaises<std::logic_error>([] { throw std::runtime_error("else"); });
  }
};
TRIAL_TESTS(RaisingTests, test_another)

/// Says a time limit that cannot be.
class ImpossibleTests : public TestCase {
 public:
  double getTimeout() const override { return -1; }
  Deferred<void> test_waits() {
    return Deferred<void>([](const Deferred<void>&) { say("cancelled"); });
  }
};
TRIAL_TESTS(ImpossibleTests, test_waits)

class ReactorTests : public TestCase {
 public:
  void test_iterates() { reactor::defaultReactor().iterate(0); }
  void test_crashes() { reactor::defaultReactor().crash(); }
  Deferred<void> test_waits() { return soon(); }
};
TRIAL_TESTS(ReactorTests, test_iterates, test_crashes, test_waits)

/// The warnings that were issued while it lives.
class Warnings {
 public:
  Warnings()
      : id_(reactor::log::addObserver([this](const reactor::log::Event& event) {
          if (event.warning) texts_.push_back(event.warning->category + ": " + event.message);
        })) {}
  Warnings(const Warnings&) = delete;
  Warnings& operator=(const Warnings&) = delete;
  ~Warnings() { reactor::log::removeObserver(id_); }
  [[nodiscard]] const Events& texts() const { return texts_; }

 private:
  Events texts_;
  reactor::log::ObserverID id_;
};

void warn(const char* text) { reactor::log::warn(text, {"UserWarning", "here.cpp", 3}); }

class WarningTests : public SynchronousTestCase {
 public:
  using SynchronousTestCase::SynchronousTestCase;
  void test_warns_twice() {
    const Warnings issued;
    warn("first");
    warn("second");
    say(issued.texts().empty() ? "none issued yet: true" : "none issued yet: false");
  }
  void test_flushes() {
    warn("first");
    warn("second");
    const auto flushed = flushWarnings();
    assertEqual(flushed.size(), 2);
    assertEqual(flushed[0].message, "first");
    assertEqual(flushed[1].message, "second");
    assertEqual(flushed[1].category, "UserWarning");
    assertEqual(flushed[1].filename, "here.cpp");
    assertEqual(flushed[1].lineno, 3);
    assertTrue(flushWarnings().empty());
    warn("third");
  }
};
TRIAL_TESTS(WarningTests, test_warns_twice, test_flushes)

}  // namespace

BOOST_AUTO_TEST_SUITE(TestCaseTests)

BOOST_AUTO_TEST_CASE(a_passing_test_is_started_reported_and_stopped, *label("TC-01")) {
  recording::Recorder result;
  trial::TestLoader().loadCase(ID("StagedTests.test_passes"))->run(result);
  BOOST_TEST(result.events == (Events{"start " ID("StagedTests.test_passes"), "success", "stop"}),
             boost::test_tools::per_element());
  recording::Recorder plain;
  const auto testCase = std::make_shared<TestCase>();
  testCase->run(plain);
  BOOST_TEST(plain.events == (Events{"start trial.TestCase.runTest", "success", "stop"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(stages_run_in_their_order, *label("TC-02")) {
  BOOST_TEST(traced(ID("StagedTests.test_passes")) ==
                 (Events{"setUp", "test", "second added", "first added", "tearDown"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_failing_set_up_leaves_only_the_cleanups, *label("TC-03")) {
  BOOST_TEST(traced(ID("AsyncBrokenSetUp.test_never")) == Events{"cleanup"},
             boost::test_tools::per_element());
  BOOST_TEST(outcomesOf(ID("AsyncBrokenSetUp.test_never")) ==
                 Events{"error std.runtime_error: boom in setUp"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_skip_in_set_up_is_a_skip, *label("TC-04")) {
  BOOST_TEST(outcomesOf(ID("SkippingSetUp.test_never")) == Events{"skip skipped from setUp"},
             boost::test_tools::per_element());
  BOOST_TEST(traced(ID("SkippingSetUp.test_never")) == Events{"cleanup"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_failing_test_is_torn_down, *label("TC-05") * label("TC-08")) {
  BOOST_TEST(traced(ID("StagedTests.test_fails")) == (Events{"setUp", "tearDown"}),
             boost::test_tools::per_element());
  BOOST_TEST(outcomesOf(ID("StagedTests.test_fails")) == Events{"failure trial.FailTest: no"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_failing_cleanup_is_an_error_and_no_success,
                     *label("TC-06") * label("FIX-17")) {
  BOOST_TEST(
      outcomesOf(ID("StagedTests.test_cleanups_break")) ==
          (Events{"error std.runtime_error: second added", "error std.runtime_error: first added"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_cleanup_runs_once, *label("TC-07")) {
  class CleanedUp : public TestCase {};
  const auto testCase = std::make_shared<CleanedUp>();
  int outer = 0;
  int inner = 0;
  testCase->addCleanup([&] {
    ++outer;
    testCase->addCleanup([&inner] { ++inner; });
  });
  recording::Recorder result;
  testCase->run(result);
  testCase->run(result);
  BOOST_TEST(outer == 1);
  BOOST_TEST(inner == 1, "one added by a cleanup runs too");
}

BOOST_AUTO_TEST_CASE(fixtures_of_the_two_kinds_report_differently,
                     *label("TC-09") * label("TC-10")) {
  BOOST_TEST(outcomesOf(ID("AsyncAssertingSetUp.test_never")) ==
                 Events{"error trial.FailTest: assertion in setUp"},
             boost::test_tools::per_element());
  BOOST_TEST(outcomesOf(ID("SyncAssertingSetUp.test_never")) ==
                 Events{"failure trial.FailTest: assertion in setUp"},
             boost::test_tools::per_element());
  BOOST_TEST(outcomesOf(ID("AsyncAssertingFixtures.test_passes")) ==
                 Events{"error trial.FailTest: assertion in tearDown"},
             boost::test_tools::per_element());
  BOOST_TEST(outcomesOf(ID("SyncAssertingFixtures.test_passes")) ==
                 Events{"failure trial.FailTest: assertion in tearDown"},
             boost::test_tools::per_element());
  BOOST_TEST(outcomesOf(ID("AsyncSkippingTearDown.test_passes")) ==
                 Events{"error trial.SkipTest: skip from tearDown"},
             boost::test_tools::per_element());
  BOOST_TEST(
      outcomesOf(ID("SyncSkippingTearDown.test_passes")) == Events{"skip skip from tearDown"},
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(each_stage_is_waited_for, *label("TC-12")) {
  BOOST_TEST(traced(ID("WaitingStagesTests.test_passes")) ==
                 (Events{"setUp begins", "setUp", "test begins", "test", "cleanup begins",
                         "cleanup", "tearDown begins", "tearDown"}),
             boost::test_tools::per_element());
  BOOST_TEST(outcomesOf(ID("WaitingStagesTests.test_passes")) == Events{"success"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_failed_deferred_is_like_its_exception, *label("TC-13")) {
  BOOST_TEST(
      outcomesOf(ID("WaitingStagesTests.test_fails")) == Events{"failure trial.FailTest: later"},
      boost::test_tools::per_element());
  BOOST_TEST(outcomesOf(ID("WaitingStagesTests.test_skips")) == Events{"skip later"},
             boost::test_tools::per_element());
  BOOST_TEST(
      outcomesOf(ID("WaitingStagesTests.test_breaks")) == Events{"error std.runtime_error: later"},
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_skip_option_runs_nothing, *label("TC-14") * label("TC-16")) {
  BOOST_TEST(outcomesOf(ID("OptionedTests.test_skipped")) == Events{"skip method's"},
             boost::test_tools::per_element());
  BOOST_TEST(traced(ID("OptionedTests.test_skipped")).empty());
  BOOST_TEST(outcomesOf(ID("OptionedTests.test_empty_reason")) == Events{"skip "},
             boost::test_tools::per_element());
  BOOST_TEST(outcomesOf(ID("SkippedClassTests.test_one")) == Events{"skip whole class"},
             boost::test_tools::per_element());
  BOOST_TEST(traced(ID("SkippedClassTests.test_one")).empty(), "no object is made");
  BOOST_TEST(trial::TestLoader().loadByName(ID("SkippedClassTests"))->countTestCases() == 1);
}

BOOST_AUTO_TEST_CASE(a_raised_skip_gives_its_reason, *label("TC-15")) {
  BOOST_TEST(outcomesOf(ID("OptionedTests.test_skips")) == Events{"skip raised"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_todo_is_expected_to_fail,
                     *label("TC-17") * label("TC-18") * label("TC-20")) {
  BOOST_TEST(
      outcomesOf(ID("OptionedTests.test_todo")) == Events{"expected (not yet) expected breakage"},
      boost::test_tools::per_element());
  BOOST_TEST(
      outcomesOf(ID("OptionedTests.test_todo_passes")) == Events{"surprise (thought to be broken)"},
      boost::test_tools::per_element());
  BOOST_TEST(
      outcomesOf(ID("OptionedTests.test_todo_strict")) == Events{"error std.out_of_range: other"},
      boost::test_tools::per_element());
  BOOST_TEST(outcomesOf(ID("OptionedTests.test_todo_strictly_met")) ==
                 Events{"expected (that or derived) expected"},
             boost::test_tools::per_element());
  BOOST_TEST(outcomesOf(ID("ClassOptionedTests.test_class")) == Events{"expected (class's) x"},
             boost::test_tools::per_element());
  BOOST_TEST(outcomesOf(ID("ClassOptionedTests.test_method")) == Events{"expected (method's) x"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_todo_is_not_for_the_fixtures, *label("TC-19")) {
  BOOST_TEST(outcomesOf(ID("BrokenSetUpTodo.test_never")) ==
                 Events{"error std.runtime_error: boom in setUp"},
             boost::test_tools::per_element());
  BOOST_TEST(outcomesOf(ID("BrokenTearDownTodo.test_passes")) ==
                 (Events{"surprise (todo)", "error std.runtime_error: boom in tearDown"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_stage_that_takes_too_long_is_in_error, *label("TC-21") * label("TC-22")) {
  BOOST_TEST(
      outcomesOf(ID("TimeoutTests.test_never_fires")) ==
          Events{"error reactor.TimeoutError: <test_testcase.TimeoutTests "
                 "testMethod=test_never_fires> (test_never_fires) still running at 0.01 secs"},
      boost::test_tools::per_element());
  BOOST_TEST(
      outcomesOf(ID("SlowFixtureTests.test_never")) ==
          Events{
              "error reactor.TimeoutError: <test_testcase.SlowFixtureTests testMethod=test_never> "
              "(setUp) still running at 0.0 secs"},
      boost::test_tools::per_element());
  BOOST_TEST(traced(ID("TimeoutTests.test_never_fires")) == (Events{"cleanup", "tearDown"}),
             boost::test_tools::per_element());
  BOOST_TEST(outcomesOf(ID("TimeoutTests.test_in_time")) == Events{"success"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_test_of_no_timeout_has_the_documented_one, *label("TC-21")) {
  BOOST_TEST(TestCase().getTimeout() == 120.0);
}

BOOST_AUTO_TEST_CASE(a_timeout_may_be_what_the_todo_expects, *label("TC-23")) {
  const auto outcomes = outcomesOf(ID("TimeoutTests.test_never_fires_todo"));
  BOOST_TEST_REQUIRE(outcomes.size() == 1U);
  BOOST_TEST(outcomes[0].starts_with("expected (never fires) <test_testcase.TimeoutTests"));
}

BOOST_AUTO_TEST_CASE(a_timeout_inside_a_chain_still_cleans_up, *label("TC-24") * label("FIX-18")) {
  const auto outcomes = outcomesOf(ID("TimeoutTests.test_waits_in_its_chain"));
  BOOST_TEST_REQUIRE(outcomes.size() == 1U);
  BOOST_TEST(outcomes[0].starts_with("error reactor.TimeoutError: "));
  BOOST_TEST(traced(ID("TimeoutTests.test_waits_in_its_chain")) == (Events{"cleanup", "tearDown"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_coroutine_that_is_timed_out_is_ended) {
  const auto outcomes = outcomesOf(ID("TimeoutTests.test_coroutine"));
  BOOST_TEST_REQUIRE(outcomes.size() == 1U);
  BOOST_TEST(outcomes[0].starts_with("error reactor.TimeoutError: "));
  BOOST_TEST(TimeoutTests::watch().expired(), "its frame is gone");
}

BOOST_AUTO_TEST_CASE(errbacks_of_the_test_see_the_timeout) {
  BOOST_TEST(traced(ID("TimeoutTests.test_errback_sees_it")) ==
                 (Events{"reactor.TimeoutError", "tearDown"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_call_left_behind_is_an_error, *label("TC-26")) {
  const auto outcomes = outcomesOf(ID("DirtyTests.test_leaves_a_call"));
  BOOST_TEST_REQUIRE(outcomes.size() == 1U);
  BOOST_TEST(
      outcomes[0].starts_with("error trial.DirtyReactorAggregateError: Reactor was "
                              "unclean.\nDelayedCalls: (set "
                              "twisted.internet.base.DelayedCall.debug = True to debug)\n"
                              "<DelayedCall "));
  BOOST_TEST(reactor::defaultReactor().getDelayedCalls().empty(), "it is cancelled");
}

BOOST_AUTO_TEST_CASE(calls_due_within_two_turns_are_not_left_behind, *label("TC-27")) {
  BOOST_TEST(outcomesOf(ID("DirtyTests.test_leaves_a_short_call")) == Events{"success"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(calls_of_others_are_left_alone) {
  const auto call = reactor::defaultReactor().callLater(60, [] {});
  BOOST_TEST(outcomesOf(ID("DirtyTests.test_leaves_a_short_call")) == Events{"success"},
             boost::test_tools::per_element());
  BOOST_TEST(call->active());
  call->cancel();
}

BOOST_AUTO_TEST_CASE(a_process_left_behind_is_killed_and_an_error, *label("TC-28")) {
  const auto outcomes = outcomesOf(ID("LeavingTests.test_process"));
  BOOST_TEST_REQUIRE(outcomes.size() == 2U);
  BOOST_TEST(outcomes[0] == "success");
  BOOST_TEST(outcomes[1].starts_with(
      "error trial.DirtyReactorAggregateError: Reactor was unclean.\nSelectables:\n"));
  BOOST_TEST(outcomes[1].find("sleep") != std::string::npos, outcomes[1]);
  BOOST_TEST(reactor::defaultReactor().getProcesses().empty());
  BOOST_TEST(reactor::defaultReactor().getReaders().empty());
}

BOOST_AUTO_TEST_CASE(a_descriptor_left_behind_is_removed_and_an_error, *label("TC-28")) {
  BOOST_TEST(outcomesOf(ID("LeavingTests.test_descriptor")) ==
                 (Events{"success",
                         "error trial.DirtyReactorAggregateError: Reactor was unclean.\n"
                         "Selectables:\nan end of a pipe"}),
             boost::test_tools::per_element());
  BOOST_TEST(reactor::defaultReactor().getReaders().empty());
}

BOOST_AUTO_TEST_CASE(descriptors_of_others_are_left_alone) {
  PipeEnd pipe;
  reactor::defaultReactor().addReader(pipe);
  BOOST_TEST(outcomesOf(ID("DirtyTests.test_leaves_a_short_call")) == Events{"success"},
             boost::test_tools::per_element());
  BOOST_TEST(reactor::defaultReactor().getReaders().size() == 1U);
  reactor::defaultReactor().removeReader(pipe);
}

BOOST_AUTO_TEST_CASE(objects_of_one_class_and_method_hash_alike_and_differ, *label("TC-35")) {
  const LeavingTests first("test_process");
  const LeavingTests second("test_process");
  const LeavingTests other("test_descriptor");
  BOOST_TEST((first == first));
  BOOST_TEST((first != second));
  const std::hash<SynchronousTestCase> hash;
  BOOST_TEST(hash(first) == hash(second));
  BOOST_TEST(hash(first) != hash(other));
  BOOST_TEST(hash(first) != hash(WarningTests("test_process")));
}

BOOST_AUTO_TEST_CASE(who_stops_the_reactor_in_a_test_is_warned, *label("TC-36")) {
  const Warnings warnings;
  BOOST_TEST(outcomesOf(ID("ReactorTests.test_iterates")) == Events{"success"},
             boost::test_tools::per_element());
  BOOST_TEST_REQUIRE(warnings.texts().size() == 1U);
  BOOST_TEST(warnings.texts()[0] ==
             "DeprecationWarning: reactor.iterate cannot be used inside unit tests. In the future, "
             "using iterate will fail the test and may crash or hang the test run.");
  (void)outcomesOf(ID("ReactorTests.test_crashes"));
  BOOST_TEST_REQUIRE(warnings.texts().size() == 2U);
  BOOST_TEST(warnings.texts()[1].starts_with("DeprecationWarning: reactor.crash cannot be used"));
  reactor::defaultReactor().iterate(0);
  BOOST_TEST(outcomesOf(ID("ReactorTests.test_waits")) == Events{"success"},
             boost::test_tools::per_element());
  BOOST_TEST(warnings.texts().size() == 2U, "outside of tests, and for the runner, it is as ever");
}

BOOST_AUTO_TEST_CASE(warnings_of_a_test_are_issued_after_it_in_order, *label("TC-38")) {
  const Warnings warnings;
  trace().clear();
  (void)outcomesOf(ID("WarningTests.test_warns_twice"));
  BOOST_TEST(trace() == (Events{"none issued yet: true"}), boost::test_tools::per_element());
  BOOST_TEST(warnings.texts() == (Events{"UserWarning: first", "UserWarning: second"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(flushed_warnings_are_not_issued, *label("TC-38")) {
  const Warnings warnings;
  BOOST_TEST(outcomesOf(ID("WarningTests.test_flushes")) == Events{"success"},
             boost::test_tools::per_element());
  BOOST_TEST(warnings.texts() == (Events{"UserWarning: third"}), boost::test_tools::per_element());
  BOOST_CHECK_THROW((void)WarningTests().flushWarnings(), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_logged_error_is_the_tests_own, *label("TC-29")) {
  BOOST_TEST(outcomesOf(ID("LoggingTests.test_logs")) ==
                 Events{"error std.runtime_error: logged, not flushed"},
             boost::test_tools::per_element());
  BOOST_TEST(outcomesOf(ID("LoggingTests.test_flushes")) == Events{"success"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_set_up_that_logs_and_fails_leaks_nothing, *label("FIX-16")) {
  BOOST_TEST(outcomesOf(ID("LoggingSetUp.test_never")) ==
                 (Events{"error std.runtime_error: boom in setUp",
                         "error std.runtime_error: logged in a setUp that fails"}),
             boost::test_tools::per_element());
  BOOST_TEST(outcomesOf(ID("LoggingTests.test_innocent")) == Events{"success"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_unhandled_failure_is_a_logged_error, *label("TC-31")) {
  BOOST_TEST(outcomesOf(ID("LoggingTests.test_drops_a_failure")) ==
                 Events{"error std.runtime_error: nobody handled this"},
             boost::test_tools::per_element());
  BOOST_TEST(outcomesOf(ID("LoggingTests.test_keeps_a_failure")) ==
                 Events{"error std.runtime_error: kept to the end"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_interrupt_ends_the_run, *label("TC-32")) {
  recording::Recorder result;
  trace().clear();
  trial::TestLoader().loadByName(ID("InterruptedTests"))->run(result);
  BOOST_TEST(result.events == (Events{"start " ID("InterruptedTests.test_interrupt"),
                                      "error trial.KeyboardInterrupt: ", "stop"}),
             boost::test_tools::per_element());
  BOOST_TEST(trace().empty());
}

BOOST_AUTO_TEST_CASE(a_patch_ends_with_the_test, *label("TC-33")) {
  BOOST_TEST(outcomesOf(ID("ToolTests.test_patch")) == Events{"success"},
             boost::test_tools::per_element());
  BOOST_TEST(ToolTests::value() == 1);
  BOOST_TEST(ToolTests::named().name == "own");
}

BOOST_AUTO_TEST_CASE(mktemp_gives_a_path_of_the_tests_own, *label("TC-34")) {
  const recording::ScratchFolder scratch;
  BOOST_TEST(outcomesOf(ID("ToolTests.test_mktemp")) == Events{"success"},
             boost::test_tools::per_element());
  BOOST_TEST(std::filesystem::is_directory(scratch.path / "test_testcase/ToolTests/test_mktemp"));
}

BOOST_AUTO_TEST_CASE(the_log_says_which_test_runs, *label("TC-37")) {
  Events lines;
  const auto observer = reactor::log::addObserver(
      [&lines](const reactor::log::Event& event) { lines.push_back(event.message); });
  (void)outcomesOf(ID("ToolTests.test_patch"));
  reactor::log::removeObserver(observer);
  BOOST_TEST(lines == Events{"--> " ID("ToolTests.test_patch") " <--"},
             boost::test_tools::per_element());
  BOOST_TEST(trial::TestLoader().loadCase(ID("ToolTests.test_patch"))->shortDescription() ==
             "test_patch");
}

BOOST_AUTO_TEST_CASE(an_object_that_cannot_be_made_is_an_error) {
  BOOST_TEST(outcomesOf(ID("BrokenConstructor.test_never")) ==
                 Events{"error std.runtime_error: boom in the constructor"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_unexpected_exception_shows_the_frames_of_the_test) {
  const auto outcome = outcomesOf(ID("RaisingTests.test_another")).at(0);
  BOOST_TEST(outcome.find("test_testcase.cpp") != std::string::npos, outcome);
  BOOST_TEST(outcome.find("registration.hpp") == std::string::npos, outcome);
}

BOOST_AUTO_TEST_CASE(a_stage_that_cannot_be_waited_for_is_ended) {
  trace().clear();
  BOOST_TEST(outcomesOf(ID("ImpossibleTests.test_waits")) ==
                 Events{"error std.invalid_argument: callLater: the delay must be >= 0, not -1"},
             boost::test_tools::per_element());
  BOOST_TEST(trace() == Events{"cancelled"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

#undef ID
