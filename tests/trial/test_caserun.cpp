// CaseRun over a case that is scripted: which stages run, in which order, with which results.
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reactor/defer.hpp>
#include <reactor/log.hpp>
#include <trial/cases/caserun.hpp>
#include <trial/cases/runnablecase.hpp>
#include <trial/failing.hpp>
#include <trial/limits/runlimits.hpp>
#include <trial/suite.hpp>

#include "recorder.hpp"

using namespace trial;
using recording::Events;
using recording::Recorder;

namespace {

using Cleanup = std::function<Waiting()>;

Waiting over() { return std::nullopt; }

/// Writes down each stage, and does in it what the test says.
class ScriptedCase final : public RunnableCase {
 public:
  explicit ScriptedCase(Events& events) : events_(events) {}
  ~ScriptedCase() override {
    events_.emplace_back("destroyed");
    if (logsAtItsEnd) reactor::log::err(Failure(std::runtime_error("late")));
  }
  ScriptedCase(const ScriptedCase&) = delete;
  ScriptedCase& operator=(const ScriptedCase&) = delete;

  std::optional<std::string> skipReason = std::nullopt;
  std::optional<Todo> expected = std::nullopt;
  bool waits = true;
  double limit = 60;
  Cleanup inSetUp = over;
  Cleanup inTest = over;
  Cleanup inTearDown = over;
  std::vector<Cleanup> added = {};
  bool logsAtItsEnd = false;
  bool watched = false;

  [[nodiscard]] std::optional<std::string> skip() const override { return skipReason; }
  [[nodiscard]] std::optional<Todo> todo() const override { return expected; }
  [[nodiscard]] bool asynchronous() const override { return waits; }
  [[nodiscard]] double timeLimit() const override { return limit; }
  [[nodiscard]] std::string repr() const override { return "<a case>"; }
  [[nodiscard]] std::string methodName() const override { return "test_it"; }
  [[nodiscard]] std::optional<Place> registeredAt() const override { return std::nullopt; }
  Waiting setUp() override { return stage("setUp", inSetUp); }
  Waiting test() override { return stage("test", inTest); }
  Waiting tearDown() override { return stage("tearDown", inTearDown); }
  std::optional<Cleanup> takeCleanup() override {
    if (added.empty()) return std::nullopt;
    auto cleanup = std::move(added.back());
    added.pop_back();
    return cleanup;
  }
  void watch(LoggedErrors* logged, reactor::log::WarningCapture* warnings) override {
    BOOST_TEST((logged == nullptr) == (warnings == nullptr));
    watched = logged != nullptr;
  }

 private:
  Waiting stage(const char* name, const Cleanup& action) {
    BOOST_TEST(watched);
    events_.emplace_back(name);
    return action();
  }

  Events& events_;
};

struct Run {
  /// The calls of the case and of the reporter, in order.
  [[nodiscard]] Events of(const std::function<void(ScriptedCase&)>& script) {
    {
      ScriptedCase scripted(recorder.events);
      script(scripted);
      CaseRun(holder, recorder).run(scripted);
      BOOST_TEST(!scripted.watched);
      BOOST_TEST(scripted.added.empty());
    }
    BOOST_TEST_REQUIRE(recorder.events.size() > 2U);
    BOOST_TEST(recorder.events.front() == "start a.b");
    recorder.events.erase(recorder.events.begin());
    for (const auto* last : {"destroyed", "stop"}) {
      BOOST_TEST(recorder.events.back() == last);
      recorder.events.pop_back();
    }
    return recorder.events;
  }

  Recorder recorder;
  TestPtr holder = std::make_shared<TestHolder>("a.b");
};

void fails() { throw FailTest("no"); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(CaseRunTests, Run)

BOOST_AUTO_TEST_CASE(stages_run_in_order_and_cleanups_from_the_last) {
  const auto events = of([this](ScriptedCase& scripted) {
    for (const auto* name : {"first", "second"}) {
      scripted.added.emplace_back([this, name] {
        recorder.events.emplace_back(name);
        return over();
      });
    }
  });
  BOOST_TEST(events == (Events{"setUp", "test", "second", "first", "tearDown", "success"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(each_stage_is_told_with_its_limit, *boost::unit_test::label("FIX-25")) {
  struct Stages final : Recorder {
    void stageBegan(const TestPtr& test, std::optional<double> limit) override {
      events.push_back(test->id() + " may take " + (limit ? std::to_string(*limit) : "any time"));
    }
  } stages;
  const auto run = [&](bool waits) {
    stages.events.clear();
    Events ignored;
    ScriptedCase scripted(ignored);
    scripted.waits = waits;
    scripted.limit = 7;
    scripted.added.emplace_back(over);
    CaseRun(holder, stages).run(scripted);
    return stages.events;
  };
  const auto eachMayTake = [](const std::string& time) {
    Events events(4, "a.b may take " + time);  // setUp, the test, a cleanup, tearDown
    events.insert(events.begin(), "start a.b");
    events.insert(events.end(), {"success", "stop"});
    return events;
  };
  BOOST_TEST(run(true) == eachMayTake("7.000000"), boost::test_tools::per_element());
  BOOST_TEST(run(false) == eachMayTake("any time"), boost::test_tools::per_element());
  const limits::RunLimitsInForce shorter({3});
  BOOST_TEST(run(true) == eachMayTake("3.000000"), boost::test_tools::per_element());
  BOOST_TEST(run(false) == eachMayTake("3.000000"), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_skipped_case_runs_no_stage) {
  const auto events = of([](ScriptedCase& scripted) { scripted.skipReason = "why"; });
  BOOST_TEST(events == Events{"skip why"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(after_a_failed_setup_only_cleanups_run) {
  const auto events = of([this](ScriptedCase& scripted) {
    scripted.inSetUp = [] { return fails(), over(); };
    scripted.added.emplace_back([this] {
      recorder.events.emplace_back("cleanup");
      return over();
    });
  });
  BOOST_TEST(events == (Events{"setUp", "error trial.FailTest: no", "cleanup"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_synchronous_case_may_fail_in_its_setup) {
  const auto events = of([](ScriptedCase& scripted) {
    scripted.waits = false;
    scripted.inSetUp = [] { return fails(), over(); };
  });
  BOOST_TEST(events == (Events{"setUp", "failure trial.FailTest: no"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_stage_is_waited_for_until_its_time_is_up) {
  const auto events = of([](ScriptedCase& scripted) {
    scripted.limit = 0;
    scripted.inTest = [] { return reactor::Deferred<void>(); };
  });
  BOOST_TEST(events == (Events{"setUp", "test",
                               "error reactor.TimeoutError: <a case> (test_it) still running at "
                               "0.0 secs",
                               "tearDown"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_expected_failure_and_an_unexpected_success_have_their_reason) {
  const auto todo = makeTodo("later");
  BOOST_TEST(of([&todo](ScriptedCase& scripted) {
               scripted.expected = todo;
               scripted.inTest = [] { return fails(), over(); };
             }) == (Events{"setUp", "test", "expected (later) no", "tearDown"}),
             boost::test_tools::per_element());
  recorder.events.clear();
  BOOST_TEST(of([&todo](ScriptedCase& scripted) { scripted.expected = todo; }) ==
                 (Events{"setUp", "test", "surprise (later)", "tearDown"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_case_that_the_run_makes_is_destroyed_before_its_success) {
  CaseRun(holder, recorder).run(std::nullopt, [this] {
    return std::make_unique<ScriptedCase>(recorder.events);
  });
  BOOST_TEST(recorder.events ==
                 (Events{"start a.b", "setUp", "test", "tearDown", "destroyed", "success", "stop"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_error_that_the_destructor_logs_is_the_tests) {
  CaseRun(holder, recorder).run(std::nullopt, [this] {
    auto scripted = std::make_unique<ScriptedCase>(recorder.events);
    scripted->logsAtItsEnd = true;
    return scripted;
  });
  BOOST_TEST(recorder.events == (Events{"start a.b", "setUp", "test", "tearDown", "destroyed",
                                        "error std.runtime_error: late", "stop"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_case_that_cannot_be_made_is_an_error) {
  CaseRun(holder, recorder).run(std::nullopt, []() -> std::unique_ptr<RunnableCase> {
    throw std::runtime_error("no memory");
  });
  BOOST_TEST(recorder.events == (Events{"start a.b", "error std.runtime_error: no memory", "stop"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_skip_that_is_known_before_makes_no_case) {
  CaseRun(holder, recorder).run("why", []() -> std::unique_ptr<RunnableCase> {
    BOOST_FAIL("it was made");
    return nullptr;
  });
  BOOST_TEST(recorder.events == (Events{"start a.b", "skip why", "stop"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
