// twisted.trial._dist.test.test_disttrial of 20.3.0. There the run goes on when the reactor's run
// has returned; here it is over then, so what the tests do afterwards is done inside.
#include <filesystem>
#include <functional>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <dist/disttrial.hpp>
#include <dist/testing.hpp>
#include <reactor/lockfile.hpp>
#include <reactor/task.hpp>
#include <trial/suite.hpp>
#include <trial/treereporter.hpp>
#include <trial/wrappers.hpp>

#include "countingreactor.hpp"
#include "support.hpp"

BOOST_AUTO_TEST_SUITE(test_disttrial_20_3_0)

namespace {

namespace fs = std::filesystem;
using dist::testing::namedCase;
using dist::testing::namedCases;
using port::CountingReactor;
using Response = dist::workercommands::Run::Response;

/// A manager's end whose `run` is the test's. (worker._ampProtocol.run = ...)
struct FakeAMP : dist::LocalWorkerAMP {
  explicit FakeAMP(std::function<reactor::Deferred<Response>()> f) : onRun(std::move(f)) {}
  reactor::Deferred<Response> run(const trial::TestPtr&, const trial::ReporterPtr&) override {
    return onRun();
  }
  std::function<reactor::Deferred<Response>()> onRun;
};

struct Runner : dist::DistTrialRunner {
  using DistTrialRunner::DistTrialRunner;
  std::shared_ptr<dist::LocalWorkerAMP> makeLocalWorkerAMP() override {
    if (onRun) return std::make_shared<FakeAMP>(onRun);
    return DistTrialRunner::makeLocalWorkerAMP();
  }
  /// What a worker does with a case; empty: it sends it to its process.
  std::function<reactor::Deferred<Response>()> onRun;
};

/// Takes one turn of a cooperator when it is told to. (FakeScheduler)
struct FakeScheduler {
  reactor::Clock clock;
  reactor::Cooperator cooperator{[] { return [] { return false; }; },
                                 reactor::Cooperator::schedulerOn(clock)};
  reactor::Cooperate cooperate = [this](reactor::WorkIterator iterator) {
    return cooperator.cooperate(std::move(iterator));
  };
  void pump() { clock.advance(1); }
};

struct RunnerFixture {
  port::Folder folder;
  std::ostringstream stream;
  fs::path workingDirectory = folder.path / "_trial_temp";
  Runner runner = makeRunner();
  CountingReactor fakeReactor;

  Runner makeRunner(bool uncleanWarnings = false) {
    Runner made({.reporterFactory = trial::reporterFactory<trial::TreeReporter>(),
                 .workerNumber = 4,
                 .workerArguments = {},
                 .stream = &stream,
                 .uncleanWarnings = uncleanWarnings,
                 .workingDirectory = workingDirectory});
    made.workerExecutable = "/bin/true";
    return made;
  }
  ~RunnerFixture() { fakeReactor.reap(); }

  static trial::TestPtr suite(std::size_t count) {
    return std::make_shared<trial::TrialSuite>(namedCases("module.Class.test_", count));
  }
  /// Locks the folder of the run, and so shows that it is not locked.
  [[nodiscard]] bool unlocked() const {
    reactor::FilesystemLock lock(workingDirectory.string() + ".lock");
    const bool mine = lock.lock();
    if (mine) lock.unlock();
    return mine;
  }
  [[nodiscard]] bool said(const std::string& text) const {
    return stream.str().find(text) != std::string::npos;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(CountingReactorTests)

BOOST_AUTO_TEST_CASE(test_providesIReactorProcess) {
  BOOST_TEST((std::is_base_of_v<reactor::IReactorProcess, CountingReactor>));
}

BOOST_AUTO_TEST_CASE(test_spawnProcess) {
  CountingReactor reactor;
  BOOST_TEST(reactor.spawnCount == 0);
  const auto proto = std::make_shared<reactor::ProcessProtocol>();
  for (const int count : {1, 2}) {
    (void)reactor.spawnProcess(proto, "/bin/true", {"true"});
    BOOST_TEST(proto->transport != nullptr);
    BOOST_TEST(reactor.workers.size() == static_cast<std::size_t>(count));
    BOOST_TEST(reactor.spawnCount == count);
  }
}

BOOST_AUTO_TEST_CASE(test_stop) {
  CountingReactor reactor;
  for (const int count : {1, 2}) {
    reactor.stop();
    BOOST_TEST(reactor.stopCount == count);
  }
}

BOOST_AUTO_TEST_CASE(test_run) {
  CountingReactor reactor;
  int whenRunningCalls = 0;
  reactor.callWhenRunning([&] { ++whenRunningCalls; });
  for (const int count : {1, 2}) {
    reactor.run();
    BOOST_TEST(reactor.runCount == count);
    BOOST_TEST(reactor.stopCount == 0);
    BOOST_TEST(whenRunningCalls == count);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(DistTrialRunnerTests, RunnerFixture)

BOOST_AUTO_TEST_CASE(test_writeResults) {
  std::ostringstream stringIO;
  dist::DistReporter result(std::make_shared<trial::Reporter>(stringIO));
  runner.writeResults(result);
  BOOST_TEST(!stringIO.str().empty());
}

BOOST_AUTO_TEST_CASE(test_createLocalWorkers) {
  std::vector<std::shared_ptr<FakeAMP>> protocols;
  for (int i = 0; i < 4; ++i) protocols.push_back(std::make_shared<FakeAMP>(nullptr));
  const auto workers = runner.createLocalWorkers(protocols, "path");
  BOOST_TEST(workers.size() == 4U);
  for (const auto& worker : workers) BOOST_TEST(worker != nullptr);
  BOOST_TEST(workers[3]->_logDirectory == "path/3");
}

BOOST_AUTO_TEST_CASE(test_launchWorkerProcesses) {
  std::vector<std::shared_ptr<reactor::ProcessProtocol>> protocols;
  for (int i = 0; i < 4; ++i) protocols.push_back(std::make_shared<reactor::ProcessProtocol>());
  port::Texts arguments;
  reactor::Environment environment;
  const auto fakeSpawnProcess = [&](const std::shared_ptr<reactor::ProcessProtocol>&,
                                    const std::string& executable, const port::Texts& args,
                                    const std::optional<reactor::Environment>& env) {
    arguments.push_back(executable);
    arguments.insert(arguments.end(), args.begin(), args.end());
    environment.insert(env->begin(), env->end());
  };
  runner.launchWorkerProcesses(fakeSpawnProcess, protocols, {"foo"});
  BOOST_TEST(arguments.at(0) == arguments.at(1));
  BOOST_TEST(fs::exists(arguments.at(0)));
  BOOST_TEST(arguments.at(2) == "--worker");
  BOOST_TEST(arguments.at(3) == "foo");
  BOOST_TEST(environment.contains("TRIAL_PATH"));
  // What createLocalWorkers returns is what this takes.
  const auto workers =
      runner.createLocalWorkers(std::vector{std::make_shared<dist::LocalWorkerAMP>()}, folder.path);
  int spawned = 0;
  runner.launchWorkerProcesses([&] { ++spawned; }, workers, {});
  BOOST_TEST(spawned == 1);
}

BOOST_AUTO_TEST_CASE(test_run) {
  const auto result = runner.run(suite(10), &fakeReactor);
  BOOST_TEST(fakeReactor.runCount == 1);
  BOOST_TEST(fakeReactor.spawnCount == runner._workerNumber);
  BOOST_TEST(result != nullptr);
  BOOST_TEST(said("Not run, because the run ended early: 10 tests"));
}

BOOST_AUTO_TEST_CASE(test_runUsedDirectory) {
  reactor::FilesystemLock lock(workingDirectory.string() + ".lock");
  BOOST_REQUIRE(lock.lock());
  fakeReactor.onSpawned = [&](reactor::ProcessProtocol& worker) {
    BOOST_TEST(fs::absolute(dynamic_cast<dist::LocalWorker&>(worker)._logDirectory) ==
               fs::absolute(workingDirectory.string() + "-1") /
                   std::to_string(fakeReactor.spawnCount));
    reactor::FilesystemLock localLock(workingDirectory.string() + "-1.lock");
    BOOST_TEST(!localLock.lock());
  };
  (void)runner.run(suite(10), &fakeReactor);
  BOOST_TEST(fakeReactor.spawnCount == 4);
  lock.unlock();
}

BOOST_AUTO_TEST_CASE(test_minimalWorker) {
  (void)runner.run(namedCase("module.Class.test"), &fakeReactor);
  BOOST_TEST(fakeReactor.runCount == 1);
  BOOST_TEST(fakeReactor.spawnCount == 1);
}

BOOST_AUTO_TEST_CASE(test_runUncleanWarnings) {
  auto unclean = makeRunner(true);
  const auto result = unclean.run(namedCase("module.Class.test"), &fakeReactor);
  BOOST_TEST(dynamic_cast<trial::UncleanWarningsReporterWrapper*>(result->original.get()) !=
             nullptr);
}

BOOST_AUTO_TEST_CASE(test_runWithoutTest) {
  const auto result = runner.run(suite(0), nullptr);
  BOOST_TEST(result != nullptr);
  BOOST_TEST(said("Running 0 test"));
  BOOST_TEST(said("PASSED"));
}

BOOST_AUTO_TEST_CASE(test_runWithoutTestButWithAnError) {
  const reactor::Failure failure(std::runtime_error("foo bar"));
  (void)runner.run(std::make_shared<trial::ErrorHolder>("an error", failure), nullptr);
  for (const char* part : {"Running 0 test", "foo bar", "an error", "errors=1", "FAILED"}) {
    BOOST_TEST(said(part), part << " in " << stream.str());
  }
}

// There it is among the failures, and ends the run; here it is an error of the case.
BOOST_AUTO_TEST_CASE(test_runUnexpectedError) {
  FakeScheduler scheduler;
  runner.onRun = [] { return reactor::fail<Response>(std::runtime_error("oops")); };
  fakeReactor.afterStart = [&] { scheduler.pump(); };
  const auto result = runner.run(namedCase("module.Class.test"), &fakeReactor, scheduler.cooperate);
  BOOST_TEST(fakeReactor.runCount == 1);
  BOOST_TEST(fakeReactor.spawnCount == 1);
  const auto& errors = dynamic_cast<trial::TestResult&>(*result->original).errors;
  BOOST_REQUIRE(!errors.empty());
  BOOST_TEST(errors[0].first->id() == "module.Class.test");
  BOOST_TEST(errors[0].second.getErrorMessage() == "oops");
}

BOOST_AUTO_TEST_CASE(test_runStopAfterTests) {
  runner.onRun = [] { return reactor::succeed(Response{true}); };
  fakeReactor.afterStart = [&] {
    fakeReactor.settle();
    BOOST_TEST(!unlocked());
    BOOST_TEST(fakeReactor.stopCount == 0);
    fakeReactor.reap();
    fakeReactor.settle();
  };
  const auto result = runner.run(namedCase("module.Class.test"), &fakeReactor);
  BOOST_REQUIRE(fakeReactor.triggers.size() == 1U);
  BOOST_TEST((fakeReactor.triggers[0].first == reactor::Phase::before));
  BOOST_TEST(fakeReactor.triggers[0].second == "shutdown");
  BOOST_TEST(unlocked());
  BOOST_TEST(fakeReactor.stopCount == 1);
  BOOST_TEST(result->wasSuccessful());
}

BOOST_AUTO_TEST_CASE(test_runWaitForProcessesDeferreds) {
  fakeReactor.afterStart = [&] {
    bool down = false;
    fakeReactor.addSystemEventTrigger(reactor::Phase::during, "shutdown", [&] { down = true; });
    fakeReactor.fireSystemEvent("shutdown");
    fakeReactor.settle();
    BOOST_TEST(!down);  // it waits for the processes
    fakeReactor.reap();
    fakeReactor.settle();
    BOOST_TEST(down);
  };
  (void)runner.run(namedCase("module.Class.test"), &fakeReactor);
  BOOST_TEST(unlocked());
  BOOST_TEST(fakeReactor.stopCount == 0);  // somebody else has stopped it
}

BOOST_AUTO_TEST_CASE(test_runUntilFailure) {
  FakeScheduler scheduler;
  int called = 0;
  runner.onRun = [&called] {
    if (++called == 5) return reactor::fail<Response>(std::runtime_error("oops"));
    return reactor::succeed(Response{true});
  };
  fakeReactor.afterStart = [&] {
    for (int i = 0; i < 20; ++i) scheduler.pump();
    fakeReactor.settle();
    fakeReactor.reap();
    fakeReactor.settle();
  };
  const auto result =
      runner.run(namedCase("module.Class.test"), &fakeReactor, scheduler.cooperate, true);
  BOOST_TEST(called == 5);
  BOOST_TEST(!result->wasSuccessful());
  BOOST_TEST(said("PASSED"));
  BOOST_TEST(said("FAIL"));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
