// twisted.trial._dist.test.test_disttrial of 24.7. Its workers are in this process: the runner gets
// a pool of its own by `workerPoolFactory`. Its CountingReactor is tested with that of 20.3.0.
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <dist/disttrial.hpp>
#include <dist/testing.hpp>
#include <reactor/coroutine.hpp>
#include <reactor/libevent.hpp>
#include <reactor/lockfile.hpp>
#include <trial/suite.hpp>
#include <trial/treereporter.hpp>
#include <trial/unittest.hpp>
#include <trial/wrappers.hpp>

#include "countingreactor.hpp"
#include "support.hpp"

BOOST_AUTO_TEST_SUITE(test_disttrial_24_7)

namespace {

namespace fs = std::filesystem;
using dist::testing::namedCase;
using dist::testing::namedCases;
using port::CountingReactor;
using port::Outcome;
using reactor::Deferred;
using Response = dist::workercommands::Run::Response;

struct WorkerPoolBroken : std::runtime_error {
  WorkerPoolBroken() : std::runtime_error("the pool is broken") {}
};
struct WorkerBroken : std::runtime_error {
  WorkerBroken() : std::runtime_error("the worker is broken") {}
};
struct BrokenFactory : std::runtime_error {
  BrokenFactory() : std::runtime_error("the factory is broken") {}
};

/// Runs cases in this process. (_LocalWorker)
struct InProcessWorker : dist::IWorker {
  Deferred<Response> run(const trial::TestPtr& test, const trial::ReporterPtr& result) override {
    // A TrialSuite fires "shutdown" in the default reactor, behind the case.
    if (reactor::defaultReactor().running()) {
      test->run(*result);
    } else {
      trial::TrialSuite({test}).run(*result);
    }
    return reactor::succeed(Response{true});
  }
};
/// (_BrokenLocalWorker)
struct BrokenWorker : dist::IWorker {
  Deferred<Response> run(const trial::TestPtr&, const trial::ReporterPtr&) override {
    throw WorkerBroken();
  }
};

/// (StartedLocalWorkerPool)
struct StartedLocalWorkerPool : dist::IStartedWorkerPool {
  Deferred<void> run(dist::WorkerAction action) override {
    for (const auto& worker : std::vector(workers)) {
      auto done = action(worker);
      co_await std::move(done);
    }
  }
  Deferred<void> join() override { return stopped; }
  std::vector<std::shared_ptr<dist::IWorker>> workers;
  Deferred<void> stopped;
};

/// (LocalWorkerPool)
struct LocalWorkerPool : dist::IWorkerPool {
  Deferred<std::shared_ptr<dist::IStartedWorkerPool>> start(reactor::IReactorProcess&) override {
    for (int i = 0; i < numWorkers; ++i) {
      if (broken) {
        started->workers.push_back(std::make_shared<BrokenWorker>());
      } else {
        started->workers.push_back(std::make_shared<InProcessWorker>());
      }
    }
    if (autostop) started->stopped.callback();
    return reactor::succeed(std::shared_ptr<dist::IStartedWorkerPool>(started));
  }
  int numWorkers = 0;
  fs::path workingDirectory;
  std::string logFile;
  port::Texts workerArguments;
  bool autostop = true;
  bool broken = false;
  std::shared_ptr<StartedLocalWorkerPool> started = std::make_shared<StartedLocalWorkerPool>();
};

/// (BrokenWorkerPool)
struct BrokenWorkerPool : dist::IWorkerPool {
  struct Started : dist::IStartedWorkerPool {
    Deferred<void> run(dist::WorkerAction) override {
      return reactor::fail<void>(WorkerPoolBroken());
    }
    Deferred<void> join() override { return reactor::succeed(); }
  };
  Deferred<std::shared_ptr<dist::IStartedWorkerPool>> start(reactor::IReactorProcess&) override {
    return reactor::succeed(std::shared_ptr<dist::IStartedWorkerPool>(std::make_shared<Started>()));
  }
};

int eventuallyFailed = 0;

class SampleTests : public trial::TestCase {
 public:
  void test_foo() {}
  void test_bar() {}
  void test_fail() { fail("I fail"); }
  void test_it() {
    if (++eventuallyFailed == 5) fail("eventually");
  }
};
TRIAL_TESTS(SampleTests, test_foo, test_bar, test_fail, test_it)
TRIAL_MODULE(test_sampled)

trial::TestPtr sample(const std::string& name) {
  return trial::TestLoader().loadCase("test_sampled.SampleTests." + name);
}

struct RunnerFixture {
  port::Folder folder;
  std::ostringstream stream;
  CountingReactor reactor;
  std::shared_ptr<LocalWorkerPool> pool;
  bool autostop = true;
  bool broken = false;
  trial::TestPtr suite = std::make_shared<trial::TrialSuite>(std::vector{sample("test_foo")});

  dist::DistTrialRunnerOptions options() {
    return {.reporterFactory = trial::reporterFactory<trial::TreeReporter>(),
            .workerNumber = 4,
            .workerArguments = {},
            .stream = &stream,
            .workingDirectory = folder.path / "_trial_temp",
            .workerPoolFactory = [this](const dist::WorkerPoolConfig& config) {
              pool = std::make_shared<LocalWorkerPool>();
              pool->numWorkers = config.numWorkers;
              pool->workingDirectory = config.workingDirectory;
              pool->logFile = config.logFile;
              pool->workerArguments = config.workerArguments;
              pool->autostop = autostop;
              pool->broken = broken;
              return pool;
            }};
  }
  /// What the run of this suite gives, which does not need to wait for anything.
  std::shared_ptr<dist::DistReporter> runAsync(dist::DistTrialRunner& runner,
                                               const trial::TestPtr& test,
                                               bool untilFailure = false) {
    return Outcome(runner.runAsync(test, reactor, {}, untilFailure)).success();
  }
  [[nodiscard]] std::size_t count(const std::string& text) const {
    std::size_t found = 0;
    const auto all = stream.str();
    for (auto at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) ++found;
    return found;
  }
  static const trial::TestResult& original(const std::shared_ptr<dist::DistReporter>& result) {
    return dynamic_cast<const trial::TestResult&>(*result->original);
  }
};

/// The pool of processes, whose folder and log the runner sees to.
struct PoolFixture {
  port::Folder folder;
  fs::path workingDirectory = folder.path / "parent" / "_trial_temp";
  std::ostringstream stream;
  CountingReactor reactor;

  dist::DistTrialRunner runner(const std::string& logFile = "out.log") {
    dist::DistTrialRunner made({.reporterFactory = trial::reporterFactory<trial::TreeReporter>(),
                                .workerNumber = 4,
                                .workerArguments = {},
                                .stream = &stream,
                                .logfile = logFile,
                                .workingDirectory = workingDirectory});
    made.workerExecutable = "/bin/true";
    return made;
  }
  dist::WorkerPool pool{
      reactor,
      [this](const std::vector<int>& numbers, const dist::WorkerPool::Made& made) {
        for (const int number : numbers) {
          const auto worker =
              std::make_shared<dist::LocalWorker>(std::make_shared<dist::LocalWorkerAMP>(),
                                                  folder.path / std::to_string(number), "test.log");
          made(number, worker);
          (void)reactor.spawnProcess(worker, "/bin/true", {"true"});
        }
      },
      5};
  ~PoolFixture() { reactor.reap(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(WorkerPoolTests, PoolFixture)

BOOST_AUTO_TEST_CASE(test_createLocalWorkers) {
  std::vector<std::shared_ptr<dist::LocalWorkerAMP>> protocols;
  for (int i = 0; i < 4; ++i) protocols.push_back(std::make_shared<dist::LocalWorkerAMP>());
  BOOST_TEST(runner().createLocalWorkers(protocols, "path").size() == 4U);
}

BOOST_AUTO_TEST_CASE(test_launchWorkerProcesses) {
  std::vector<std::shared_ptr<reactor::ProcessProtocol>> protocols;
  for (int i = 0; i < 4; ++i) protocols.push_back(std::make_shared<reactor::ProcessProtocol>());
  port::Texts arguments;
  std::string path;
  runner().launchWorkerProcesses(
      [&](const auto&, const std::string& executable, port::Texts args,
          const std::optional<reactor::Environment>& env) {
        arguments.push_back(executable);
        arguments.insert(arguments.end(), args.begin(), args.end());
        path = env->at("TRIAL_PATH");
      },
      protocols, {"foo"});
  BOOST_TEST(arguments.size() == 16U);
  BOOST_TEST(arguments[0] == arguments[1]);
  BOOST_TEST(fs::exists(arguments[0]));
  BOOST_TEST(arguments[3] == "foo");
}

BOOST_AUTO_TEST_CASE(test_run) {
  pool.start(4);
  std::vector<std::shared_ptr<dist::IWorker>> workers;
  const Outcome running(pool.run([&](std::shared_ptr<dist::IWorker> worker) {
    workers.push_back(std::move(worker));
    return reactor::succeed();
  }));
  BOOST_TEST(running.succeeded());
  BOOST_TEST(workers.size() == 4U);
}

BOOST_AUTO_TEST_CASE(test_runUsedDirectory) {
  fs::create_directories(workingDirectory.parent_path());
  reactor::FilesystemLock lock(workingDirectory.string() + ".lock");
  BOOST_REQUIRE(lock.lock());
  auto used = runner();
  (void)used.run(std::make_shared<trial::TestSuite>(namedCases("t.", 4)), &reactor);
  BOOST_TEST(reactor.worker(0)._logDirectory == fs::path(workingDirectory.string() + "-1") / "0");
  lock.unlock();
}

BOOST_AUTO_TEST_CASE(test_join) {
  pool.start(4);
  const Outcome joining(pool.join());
  BOOST_TEST(!joining.fired());
  for (std::size_t i = 0; i < reactor.workers.size(); ++i) {
    BOOST_TEST(reactor.transports[i]->closed == std::vector<int>{dist::workerAmpStdin});
    auto& worker = reactor.worker(i);
    worker.childConnectionLost(dist::workerAmpStdin);
    worker.processExited(reactor::Failure(reactor::ProcessDone()));
    worker.processEnded(reactor::Failure(reactor::ProcessDone()));
    BOOST_TEST(worker._testLog == nullptr);
  }
  BOOST_TEST(joining.succeeded());
}

BOOST_AUTO_TEST_CASE(test_logFile) {
  for (const std::string& logFile :
       {std::string("out.log"), std::string("subdir/out.log"), (folder.path / "a.log").string()}) {
    auto logging = runner(logFile);
    CountingReactor counting;
    (void)logging.run(namedCase("t.a"), &counting);
    BOOST_TEST(fs::exists(workingDirectory / logFile), logFile);
    counting.reap();
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(DistTrialRunnerTests, RunnerFixture)

BOOST_AUTO_TEST_CASE(test_writeResults) {
  std::ostringstream stringIO;
  dist::DistReporter result(std::make_shared<trial::Reporter>(stringIO));
  dist::DistTrialRunner(options()).writeResults(result);
  BOOST_TEST(!stringIO.str().empty());
}

BOOST_AUTO_TEST_CASE(test_minimalWorker, *boost::unit_test::label("POOL-01")) {
  BOOST_TEST(!std::is_copy_assignable_v<dist::WorkerPoolConfig>);
  auto with = options();
  with.workerNumber = 7;
  with.workerArguments = {"--force-gc"};
  dist::DistTrialRunner runner(with);
  (void)runAsync(runner, std::make_shared<trial::TestSuite>(namedCases("t.", 3)));
  BOOST_TEST(pool->started->workers.size() == 3U);
  BOOST_TEST(pool->workingDirectory == with.workingDirectory);
  BOOST_TEST(pool->logFile == "test.log");
  BOOST_TEST(pool->workerArguments == port::Texts{"--force-gc"});
}

BOOST_AUTO_TEST_CASE(test_runUncleanWarnings) {
  auto with = options();
  with.uncleanWarnings = true;
  dist::DistTrialRunner runner(with);
  const auto result = runAsync(runner, suite);
  BOOST_TEST(dynamic_cast<trial::UncleanWarningsReporterWrapper*>(result->original.get()) !=
             nullptr);
}

BOOST_AUTO_TEST_CASE(test_runWithoutTest) {
  dist::DistTrialRunner runner(options());
  BOOST_TEST(runAsync(runner, std::make_shared<trial::TrialSuite>()) != nullptr);
  BOOST_TEST(count("Running 0 test") == 1U);
  BOOST_TEST(count("PASSED") == 1U);
}

BOOST_AUTO_TEST_CASE(test_runWithoutTestButWithAnError) {
  dist::DistTrialRunner runner(options());
  const reactor::Failure failure(std::runtime_error("foo bar"));
  (void)runAsync(runner, std::make_shared<trial::ErrorHolder>("an error", failure));
  for (const char* part : {"Running 0 test", "foo bar", "an error", "errors=1", "FAILED"}) {
    BOOST_TEST(count(part) >= 1U, part << " in " << stream.str());
  }
}

BOOST_AUTO_TEST_CASE(test_runUnexpectedError, *boost::unit_test::label("DR-16")) {
  auto with = options();
  with.workerPoolFactory = [](const dist::WorkerPoolConfig&) {
    return std::make_shared<BrokenWorkerPool>();
  };
  dist::DistTrialRunner runner(with);
  const auto result = runAsync(runner, suite);
  const auto& errors = original(result).errors;
  BOOST_REQUIRE(errors.size() == 1U);
  BOOST_TEST(errors[0].first->id() == "<runTests>");
  BOOST_TEST(errors[0].second.is<WorkerPoolBroken>());
}

// There run raises CancelledError; here it says what the run came to.
BOOST_AUTO_TEST_CASE(test_runUnexpectedErrorCtrlC) {
  autostop = false;
  reactor.afterStart = [this] { reactor.fireSystemEvent("shutdown"); };
  dist::DistTrialRunner runner(options());
  const auto result = runner.run(suite, &reactor);
  BOOST_TEST(runner.interrupted());
  BOOST_TEST(!result->wasSuccessful());
  BOOST_TEST(count("FAILED") == 1U);
}

BOOST_AUTO_TEST_CASE(test_runUnexpectedWorkerError) {
  broken = true;
  dist::DistTrialRunner runner(options());
  const auto result = runAsync(runner, suite);
  const auto& errors = original(result).errors;
  BOOST_REQUIRE(errors.size() == 1U);
  BOOST_TEST(errors[0].second.is<WorkerBroken>());
}

BOOST_AUTO_TEST_CASE(test_runWaitForProcessesDeferreds) {
  autostop = false;
  dist::DistTrialRunner runner(options());
  const Outcome d(runner.runAsync(suite, reactor));
  BOOST_REQUIRE(pool != nullptr);
  BOOST_TEST(!d.fired());
  pool->started->stopped.callback();
  BOOST_TEST(d.success() != nullptr);
}

BOOST_AUTO_TEST_CASE(test_exitFirst) {
  auto with = options();
  with.exitFirst = true;
  with.workerNumber = 2;
  auto reporter = std::make_shared<trial::TreeReporter>(stream);
  with.reporterFactory = [reporter](std::ostream&, const std::string&, bool) { return reporter; };
  dist::DistTrialRunner runner(with);
  (void)runAsync(runner, std::make_shared<trial::TestSuite>(std::vector{
                             sample("test_foo"), sample("test_fail"), sample("test_bar")}));
  BOOST_TEST(reporter->successes == 1);
  BOOST_TEST(reporter->failures.size() == 1U);
}

BOOST_AUTO_TEST_CASE(test_runUntilFailure) {
  eventuallyFailed = 0;
  dist::DistTrialRunner runner(options());
  const auto result = runAsync(runner, sample("test_it"), true);
  BOOST_TEST(eventuallyFailed == 5);
  BOOST_TEST(!result->wasSuccessful());
  BOOST_TEST(count("PASSED") == 4U);
  BOOST_TEST(count("FAILED") == 1U);
  for (int pass = 1; pass < 6; ++pass) BOOST_TEST(count("Test Pass " + std::to_string(pass)) == 1U);
  BOOST_TEST(count("Ran 1 tests in") == 5U);
}

BOOST_AUTO_TEST_CASE(test_run) {
  dist::DistTrialRunner runner(options());
  const auto result = runner.run(suite, &reactor);
  BOOST_TEST(result->wasSuccessful());
  BOOST_TEST(original(result).successes == 1);
}

// The one test here that runs the default reactor, which can run once.
BOOST_AUTO_TEST_CASE(test_installedReactor) {
  dist::DistTrialRunner runner(options());
  const auto result = runner.run(namedCase("t.a"));
  BOOST_TEST(result->wasSuccessful());
  BOOST_TEST(original(result).successes == 1);
  BOOST_TEST(!reactor::defaultReactor().running());
}

BOOST_AUTO_TEST_CASE(test_runFailure) {
  auto with = options();
  with.workerPoolFactory = [](const dist::WorkerPoolConfig&) -> std::shared_ptr<dist::IWorkerPool> {
    throw BrokenFactory();
  };
  dist::DistTrialRunner runner(with);
  BOOST_CHECK_THROW((void)runner.run(suite, &reactor), BrokenFactory);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
