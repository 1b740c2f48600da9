// RunSignals and what a run in this process does about signals.
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <trial/ending/interruptible.hpp>
#include <trial/ending/runsignals.hpp>
#include <trial/runner.hpp>
#include <trial/suite.hpp>
#include <trial/textreporter.hpp>

#include "recorder.hpp"

using namespace trial;
using boost::unit_test::label;
using recording::Events;
using recording::Recorder;
using recording::ScratchFolder;

namespace {

void (*actionOf(int number))(int) {
  struct sigaction action = {};
  BOOST_REQUIRE(::sigaction(number, nullptr, &action) == 0);
  return action.sa_handler;
}

/// A test that sends this process a signal, and one that does nothing.
class Raising final : public ITestCase, public std::enable_shared_from_this<Raising> {
 public:
  Raising(std::string id, int number) : id_(std::move(id)), number_(number) {}
  std::string id() const override { return id_; }
  int countTestCases() const override { return 1; }
  std::string shortDescription() const override { return id(); }
  void run(IReporter& result) override {
    result.startTest(shared_from_this());
    if (number_ != 0) BOOST_TEST(std::raise(number_) == 0);
    result.addSuccess(shared_from_this());
    result.stopTest(shared_from_this());
  }

 private:
  std::string id_;
  int number_;
};

TestPtr passing(const std::string& id) { return std::make_shared<Raising>(id, 0); }

/// Makes a child that does `f` and ends with what it returns; returns how it ended.
template <class F>
int statusOfChild(F f) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(f());
  int status = 0;
  BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
  return status;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(RunSignalsTests)

BOOST_AUTO_TEST_CASE(signals_are_recorded_while_it_lives) {
  {
    const RunSignals signals(5);
    BOOST_TEST(!RunSignals::received().has_value());
    BOOST_TEST(!RunSignals::next().has_value());
    BOOST_TEST(std::raise(SIGHUP) == 0);
    BOOST_TEST(RunSignals::received().value() == SIGHUP);
    BOOST_TEST(RunSignals::next().value() == SIGHUP);
    BOOST_TEST(!RunSignals::urgent());
    BOOST_TEST(interruption().what() == std::string("interrupted by SIGHUP"));
  }
  BOOST_TEST(RunSignals::received().value() == SIGHUP, "it is known afterwards, too");
  BOOST_TEST(RunSignals::fileno() == -1);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGXFSZ}) {
    BOOST_TEST((actionOf(number) == SIG_DFL));
  }
  const RunSignals again(5);
  BOOST_TEST(!RunSignals::received().has_value());
}

BOOST_AUTO_TEST_CASE(a_signal_of_the_run_counts_after_it) {
  {
    const RunSignals signals(5);
    BOOST_TEST(std::raise(SIGHUP) == 0);
  }
  {
    const RunSignals writing(RunSignals::AfterRun{});
    BOOST_TEST(RunSignals::received().value() == SIGHUP);
    BOOST_TEST(actionOf(SIGTERM) != SIG_DFL);
  }
  BOOST_TEST(actionOf(SIGTERM) == SIG_DFL);
}

BOOST_AUTO_TEST_CASE(without_one_signals_are_left_alone_after_a_run) {
  { const RunSignals signals(5); }
  const RunSignals writing(RunSignals::AfterRun{});
  BOOST_TEST(actionOf(SIGTERM) == SIG_DFL);
}

BOOST_AUTO_TEST_CASE(of_several_the_outermost_counts) {
  const RunSignals outer(5);
  {
    const RunSignals inner(7);
    BOOST_TEST(std::raise(SIGTERM) == 0);
  }
  BOOST_TEST(RunSignals::received().value() == SIGTERM);
  BOOST_TEST(RunSignals::grace() == 5);
  BOOST_TEST(RunSignals::next().value() == SIGTERM);
}

BOOST_AUTO_TEST_CASE(what_was_ignored_stays_ignored) {
  BOOST_TEST((std::signal(SIGHUP, SIG_IGN) == SIG_DFL));
  {
    const RunSignals signals(5);
    BOOST_TEST(std::raise(SIGHUP) == 0);
    BOOST_TEST(!RunSignals::received().has_value());
  }
  BOOST_TEST((std::signal(SIGHUP, SIG_DFL) == SIG_IGN));
}

BOOST_AUTO_TEST_CASE(a_child_that_a_test_forks_is_ended_by_its_signals) {
  const RunSignals signals(5);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    const int status = statusOfChild([number] {
      (void)std::raise(number);
      return 0;
    });
    BOOST_TEST(WIFSIGNALED(status));
    BOOST_TEST(WTERMSIG(status) == number);
  }
  BOOST_TEST(!RunSignals::received().has_value());
}

BOOST_AUTO_TEST_CASE(the_handler_does_not_wait_for_a_reader_of_stderr, *label("FIX-07")) {
  int ends[2];
  BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
  const std::string page(4096, '.');
  while (::write(ends[1], page.data(), page.size()) > 0) {
  }
  BOOST_REQUIRE(::fcntl(ends[1], F_SETFL, 0) == 0);
  const int status = statusOfChild([&] {
    ::alarm(20);
    (void)::dup2(ends[1], STDERR_FILENO);
    const RunSignals signals(60);
    RunSignals::caseRuns("t.a");
    (void)std::raise(SIGTERM);
    return RunSignals::received() == SIGTERM ? 0 : 1;
  });
  BOOST_TEST(status == 0);
  ::close(ends[0]);
  ::close(ends[1]);
}

BOOST_AUTO_TEST_CASE(a_file_that_may_not_grow_fails_a_write) {
  const RunSignals signals(5);
  const ScratchFolder scratch;
  const int status = statusOfChild([&] {
    const rlimit limit = {4, 4};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 1;
    const int file = ::open((scratch.path / "file").c_str(), O_CREAT | O_WRONLY, 0600);
    if (::write(file, "12345678", 8) != 4) return 2;
    return ::write(file, "5678", 4) < 0 && errno == EFBIG ? 0 : 3;
  });
  BOOST_TEST(WIFEXITED(status));
  BOOST_TEST(WEXITSTATUS(status) == 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(InterruptedRunTests, ScratchFolder)

BOOST_AUTO_TEST_CASE(after_a_signal_nothing_begins_and_the_rest_is_listed, *label("FIX-07")) {
  std::ostringstream out;
  TrialRunnerOptions options;
  options.stream = &out;
  options.reporterFactory = reporterFactory<TextReporter>();
  TrialRunner runner(options);
  const auto result = runner.run(std::make_shared<TestSuite>(std::vector<TestPtr>{
      passing("t.a"), std::make_shared<Raising>("t.b", SIGTERM), passing("t.c"), passing("t.d")}));
  BOOST_TEST(!result->wasSuccessful());
  BOOST_TEST(result->testsRun() == 2);
  BOOST_TEST(
      out.str().starts_with("..\nNot run, because the run ended early: 2 tests\n  t.c\n  t.d\n"));
  BOOST_TEST(out.str().ends_with("FAILED (interrupted, notRun=2, successes=2)\n"));
}

BOOST_AUTO_TEST_CASE(tests_that_start_in_another_order_are_known_to_have_run) {
  const RunSignals signals(5);
  const auto recorder = std::make_shared<Recorder>();
  const std::vector<TestPtr> tests = {passing("a"), passing("b"), passing("c"), passing("d")};
  InterruptibleResult result(recorder, tests);
  tests[2]->run(result);
  tests[0]->run(result);
  const auto left = result.notRun();
  BOOST_REQUIRE(left.size() == 2U);
  BOOST_TEST(left[0] == tests[1]);
  BOOST_TEST(left[1] == tests[3]);
  BOOST_TEST(
      recorder->events == (Events{"start c", "success", "stop", "start a", "success", "stop"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
