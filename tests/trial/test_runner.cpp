// TrialRunner: one run in this process, and what it leaves.
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>

#include <reactor/libevent.hpp>
#include <reactor/lockfile.hpp>
#include <reactor/log.hpp>
#include <trial/detail/dirtyreactor.hpp>
#include <trial/detail/workingdirectory.hpp>
#include <trial/runner.hpp>
#include <trial/suite.hpp>
#include <trial/textreporter.hpp>

#include "recorder.hpp"
#include "texts.hpp"

using namespace trial;
using boost::unit_test::label;
using recording::Events;
using recording::Recorder;
using recording::ScratchFolder;
using texts::contentOf;

namespace fs = std::filesystem;

namespace {

/// A test that does something.
class Acting final : public ITestCase, public std::enable_shared_from_this<Acting> {
 public:
  explicit Acting(std::function<void()> act) : act_(std::move(act)) {}
  std::string id() const override { return "acting"; }
  int countTestCases() const override { return 1; }
  std::string shortDescription() const override { return id(); }
  void run(IReporter& result) override {
    result.startTest(shared_from_this());
    try {
      act_();
      result.addSuccess(shared_from_this());
    } catch (...) {
      result.addError(shared_from_this(), Failure());
    }
    result.stopTest(shared_from_this());
  }

 private:
  std::function<void()> act_;
};

TestPtr acting(std::function<void()> act) { return std::make_shared<Acting>(std::move(act)); }

struct RunnerFixture : ScratchFolder {
  std::ostringstream out;
  std::shared_ptr<Recorder> made;

  TrialRunnerOptions options() {
    TrialRunnerOptions options;
    options.stream = &out;
    options.reporterFactory = [this](std::ostream&, const std::string&, bool) {
      made = std::make_shared<Recorder>();
      return made;
    };
    return options;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(RunnerTests, RunnerFixture)

BOOST_AUTO_TEST_CASE(a_run_takes_the_working_folder_and_restores_all, *label("RUN-01")) {
  class Done final : public Recorder {
   public:
    void done() override { events.push_back("done in " + fs::current_path().filename().string()); }
  };
  auto given = options();
  given.reporterFactory = [this](std::ostream&, const std::string&, bool) {
    return made = std::make_shared<Done>();
  };
  fs::path inside;
  bool locked = false;
  TrialRunner runner(given);
  const auto result = runner.run(acting([&] {
    inside = fs::current_path();
    locked = reactor::isLocked(path / "_trial_temp.lock");
    reactor::log::msg("said by the test");
  }));
  BOOST_TEST(inside == path / "_trial_temp");
  BOOST_TEST(locked);
  BOOST_TEST(fs::current_path() == path);
  BOOST_TEST(!reactor::isLocked("_trial_temp.lock"));
  const auto log = contentOf("_trial_temp/test.log");
  BOOST_TEST(log.find("[-] Log opened.\n") != std::string::npos);
  BOOST_TEST(log.find("[-] said by the test\n") != std::string::npos);
  reactor::log::msg("said after the run");
  BOOST_TEST(contentOf("_trial_temp/test.log") == log);
  BOOST_TEST(made->events ==
                 (Events{"start acting", "success", "stop", "done in " + path.filename().string()}),
             boost::test_tools::per_element());
  BOOST_TEST(result->wasSuccessful());
}

BOOST_AUTO_TEST_CASE(a_dry_run_runs_nothing_and_leaves_nothing, *label("RUN-02")) {
  auto given = options();
  given.mode = TrialRunner::DRY_RUN;
  bool ran = false;
  const auto broken =
      std::make_shared<ErrorHolder>("broken", Failure(std::runtime_error("not loaded")));
  TrialRunner(given).run(
      std::make_shared<TestSuite>(std::vector<TestPtr>{acting([&] { ran = true; }), broken}));
  BOOST_TEST(!ran);
  BOOST_TEST(made->events ==
                 (Events{"start acting", "success", "stop", "start broken", "success", "stop"}),
             boost::test_tools::per_element());
  BOOST_TEST(fs::is_empty(path));
}

BOOST_AUTO_TEST_CASE(passes_are_repeated_until_one_fails, *label("RUN-03")) {
  int calls = 0;
  TrialRunner runner(options());
  const auto result = runner.runUntilFailure(acting([&calls] {
    if (++calls == 3) throw std::runtime_error("the third time");
  }));
  BOOST_TEST(out.str() == "Test Pass 1\nTest Pass 2\nTest Pass 3\n");
  BOOST_TEST(calls == 3);
  BOOST_TEST(made->testsRun() == 1, "each pass has a result of its own");
  BOOST_TEST(!result->wasSuccessful());
}

BOOST_AUTO_TEST_CASE(passes_have_no_header_in_a_stream_that_is_its_reporters_own) {
  auto with = options();
  with.reporterFactory = {
      [](std::ostream&, const std::string&, bool) { return std::make_shared<Recorder>(); }, true};
  const auto result = TrialRunner(with).runUntilFailure(std::make_shared<TestSuite>());
  BOOST_TEST(result->wasSuccessful());
  BOOST_TEST(out.str().empty());
}

BOOST_AUTO_TEST_CASE(an_empty_pass_is_the_last, *label("RUN-03")) {
  const auto result = TrialRunner(options()).runUntilFailure(std::make_shared<TestSuite>());
  BOOST_TEST(out.str() == "Test Pass 1\n");
  BOOST_TEST(result->wasSuccessful());
}

BOOST_AUTO_TEST_CASE(only_the_first_pass_is_forced_to_finish_what_is_ready, *label("RUN-05")) {
  auto given = options();
  given.forceGarbageCollection = true;
  std::vector<bool> done;
  TrialRunner(given).runUntilFailure(
      std::make_shared<TestSuite>(std::vector<TestPtr>{acting([&done] {
        done.push_back(false);
        reactor::defaultReactor().callLater(0,
                                            [&done, pass = done.size() - 1] { done[pass] = true; });
        if (done.size() == 3) throw std::runtime_error("the third time");
      })}));
  BOOST_TEST_REQUIRE(done.size() == 3U);
  BOOST_TEST(done[0]);
  BOOST_TEST(!done[2]);
  reactor::defaultReactor().iterate(0);
}

BOOST_AUTO_TEST_CASE(an_unclean_reactor_that_is_a_warning_does_not_end_the_run, *label("RUN-05")) {
  auto given = options();
  given.reporterFactory = reporterFactory<TextReporter>();
  given.uncleanWarnings = true;
  given.exitFirst = true;
  class Unclean final : public ITestCase, public std::enable_shared_from_this<Unclean> {
   public:
    std::string id() const override { return "unclean"; }
    int countTestCases() const override { return 1; }
    std::string shortDescription() const override { return id(); }
    void run(IReporter& result) override {
      result.startTest(shared_from_this());
      result.addError(shared_from_this(), Failure(DirtyReactorAggregateError({"a call"})));
      result.stopTest(shared_from_this());
    }
  };
  bool reached = false;
  const auto result = TrialRunner(given).run(std::make_shared<TestSuite>(
      std::vector<TestPtr>{std::make_shared<Unclean>(), acting([&reached] { reached = true; })}));
  BOOST_TEST(reached);
  BOOST_TEST(result->wasSuccessful());
}

BOOST_AUTO_TEST_CASE(the_reporter_hears_warnings, *label("RUN-06")) {
  auto given = options();
  given.reporterFactory = reporterFactory<TextReporter>();
  TrialRunner(given).run(acting([] {
    for (int i = 0; i < 2; ++i)
      reactor::log::warn("old", {"trial.DeprecationWarning", "file.cpp", 7});
  }));
  BOOST_TEST(out.str().starts_with("file.cpp:7: DeprecationWarning: old\n.\n"));
}

BOOST_AUTO_TEST_CASE(a_run_that_breaks_restores_all_too) {
  class Throwing final : public Recorder {
   public:
    void startTest(const TestPtr&) override { throw std::logic_error("a broken reporter"); }
  };
  auto given = options();
  given.reporterFactory = [](std::ostream&, const std::string&, bool) {
    return std::make_shared<Throwing>();
  };
  TrialRunner runner(given);
  BOOST_CHECK_THROW(runner.run(acting([] {})), std::logic_error);
  BOOST_TEST(fs::current_path() == path);
  BOOST_TEST(!reactor::isLocked("_trial_temp.lock"));
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_a_runs_own_is_refused, *label("DIR-05")) {
  fs::create_directory("_trial_temp");
  TrialRunner runner(options());
  BOOST_CHECK_THROW(runner.run(acting([] {})), NoTrialMarker);
  BOOST_TEST(fs::current_path() == path);
}

BOOST_AUTO_TEST_CASE(what_was_reported_is_out_before_a_test_runs) {
  /// Counts what was written to it and not flushed.
  class Buffer final : public std::stringbuf {
   public:
    std::size_t unflushed = 0;

   private:
    std::streamsize xsputn(const char* text, std::streamsize size) override {
      unflushed += static_cast<std::size_t>(size);
      return std::stringbuf::xsputn(text, size);
    }
    int sync() override { return unflushed = 0, 0; }
  } buffer;
  std::ostream stream(&buffer);
  auto given = options();
  given.stream = &stream;
  given.reporterFactory = reporterFactory<VerboseTextReporter>();
  std::size_t before = 1;
  TrialRunner(given).run(std::make_shared<TestSuite>(
      std::vector<TestPtr>{acting([] {}), acting([&] { before = buffer.unflushed; })}));
  BOOST_TEST(before == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_missing_or_not_ported_is_refused) {
  BOOST_CHECK_THROW(TrialRunner(TrialRunnerOptions{}), std::invalid_argument);
  auto profiled = options();
  profiled.profile = true;
  BOOST_CHECK_THROW(TrialRunner{profiled}, std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
