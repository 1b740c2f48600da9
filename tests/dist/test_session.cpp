// The parts of a run: its directory, its session, the reactor that it runs in.
#include <dist/manager/session.hpp>

#include <csignal>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <dist/localworker.hpp>
#include <dist/manager/blockingrun.hpp>
#include <dist/manager/drive.hpp>
#include <dist/testing.hpp>
#include <reactor/error.hpp>
#include <reactor/lockfile.hpp>
#include <reactor/testing.hpp>
#include <trial/suite.hpp>
#include <trial/util.hpp>

#include "support.hpp"

namespace {

using boost::unit_test::label;
using dist::testing::namedCases;
using reactor::Deferred;
using reactor::Failure;
using support::outcomeOf;
using support::Texts;
using ResultPtr = std::shared_ptr<dist::DistReporter>;

struct DirectoryFixture {
  support::TemporaryFolder folder;
  std::filesystem::path temporary = folder.path / "_trial_temp";
  [[nodiscard]] bool locked() const { return reactor::isLocked(folder.path / "_trial_temp.lock"); }
};

ResultPtr newResult() {
  return std::make_shared<dist::DistReporter>(std::make_shared<dist::testing::RecordingReporter>());
}

/// A session whose workers are fake processes, and which drives them with `Drive`.
struct SessionFixture : DirectoryFixture {
  reactor::MemoryReactor reactor;
  dist::testing::FakeWorkers fakes{reactor};
  std::vector<std::vector<int>> asked;
  std::optional<std::string> refusal;
  std::vector<dist::IWorker*> driven;
  std::optional<dist::Session> session;

  SessionFixture() {
    session.emplace(
        dist::SessionOptions{
            .workingDirectory = temporary,
            .logFile = "test.log",
            .grace = 5,
            .startWorkers =
                [this](const dist::TestDirectory& directory, const std::vector<int>& numbers,
                       const dist::WorkerPool::Made& made) { start(directory, numbers, made); },
            .driveWorker =
                [this](const std::shared_ptr<dist::IWorker>& worker, const ResultPtr& result,
                       dist::SharedTestQueue& testCases, const reactor::Cooperate& cooperate) {
                  driven.push_back(worker.get());
                  const auto drive = std::make_shared<dist::Drive>(worker, result, testCases);
                  return cooperate([drive] { return drive->next(); })->whenDone();
                }},
        reactor);
  }
  void start(const dist::TestDirectory& directory, const std::vector<int>& numbers,
             const dist::WorkerPool::Made& made) {
    BOOST_TEST(locked());
    BOOST_TEST(directory.path() == temporary);
    asked.push_back(numbers);
    for (const int number : numbers) {
      const auto amp = std::make_shared<dist::LocalWorkerAMP>();
      amp->setNumber(number);
      const auto worker = std::make_shared<dist::LocalWorker>(
          amp, directory.path() / std::to_string(number), directory.log());
      made(number, worker);
      if (refusal) throw std::runtime_error(*refusal);
      reactor.spawnProcess(worker, "/worker", {"/worker"}, std::nullopt, std::nullopt, std::nullopt,
                           std::nullopt, false, {{0, 'w'}, {1, 'r'}, {2, 'r'}, {3, 'w'}, {4, 'r'}});
    }
  }
  template <class T>
  reactor::Result<T> wait(const Deferred<T>& d) {
    const support::Watched watched(d);
    for (int i = 0; i < 10000 && !watched.called(); ++i) {
      reactor.iterate(0.001);
      (void)fakes.pump();
    }
    BOOST_REQUIRE(watched.called());
    return *watched.outcome();
  }
  static trial::TestPtr suite(std::size_t count) {
    return std::make_shared<trial::TestSuite>(namedCases("t.", count));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(TestDirectoryTests, DirectoryFixture)

BOOST_AUTO_TEST_CASE(the_directory_is_locked_and_logged_to_while_it_is_held, *label("POOL-02")) {
  {
    const dist::TestDirectory directory(temporary, "test.log");
    BOOST_TEST(directory.path() == temporary);
    BOOST_TEST(locked());
    reactor::log::msg("meanwhile");
  }
  BOOST_TEST(!locked());
  reactor::log::msg("afterwards");
  const auto log = support::contents(temporary / "test.log");
  BOOST_TEST(log.find("meanwhile") != std::string::npos);
  BOOST_TEST(log.find("afterwards") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_busy_directory_gets_a_number_and_keeps_its_lock, *label("POOL-03")) {
  const dist::TestDirectory first(temporary, "test.log");
  {
    const dist::TestDirectory second(temporary, "test.log");
    BOOST_TEST(second.path() == folder.path / "_trial_temp-1");
  }
  BOOST_TEST(locked());
}

BOOST_AUTO_TEST_CASE(the_log_may_be_stdout, *label("FIX-30")) {
  std::ostringstream out;
  auto* before = std::cout.rdbuf(out.rdbuf());
  {
    const dist::TestDirectory directory(temporary, "-");
    *directory.log() << "written" << std::endl;
  }
  std::cout << "still open";
  std::cout.rdbuf(before);
  BOOST_TEST(out.str().find("written\n") != std::string::npos);
  BOOST_TEST(out.str().ends_with("still open"));
  BOOST_TEST(!std::filesystem::exists(temporary / "-"));
}

BOOST_AUTO_TEST_CASE(a_log_that_cannot_be_opened_leaves_no_lock) {
  BOOST_CHECK_THROW(dist::TestDirectory(temporary, "/dev/null/test.log"), std::system_error);
  BOOST_TEST(!locked());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(SessionTests, SessionFixture)

BOOST_AUTO_TEST_CASE(it_starts_workers_drives_them_and_lets_the_directory_go) {
  session->open(2);
  BOOST_TEST(asked == (std::vector<std::vector<int>>{{0, 1}}));
  const auto result = newResult();
  BOOST_TEST(wait(session->runTests(suite(10), result)).index() == 0U);
  BOOST_TEST(driven.size() == 2U);
  BOOST_TEST(result->testsRun() == 10);
  BOOST_TEST(locked());
  BOOST_TEST(wait(session->close()).index() == 0U);
  BOOST_TEST(!locked());
  BOOST_TEST(reactor.getProcesses().empty());
}

BOOST_AUTO_TEST_CASE(each_pass_runs_on_the_same_workers, *label("DR-23")) {
  session->open(2);
  for (int pass = 0; pass < 2; ++pass) {
    const auto result = newResult();
    BOOST_TEST(wait(session->runTests(suite(4), result)).index() == 0U);
    BOOST_TEST(result->testsRun() == 4);
  }
  BOOST_TEST(asked.size() == 1U);
  BOOST_TEST(driven.at(0) == driven.at(2));
  (void)wait(session->close());
}

BOOST_AUTO_TEST_CASE(an_interrupt_leaves_a_list_of_what_was_not_run, *label("FIX-07")) {
  session->open(1);
  BOOST_TEST(session->notRun().empty());
  const auto running = session->runTests(suite(6), newResult());
  session->interrupt();
  BOOST_TEST(wait(running).index() == 0U);
  BOOST_REQUIRE(session->notRun().size() == 6U);
  BOOST_TEST(session->notRun().front()->id() == "t.0");
  (void)wait(session->close());
}

BOOST_AUTO_TEST_CASE(a_holder_that_is_given_twice_goes_to_no_worker, *label("FIX-11")) {
  session->open(1);
  const auto result = newResult();
  const auto holder =
      std::make_shared<trial::ErrorHolder>("broken", Failure(std::runtime_error("no such")));
  const auto suite = std::make_shared<trial::TestSuite>(
      std::vector<trial::TestPtr>{holder, dist::testing::namedCase("t.a"), holder});
  BOOST_TEST(wait(session->runTests(suite, result)).index() == 0U);
  BOOST_TEST(fakes.begun == Texts{"t.a"});
  const auto& original = dynamic_cast<dist::testing::RecordingReporter&>(*result->original);
  BOOST_TEST(original.errors.size() == 2U);
  (void)wait(session->close());
}

BOOST_AUTO_TEST_CASE(workers_that_cannot_be_started_fail_it_and_leave_no_lock, *label("POOL-10")) {
  refusal = "no more processes";
  BOOST_CHECK_THROW(session->open(2), std::runtime_error);
  session->kill();
  BOOST_TEST(wait(session->close()).index() == 0U);
  BOOST_TEST(!locked());
}

BOOST_AUTO_TEST_CASE(one_that_is_left_in_the_middle_kills_its_workers_and_unlocks) {
  session->open(1);
  session.reset();
  BOOST_TEST(reactor.spawned().at(0)->signals() == std::vector<int>{SIGKILL});
  BOOST_TEST(!locked());
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

struct BlockingFixture {
  reactor::MemoryReactor reactor;
  int interrupts = 0;
  Deferred<ResultPtr> running;
  int leaves = 0;
  dist::BlockingRun blocking{reactor, [this] { ++interrupts; }, [this] { ++leaves; }};
  ResultPtr run() {
    return blocking.run([this] { return running; });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(BlockingRunTests, BlockingFixture)

BOOST_AUTO_TEST_CASE(it_stops_the_reactor_when_the_run_is_over, *label("DR-17")) {
  const auto result = newResult();
  reactor.callLater(3, [&] { running.callback(result); });
  BOOST_TEST(run() == result);
  BOOST_TEST(!reactor.running());
  BOOST_TEST(interrupts == 0);
  BOOST_TEST(leaves == 0);
}

BOOST_AUTO_TEST_CASE(it_throws_what_the_run_fails_with) {
  reactor.callLater(3, [&] { running.errback(std::domain_error("no")); });
  BOOST_CHECK_THROW(run(), std::domain_error);
}

BOOST_AUTO_TEST_CASE(a_reactor_that_is_stopped_interrupts_the_run_and_waits, *label("DR-18")) {
  const auto result = newResult();
  reactor.callLater(1, [&] { reactor.stop(); });
  bool stopped = false;
  reactor.addSystemEventTrigger(reactor::Phase::during, "shutdown", [&] {
    stopped = true;
    BOOST_TEST(running.called());
  });
  reactor.callLater(2, [&] {
    BOOST_TEST(interrupts == 1);
    BOOST_TEST(!stopped);
    running.callback(result);
  });
  BOOST_TEST(run() == result);
  BOOST_TEST(stopped);
}

BOOST_AUTO_TEST_CASE(a_run_that_the_reactor_did_not_wait_for_is_cancelled) {
  reactor.callLater(1, [&] { reactor.crash(); });
  std::optional<Failure> failure;
  running.addErrback([&](Failure reason) -> reactor::Result<ResultPtr> {
    failure = reason;
    return reason;
  });
  BOOST_CHECK_THROW((void)run(), reactor::CancelledError);
  BOOST_TEST(leaves == 1);
  BOOST_REQUIRE(failure.has_value());
  BOOST_TEST(failure->is<reactor::CancelledError>());
}

BOOST_AUTO_TEST_CASE(a_run_begins_also_when_the_reactor_makes_no_calls, *label("DR-30")) {
  class Idle final : public reactor::MemoryReactor {
   public:
    void run(bool) override {}
  };
  Idle idle;
  int begun = 0;
  const auto result = newResult();
  dist::BlockingRun here(
      idle, [] {}, [&] { running.callback(result); });
  BOOST_TEST(here.run([&] {
    ++begun;
    return running;
  }) == result);
  BOOST_TEST(begun == 1);
}

BOOST_AUTO_TEST_SUITE_END()
