// Run events: what listeners are told, in which order, beside the reporter.
#include <trial/runevents.hpp>

#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <trial/runner.hpp>
#include <trial/suite.hpp>
#include <trial/textreporter.hpp>

#include "recorder.hpp"

using namespace trial;
using recording::Events;
using recording::Recorder;
using recording::ScratchFolder;

namespace {

/// A line for each event; a result is shown by the number of its kind.
class RunListener final : public IRunListener {
 public:
  RunListener(Events& events, std::string name = "") : events_(events), name_(std::move(name)) {}
  void runBegan(const std::vector<TestPtr>& cases) override {
    note(fmt::format("run of {}", cases.size()));
  }
  void caseBegan(const TestPtr& test, std::optional<int> worker) override {
    note(fmt::format("began {} in {}", test->id(), worker.value_or(-1)));
  }
  void caseOver(const CaseReport& report) override {
    last = report;
    std::string kinds;
    for (const auto& result : report.results)
      kinds += fmt::format(" {}", static_cast<int>(result.kind));
    note(fmt::format("over {}{}", report.test->id(), kinds));
  }
  void workerLost(int worker, const std::string& why) override {
    note(fmt::format("lost {}: {}", worker, why));
  }
  void workerReplaced(int worker) override { note(fmt::format("replaced {}", worker)); }
  void endedEarly(const EarlyEnd& end) override {
    note(fmt::format("ended early, {} not run", end.notRun));
  }
  void runOver() override { note("run over"); }

  CaseReport last;

 private:
  void note(const std::string& event) { events_.push_back(name_ + event); }

  Events& events_;
  std::string name_;
};

/// A reporter whose events stand in the same list as those of listeners.
class Shared final : public Recorder {
 public:
  explicit Shared(Events& all) : all_(all) {}
  void startTest(const TestPtr& test) override {
    Recorder::startTest(test);
    all_.push_back("reporter: " + events.back());
  }
  void addSuccess(const TestPtr& test) override {
    Recorder::addSuccess(test);
    all_.push_back("reporter: success");
  }
  void stageBegan(const TestPtr&, std::optional<double> limit) override {
    all_.push_back(fmt::format("reporter: a stage of {} s", limit.value_or(-1)));
  }
  void done() override { all_.emplace_back("reporter: done"); }

 private:
  Events& all_;
};

class Staged final : public TestHolder {
 public:
  using TestHolder::TestHolder;
  void run(IReporter& result) override {
    const auto self = shared_from_this();
    result.startTest(self);
    result.stageBegan(self, 7);
    result.stopTest(self);
  }
};

class Stops final : public TestHolder {
 public:
  using TestHolder::TestHolder;
  void run(IReporter& result) override { result.stop(); }
};

struct ListenedRun : ScratchFolder {
  Events events;
  std::shared_ptr<RunListener> listener = std::make_shared<RunListener>(events);
  std::ostringstream out;

  TrialRunner runner() {
    TrialRunnerOptions options;
    options.stream = &out;
    options.reporterFactory = [this](std::ostream&, const std::string&, bool) {
      return std::make_shared<Shared>(events);
    };
    TrialRunner made(options);
    made.addListener(listener);
    return made;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(RunEventsTests, ListenedRun)

BOOST_AUTO_TEST_CASE(a_run_that_ends_before_its_last_case_says_so) {
  const auto suite = std::make_shared<TestSuite>(std::vector<TestPtr>{
      std::make_shared<Stops>("m.C.stops"),
      std::make_shared<TestHolder>("m.C.a"),
  });
  TrialRunnerOptions options;
  options.stream = &out;
  options.reporterFactory = [](std::ostream& stream, const std::string&, bool) {
    return std::make_shared<TextReporter>(stream);
  };
  TrialRunner stopped(options);
  stopped.addListener(listener);
  stopped.run(suite);
  BOOST_TEST(events == (Events{"run of 2", "ended early, 2 not run", "run over"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_serial_run_tells_its_listeners_beside_the_reporter) {
  const auto suite = std::make_shared<TestSuite>(std::vector<TestPtr>{
      std::make_shared<TestHolder>("m.C.a"),
      std::make_shared<SkipHolder>("m.C.b", "why"),
  });
  runner().run(suite);
  BOOST_TEST(events == (Events{"run of 2", "reporter: start m.C.a", "began m.C.a in -1",
                               "reporter: success", "over m.C.a 0", "reporter: start m.C.b",
                               "began m.C.b in -1", "over m.C.b 5", "run over", "reporter: done"}),
             boost::test_tools::per_element());
  BOOST_TEST(listener->last.results.at(0).reason == "why");
  BOOST_TEST(listener->last.began.has_value());
  BOOST_TEST(listener->last.seconds.value() >= 0);
  BOOST_TEST(!listener->last.worker.has_value());
}

BOOST_AUTO_TEST_CASE(the_reporter_of_a_serial_run_hears_of_stages,
                     *boost::unit_test::label("FIX-25")) {
  runner().run(std::make_shared<Staged>("m.C.a"));
  BOOST_TEST(
      events == (Events{"run of 1", "reporter: start m.C.a", "began m.C.a in -1",
                        "reporter: a stage of 7 s", "over m.C.a", "run over", "reporter: done"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_result_of_no_running_test_is_a_report_of_its_own) {
  const auto reporter = std::make_shared<Recorder>();
  ListeningReporter listening(reporter, *listener);
  listening.addError(std::make_shared<TestHolder>("<runner>"), Failure(std::runtime_error("x")));
  BOOST_TEST(reporter->errors.size() == 1U);
  BOOST_TEST(events == Events{"over <runner> 1"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(details_reach_the_listener) {
  ListeningReporter listening(std::make_shared<Recorder>(), *listener);
  const TestPtr test = std::make_shared<TestHolder>("m.C.a");
  listening.startTest(test);
  CaseReport details;
  details.seconds = 12;
  details.out = "hello";
  listening.addDetails(test, details);
  listening.stopTest(test);
  BOOST_TEST(listener->last.seconds.value() == 12);
  BOOST_TEST(listener->last.out == "hello");
}

BOOST_AUTO_TEST_CASE(every_listener_is_told_in_order) {
  RunEvents all;
  BOOST_TEST(all.empty());
  all.add(std::make_shared<RunListener>(events, "1 "));
  all.add(std::make_shared<RunListener>(events, "2 "));
  BOOST_TEST(!all.empty());
  const TestPtr test = std::make_shared<TestHolder>("m.C.a");
  CaseReport report;
  report.test = test;
  all.runBegan({test});
  all.caseBegan(test, 4);
  all.workerLost(4, "signal 11");
  all.workerReplaced(4);
  all.caseOver(report);
  all.runOver();
  BOOST_TEST(events == (Events{"1 run of 1", "2 run of 1", "1 began m.C.a in 4",
                               "2 began m.C.a in 4", "1 lost 4: signal 11", "2 lost 4: signal 11",
                               "1 replaced 4", "2 replaced 4", "1 over m.C.a", "2 over m.C.a",
                               "1 run over", "2 run over"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
