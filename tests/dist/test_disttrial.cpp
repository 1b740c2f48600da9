#include <dist/disttrial.hpp>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include <boost/test/unit_test.hpp>

#include <dist/testing.hpp>
#include <dist/workerpool.hpp>
#include <protocols/testing.hpp>
#include <reactor/error.hpp>
#include <reactor/lockfile.hpp>
#include <reactor/testing.hpp>
#include <trial/detail/workingdirectory.hpp>
#include <trial/reporters.hpp>
#include <trial/suite.hpp>
#include <trial/textreporter.hpp>
#include <trial/wrappers.hpp>

#include "support.hpp"

namespace {

using boost::unit_test::label;
using dist::DistTrialRunner;
using dist::DistTrialRunnerOptions;
using dist::testing::FakeWorker;
using dist::testing::namedCase;
using dist::testing::namedCases;
using reactor::Failure;
using support::failureOf;
using support::outcomeOf;
using support::Texts;

/// Notes the events of a run.
class NotingListener final : public trial::IRunListener {
 public:
  void runBegan(const std::vector<trial::TestPtr>& cases) override {
    events.emplace_back("run of");
    for (const auto& test : cases) events.back() += " " + test->id();
  }
  void caseBegan(const trial::TestPtr& test, std::optional<int> worker) override {
    events.push_back("began " + test->id() + (worker ? " in " + std::to_string(*worker) : ""));
  }
  void caseOver(const trial::CaseReport& report) override {
    events.push_back("over " + report.test->id() + (report.successful() ? "" : ": error"));
  }
  void workerLost(int worker, const std::string&) override {
    events.push_back("lost " + std::to_string(worker));
  }
  void workerReplaced(int worker) override {
    events.push_back("replaced " + std::to_string(worker));
  }
  void runOver() override { events.emplace_back("run over"); }

  Texts events;
};

/// A runner with fake processes, whose reporter writes down what it is told.
struct RunnerFixture {
  support::TemporaryFolder folder;
  reactor::MemoryReactor reactor;
  dist::testing::FakeWorkers fakes{reactor};
  std::ostringstream stream;
  std::vector<std::shared_ptr<dist::testing::RecordingReporter>> reporters;
  std::function<void(const std::string&)> onEvent;
  int workers = 2;
  std::filesystem::path temporary = folder.path / "_trial_temp";
  std::unique_ptr<DistTrialRunner> current;

  DistTrialRunnerOptions options() {
    DistTrialRunnerOptions with;
    with.reporterFactory = [this](std::ostream&, const std::string&, bool) {
      reporters.push_back(std::make_shared<dist::testing::RecordingReporter>());
      reporters.back()->onEvent = onEvent;
      return reporters.back();
    };
    with.workerNumber = workers;
    with.workerArguments.emplace();
    with.stream = &stream;
    with.workingDirectory = temporary;
    return with;
  }
  DistTrialRunner& runner() {
    if (current == nullptr) {
      current = std::make_unique<DistTrialRunner>(options());
      current->workerExecutable = "/somewhere/trial-dist";
    }
    return *current;
  }
  [[nodiscard]] dist::testing::RecordingReporter& reporter() { return *reporters.at(0); }
  std::shared_ptr<dist::DistReporter> run(std::vector<trial::TestPtr> tests,
                                          bool untilFailure = false) {
    return runner().run(std::make_shared<trial::TestSuite>(std::move(tests)), &reactor, {},
                        untilFailure);
  }
  [[nodiscard]] bool locked() const { return reactor::isLocked(folder.path / "_trial_temp.lock"); }
  [[nodiscard]] std::size_t alive() const { return reactor.getProcesses().size(); }
  /// Ends a worker that lives, with exit status 1. False if none does.
  bool endOne() {
    for (const auto& worker : fakes.workers) {
      if (worker->process->isOver()) continue;
      worker->process->end(1);
      return true;
    }
    return false;
  }
};

/// The arguments that a factory was called with.
struct Made {
  std::ostream* stream = nullptr;
  std::string tbformat;
  bool realtime = false;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(DistTrialRunnerTests, RunnerFixture)

BOOST_AUTO_TEST_CASE(the_documented_arguments_have_their_defaults, *label("DR-01")) {
  Made with;
  const auto factory = [&with](std::ostream& out, const std::string& tbformat, bool realtime) {
    with = {&out, tbformat, realtime};
    return std::make_shared<dist::testing::RecordingReporter>();
  };
  DistTrialRunner plain(factory, 4, {});
  BOOST_TEST(plain._workerNumber == 4);
  BOOST_TEST(plain._stream == &std::cout);
  BOOST_TEST(static_cast<bool>(plain._reporterFactory));
  (void)plain._makeResult();
  BOOST_TEST(with.stream == &std::cout);
  BOOST_TEST(with.tbformat == "default");
  BOOST_TEST(!with.realtime);
  DistTrialRunner full(factory, 3, {"--force-gc"}, &stream, "verbose", true, true, "log", "folder");
  const auto result = full._makeResult();
  BOOST_TEST(full._stream == &stream);
  BOOST_TEST(with.stream == &stream);
  BOOST_TEST(with.tbformat == "verbose");
  BOOST_TEST(with.realtime);
  BOOST_TEST(!std::filesystem::exists("folder"));
}

BOOST_AUTO_TEST_CASE(the_arguments_can_be_given_by_name, *label("DR-01")) {
  auto with = options();
  with.tracebackFormat = "brief";
  with.realTimeErrors = true;
  Made made;
  with.reporterFactory = [&made](std::ostream& out, const std::string& tbformat, bool realtime) {
    made = {&out, tbformat, realtime};
    return std::make_shared<dist::testing::RecordingReporter>();
  };
  DistTrialRunner runner(with);
  (void)runner._makeResult();
  BOOST_TEST(made.stream == &stream);
  BOOST_TEST(made.tbformat == "brief");
  BOOST_TEST(made.realtime);
}

BOOST_AUTO_TEST_CASE(a_runner_is_made_from_the_settings_of_a_run, *label("DR-01")) {
  trial::RunSettings settings;
  settings.reporterFactories = {options().reporterFactory};
  settings.jobs = 3;
  settings.workerArguments.emplace();
  settings.stream = &stream;
  settings.mode = trial::RunSettings::Mode::debug;
  DistTrialRunner runner(settings);
  BOOST_TEST(runner._workerNumber == 3);
  BOOST_TEST(runner._stream == &stream);
  const auto result = runner._makeResult();
  BOOST_TEST(result->original == reporters.at(0), "a debugger is for a run in one process");
}

BOOST_AUTO_TEST_CASE(what_is_required_is_named_when_it_is_missing, *label("DR-01")) {
  const auto complains = [](DistTrialRunnerOptions with, const std::string& of) {
    BOOST_CHECK_EXCEPTION(
        DistTrialRunner{std::move(with)}, std::invalid_argument,
        [&](const auto& error) { return std::string(error.what()).find(of) != std::string::npos; });
  };
  auto with = options();
  with.reporterFactory = {};
  complains(with, "reporterFactory");
  with = options();
  with.workerNumber.reset();
  complains(with, "workerNumber");
  with = options();
  with.workerNumber = 0;
  complains(with, "at least 1, not 0");
  with = options();
  with.workerArguments.reset();
  complains(with, "workerArguments");
}

BOOST_AUTO_TEST_CASE(a_result_is_a_new_reporter_in_a_dist_reporter, *label("DR-04")) {
  const auto first = runner()._makeResult();
  const auto second = runner()._makeResult();
  BOOST_TEST(first->original == reporters.at(0));
  BOOST_TEST(second->original == reporters.at(1));
  auto with = options();
  with.uncleanWarnings = true;
  DistTrialRunner wrapping(with);
  const auto wrapped = wrapping._makeResult();
  BOOST_TEST(wrapped->original != reporters.at(2));
  BOOST_TEST(dynamic_cast<trial::UncleanWarningsReporterWrapper*>(wrapped->original.get()) !=
             nullptr);
  const auto test = namedCase("t.a");
  wrapped->startTest(test);
  wrapped->stopTest(test);
  BOOST_TEST(reporters.at(2)->events.size() == 2U);
}

BOOST_AUTO_TEST_CASE(the_reporter_hears_warnings, *label("DR-04") * label("FIX-28")) {
  auto with = options();
  trial::LogPublisher* passed = nullptr;
  with.reporterFactory = [&](std::ostream&, const std::string&, bool,
                             trial::LogPublisher* publisher) -> trial::ReporterPtr {
    passed = publisher;
    return std::make_shared<dist::testing::RecordingReporter>();
  };
  DistTrialRunner runner(with);
  (void)runner._makeResult();
  BOOST_TEST(passed == &trial::theLogPublisher());
}

BOOST_AUTO_TEST_CASE(results_are_written_by_done, *label("DR-05")) {
  dist::testing::RecordingReporter result;
  runner().writeResults(result);
  BOOST_TEST(result.events == (Texts{"done"}));
  BOOST_TEST(stream.str().empty());
}

BOOST_AUTO_TEST_CASE(workers_are_made_with_their_folders_and_no_file, *label("POOL-07")) {
  const std::vector<std::shared_ptr<dist::LocalWorkerAMP>> protocols{
      std::make_shared<dist::LocalWorkerAMP>(), std::make_shared<dist::LocalWorkerAMP>()};
  const auto made = runner().createLocalWorkers(protocols, temporary);
  BOOST_REQUIRE(made.size() == 2U);
  BOOST_TEST(made[0]->amp() == protocols[0]);
  BOOST_TEST(made[1]->amp() == protocols[1]);
  BOOST_TEST(!std::filesystem::exists(temporary));
  reactor.spawnProcess(made[1], "/worker", {"/worker"}, std::nullopt, std::nullopt, std::nullopt,
                       std::nullopt, false, {{0, 'w'}, {1, 'r'}, {2, 'r'}, {3, 'w'}, {4, 'r'}});
  BOOST_TEST(std::filesystem::exists(temporary / "1" / "out.log"));
}

BOOST_AUTO_TEST_CASE(a_process_is_started_for_each_protocol, *label("POOL-07") * label("POOL-08")) {
  struct Call {
    std::shared_ptr<reactor::ProcessProtocol> protocol;
    std::string executable;
    Texts args;
    reactor::Environment env;
    bool others;
    reactor::ChildFDs childFDs;
  };
  std::vector<Call> calls;
  const dist::Spawner spawner =
      [&](std::shared_ptr<reactor::ProcessProtocol> protocol, const std::string& executable,
          std::vector<std::string> args, std::optional<reactor::Environment> env,
          std::optional<std::filesystem::path> path, std::optional<uid_t> uid,
          std::optional<gid_t> gid, bool usePTY, reactor::ChildFDs childFDs,
          reactor::SpawnOptions spawnOptions) -> reactor::ProcessTransportPtr {
    BOOST_TEST(spawnOptions.ownGroup);
    calls.push_back({std::move(protocol), executable, std::move(args), env.value(),
                     path || uid || gid || usePTY, std::move(childFDs)});
    return nullptr;
  };
  const std::vector<std::shared_ptr<reactor::ProcessProtocol>> protocols{
      std::make_shared<reactor::ProcessProtocol>(), std::make_shared<reactor::ProcessProtocol>()};
  setenv("TEST_DIST_MARK", "seen", 1);
  runner().launchWorkerProcesses(spawner, protocols, {"--force-gc", "x"});
  unsetenv("TEST_DIST_MARK");
  BOOST_REQUIRE(calls.size() == 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    BOOST_TEST(calls[i].protocol == protocols[i]);
    BOOST_TEST(calls[i].executable == "/somewhere/trial-dist");
    BOOST_TEST(calls[i].args == (Texts{"/somewhere/trial-dist", "--worker", "--force-gc", "x"}));
    BOOST_TEST(calls[i].env.at("TEST_DIST_MARK") == "seen");
    BOOST_TEST(calls[i].env.contains("TRIAL_PATH"));
    BOOST_TEST(calls[i].env.at("TRIAL_WORKER") == std::to_string(i));
    BOOST_TEST(calls[i].env.at("TRIAL_WORKERS") == "2");
    BOOST_TEST(!calls[i].others);
    const reactor::ChildFDs expected{{0, 'w'}, {1, 'r'}, {2, 'r'}, {3, 'w'}, {4, 'r'}};
    BOOST_TEST((calls[i].childFDs == expected));
  }
}

BOOST_AUTO_TEST_CASE(a_worker_that_takes_the_place_of_another_has_its_number, *label("PROG-06")) {
  std::string number;
  const dist::Spawner spawner = [&](const std::shared_ptr<reactor::ProcessProtocol>&,
                                    const std::string&, const std::vector<std::string>&,
                                    const std::optional<reactor::Environment>& env) {
    number = env.value().at("TRIAL_WORKER");
  };
  const auto amp = std::make_shared<dist::LocalWorkerAMP>();
  const auto made = runner().createLocalWorkers(
      std::vector{std::make_shared<dist::LocalWorkerAMP>(), amp}, folder.path);
  runner().launchWorkerProcesses(spawner, std::vector{made.at(1)}, {});
  BOOST_TEST(number == "1");
}

BOOST_AUTO_TEST_CASE(the_number_of_tests_is_said_first, *label("DR-06")) {
  (void)run({namedCase("t.a"), std::make_shared<trial::ErrorHolder>(
                                   "broken", Failure(std::runtime_error("cannot be loaded")))});
  BOOST_TEST(stream.str() == "Running 1 tests.\n");
}

BOOST_AUTO_TEST_CASE(listeners_are_told_of_the_whole_run_in_order) {
  workers = 1;
  const auto listener = std::make_shared<NotingListener>();
  runner().addListener(listener);
  fakes.onRun = [](FakeWorker& worker, std::size_t index) {
    if (worker.worker.asked[index].testCase == "t.b") return worker.process->endBySignal(SIGSEGV);
    worker.worker.addSuccess(index);
    worker.worker.answer(index);
  };
  (void)run({namedCase("t.a"),
             std::make_shared<trial::ErrorHolder>("broken", Failure(std::runtime_error("no such"))),
             namedCase("t.b"), namedCase("t.c")});
  BOOST_TEST(listener->events ==
                 (Texts{"run of t.a broken t.b t.c", "began t.a in 0", "over t.a", "began t.b in 0",
                        "over t.b: error", "lost 0", "replaced 0", "began t.c in 0", "over t.c",
                        "began broken", "over broken: error", "run over"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(listeners_are_told_that_a_failed_run_is_over) {
  const auto listener = std::make_shared<NotingListener>();
  runner().addListener(listener);
  onEvent = [](const std::string& event) {
    if (event == "addSuccess t.a") throw std::runtime_error("disk full");
  };
  BOOST_CHECK_THROW((void)run({namedCase("t.a")}), std::runtime_error);
  BOOST_TEST(listener->events.front() == "run of t.a");
  BOOST_TEST(listener->events.back() == "run over");
}

BOOST_AUTO_TEST_CASE(listeners_are_told_of_a_run_without_tests) {
  const auto listener = std::make_shared<NotingListener>();
  runner().addListener(listener);
  (void)run({std::make_shared<trial::ErrorHolder>("broken", Failure(std::runtime_error("no")))});
  BOOST_TEST(listener->events ==
                 (Texts{"run of broken", "began broken", "over broken: error", "run over"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(without_tests_nothing_is_started, *label("DR-07") * label("FIX-09")) {
  for (const bool untilFailure : {false, true}) {
    const auto result = run({}, untilFailure);
    BOOST_TEST(result->original == reporters.back());
    BOOST_TEST(reporters.back()->events == (Texts{"done"}));
  }
  BOOST_TEST(stream.str() == "Running 0 tests.\nRunning 0 tests.\n");
  BOOST_TEST(reactor.spawned().empty());
  BOOST_TEST(!std::filesystem::exists(temporary));
}

BOOST_AUTO_TEST_CASE(a_suite_with_only_an_error_reports_it, *label("DR-09")) {
  auto with = options();
  with.reporterFactory = trial::reporterFactory<trial::Reporter>();
  DistTrialRunner runner(with);
  const auto result = runner.run(
      std::make_shared<trial::TestSuite>(std::vector<trial::TestPtr>{
          std::make_shared<trial::ErrorHolder>("broken", Failure(std::runtime_error("no such")))}),
      &reactor);
  for (const char* part : {"Running 0 test", "no such", "broken", "errors=1", "FAILED"}) {
    BOOST_TEST(stream.str().find(part) != std::string::npos, part << " in " << stream.str());
  }
  BOOST_TEST(!result->wasSuccessful());
  BOOST_TEST(reactor.spawned().empty());
}

BOOST_AUTO_TEST_CASE(no_more_workers_than_tests_are_started, *label("DR-10")) {
  workers = 9;
  const auto result = run(namedCases("t.", 2));
  BOOST_TEST(fakes.workers.size() == 2U);
  BOOST_TEST(result->wasSuccessful());
}

BOOST_AUTO_TEST_CASE(no_more_workers_than_asked_for_are_started, *label("DR-10")) {
  (void)run(namedCases("t.", 20));
  BOOST_TEST(fakes.workers.size() == 2U);
  BOOST_TEST(reporter().successes == 20);
}

BOOST_AUTO_TEST_CASE(a_run_goes_through_its_steps_in_order, *label("DR-11") * label("DR-22")) {
  Texts steps;
  onEvent = [&](const std::string& event) {
    if (event == "done") steps.push_back("done, " + std::to_string(alive()) + " alive");
  };
  auto with = options();
  const auto factory = with.reporterFactory;
  with.reporterFactory = [&, factory](std::ostream& out, const std::string& tb, bool realtime) {
    steps.push_back("result, said: " + stream.str());
    return factory(out, tb, realtime);
  };
  current = std::make_unique<DistTrialRunner>(with);
  current->workerExecutable = "/worker";
  reactor.onSpawn([&](reactor::FakeProcess& process) {
    steps.push_back("spawn, locked: " + std::to_string(locked()) + ", said: " + stream.str());
    fakes.workers.push_back(std::make_unique<FakeWorker>(fakes, process));
  });
  fakes.onRun = [&](FakeWorker& worker, std::size_t index) {
    steps.push_back("run " + worker.worker.asked[index].testCase);
    worker.worker.pass(index);
  };
  const auto result = run(namedCases("t.", 1));
  BOOST_TEST(steps == (Texts{"result, said: ", "spawn, locked: 1, said: Running 1 tests.\n",
                             "run t.0", "done, 0 alive"}));
  BOOST_TEST(alive() == 0U);
  BOOST_TEST(!locked());
  BOOST_TEST(!reactor.running());
  BOOST_TEST(result->original == reporters.at(0));
}

BOOST_AUTO_TEST_CASE(free_workers_take_the_next_test_of_one_list, *label("DR-12")) {
  std::vector<std::string> slow;
  fakes.onRun = [&](FakeWorker& worker, std::size_t index) {
    const auto& name = worker.worker.asked[index].testCase;
    if (name == "t.0") return;  // runs as long as there is anything else to do
    worker.worker.addSuccess(index);
    worker.worker.answer(index);
  };
  fakes.onIdle = [&] {
    auto& first = fakes.workers.at(0)->worker;
    if (first.asked.empty() || first.asked[0].answer.called()) return false;
    slow = fakes.begun;
    first.addSuccess(0);
    first.answer(0);
    return true;
  };
  (void)run(namedCases("t.", 12));
  BOOST_TEST(reporter().successes == 12);
  BOOST_TEST(slow.size() == 12U);  // the others did not wait for it
  BOOST_TEST(reporter().events.back() == "done");
  BOOST_TEST(reporter().events.at(reporter().events.size() - 2) == "stopTest t.0");
}

BOOST_AUTO_TEST_CASE(a_worker_is_driven_by_the_given_cooperate, *label("DR-13")) {
  const auto amp = std::make_shared<dist::LocalWorkerAMP>();
  dist::testing::ScriptedWorker scripted;
  protocols::testing::ConnectedPair pair(*amp, scripted);
  dist::SharedTestQueue queue(namedCases("t.", 2));
  const auto result = runner()._makeResult();
  reactor::WorkIterator iterator;
  reactor::Cooperator never([] { return [] { return true; }; },
                            [](std::function<void()>) { return nullptr; });
  const auto driving = runner()._driveWorker(amp, result, queue, [&](reactor::WorkIterator given) {
    iterator = given;
    return never.cooperate(std::move(given));
  });
  std::optional<reactor::Result<void>> end;
  driving.addBoth([&](reactor::Result<void> r) { end = std::move(r); });
  pair.flush();
  BOOST_TEST(scripted.asked.empty());
  BOOST_TEST(!end.has_value());
  // Each item gives one case, or is what to wait for; the last is none.
  for (std::size_t index = 0; index < 2; ++index) {
    const auto given = iterator();
    BOOST_REQUIRE(given.has_value());
    BOOST_TEST(!static_cast<bool>(*given));
    const auto waiting = iterator();
    BOOST_REQUIRE(waiting.has_value());
    BOOST_REQUIRE(static_cast<bool>(*waiting));
    pair.flush();
    BOOST_TEST(scripted.asked.size() == index + 1);
    BOOST_TEST(!waiting->called());
    scripted.pass(index);
    pair.flush();
    BOOST_TEST(waiting->called());
  }
  BOOST_TEST(scripted.names() == (Texts{"t.0", "t.1"}));
  BOOST_TEST(!iterator().has_value());
  iterator = nullptr;
}

BOOST_AUTO_TEST_CASE(a_drive_ends_when_the_list_is_empty, *label("DR-13")) {
  const auto amp = std::make_shared<dist::LocalWorkerAMP>();
  dist::SharedTestQueue queue({});
  const auto result = runner()._makeResult();
  reactor::Cooperator cooperator(reactor::Cooperator::timerFactory(1),
                                 reactor::Cooperator::schedulerOn(reactor));
  const auto driving = runner()._driveWorker(amp, result, queue, [&](reactor::WorkIterator given) {
    return cooperator.cooperate(std::move(given));
  });
  BOOST_TEST(!driving.called());
  reactor.advance(1);
  BOOST_TEST(outcomeOf(driving)->index() == 0U);
}

BOOST_AUTO_TEST_CASE(a_worker_that_dies_costs_its_case_and_is_replaced,
                     *label("FIX-01") * label("DR-29")) {
  fakes.onRun = [](FakeWorker& worker, std::size_t index) {
    if (worker.worker.asked[index].testCase == "t.3") return worker.process->endBySignal(SIGSEGV);
    worker.worker.addSuccess(index);
    worker.worker.answer(index);
  };
  const auto result = run(namedCases("t.", 40));
  BOOST_TEST(reporter().successes == 39);
  BOOST_REQUIRE(reporter().errors.size() == 1U);
  BOOST_TEST(reporter().errors[0].first->id() == "t.3");
  const auto text = reporter().errors[0].second.getErrorMessage();
  BOOST_TEST(text.find("was lost while running t.3") != std::string::npos);
  BOOST_TEST(text.find("signal 11") != std::string::npos);
  BOOST_TEST(fakes.workers.size() == 3U);
  BOOST_TEST(fakes.begun.size() == 40U);  // nothing ran twice
  BOOST_TEST(!std::filesystem::exists(temporary / "2"));
  BOOST_TEST(!result->wasSuccessful());
  BOOST_TEST(!locked());
}

BOOST_AUTO_TEST_CASE(a_worker_that_dies_with_the_last_case_is_not_replaced) {
  workers = 1;
  fakes.onRun = [](FakeWorker& worker, std::size_t index) {
    if (worker.worker.asked[index].testCase == "t.1") return worker.process->end(0);
    worker.worker.addSuccess(index);
    worker.worker.answer(index);
  };
  (void)run(namedCases("t.", 2));
  BOOST_TEST(reporter().successes == 1);
  BOOST_TEST(reporter().errors.size() == 1U);
  BOOST_TEST(fakes.workers.size() == 1U);
  BOOST_TEST(alive() == 0U);
}

BOOST_AUTO_TEST_CASE(a_worker_that_dies_while_exiting_is_an_error_of_the_run, *label("FIX-31")) {
  fakes.obedient = false;
  fakes.onIdle = [&] {
    for (const auto& worker : fakes.workers) {
      if (worker->process->isOver() || !worker->process->isClosed(3)) continue;
      worker->process->endBySignal(SIGABRT);
      return true;
    }
    return false;
  };
  const auto result = run(namedCases("t.", 4));
  BOOST_TEST(!result->wasSuccessful());
  BOOST_TEST(reporter().successes == 4);
  BOOST_REQUIRE(!reporter().errors.empty());
  BOOST_TEST(reporter().errors[0].first->id() == "<runner>");
  const auto text = reporter().errors[0].second.getErrorMessage();
  BOOST_TEST(text.starts_with("worker 0 (pid "), text);
  BOOST_TEST(text.find(") did not end well after its last case: ") != std::string::npos, text);
  BOOST_TEST(support::contents(temporary / "test.log").find("joining disttrial worker #0 failed") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_stream_that_is_its_reporters_own_has_no_lines_of_the_runner,
                     *label("FIX-14")) {
  const auto owning = [this] {
    runner()._reporterFactory = {[factory = options().reporterFactory](
                                     std::ostream& out, const std::string& tbformat,
                                     bool realtime) { return factory(out, tbformat, realtime); },
                                 true};
  };
  owning();
  (void)run({});
  int passes = 0;
  fakes.onRun = [&passes](FakeWorker& worker, std::size_t index) {
    if (++passes == 2) {
      worker.worker.addError(index, "not so");
    } else {
      worker.worker.addSuccess(index);
    }
    worker.worker.answer(index);
  };
  (void)run({namedCase("t.a")}, true);
  BOOST_TEST(passes == 2);
  BOOST_TEST(stream.str().empty(), stream.str());
}

BOOST_AUTO_TEST_CASE(cases_not_run_are_named_beside_a_protocol, *label("FIX-14")) {
  runner()._reporterFactory = {[](std::ostream&, const std::string&, bool) {
                                 return std::make_shared<dist::testing::RecordingReporter>();
                               },
                               true};
  fakes.onIdle = [&] { return endOne(); };
  fakes.onRun = [](FakeWorker&, std::size_t) {};
  reactor.onIdle(fakes.onIdle);
  std::ostringstream errors;
  auto* before = std::cerr.rdbuf(errors.rdbuf());
  BOOST_CHECK_THROW((void)run(namedCases("t.", 4)), dist::WorkerUnusable);
  std::cerr.rdbuf(before);
  BOOST_TEST(stream.str().empty(), stream.str());
  BOOST_TEST(errors.str().find("Not run, because the run ended early: 4 tests\n  t.") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(workers_that_cannot_work_end_the_run_with_the_reason, *label("FIX-08")) {
  fakes.onIdle = [&] { return endOne(); };
  fakes.onRun = [](FakeWorker&, std::size_t) {};
  reactor.onIdle(fakes.onIdle);  // they end before they read anything
  BOOST_CHECK_THROW((void)run(namedCases("t.", 4)), dist::WorkerUnusable);
  BOOST_TEST(reporter().events == (Texts{"done"}));
  BOOST_TEST(stream.str().find("Not run, because the run ended early: 4 tests\n  t.") !=
             std::string::npos);
  BOOST_TEST(alive() == 0U);
  BOOST_TEST(!locked());
}

BOOST_AUTO_TEST_CASE(a_second_worker_that_cannot_be_started_ends_the_first, *label("POOL-10")) {
  reactor.onSpawn([this](reactor::FakeProcess& process) {
    if (!fakes.workers.empty()) throw std::runtime_error("no more processes");
    fakes.workers.push_back(std::make_unique<FakeWorker>(fakes, process));
  });
  BOOST_CHECK_EXCEPTION((void)run(namedCases("t.", 4)), std::runtime_error, [](const auto& error) {
    return std::string(error.what()) == "no more processes";
  });
  BOOST_TEST(fakes.workers.at(0)->process->signals().front() == SIGKILL);
  BOOST_TEST(alive() == 0U);
  BOOST_TEST(!locked());
  BOOST_TEST(!reactor.running());
}

BOOST_AUTO_TEST_CASE(a_worker_whose_folder_cannot_be_made_ends_the_run, *label("POOL-10")) {
  reactor.onSpawn([this](reactor::FakeProcess& process) {
    if (!fakes.workers.empty()) std::ofstream(temporary / "1") << "a file is in the way";
    fakes.workers.push_back(std::make_unique<FakeWorker>(fakes, process));
  });
  BOOST_CHECK_THROW((void)run(namedCases("t.", 4)), std::system_error);
  BOOST_TEST(alive() == 0U);
  BOOST_TEST(!locked());
}

BOOST_AUTO_TEST_CASE(a_busy_folder_gets_a_number, *label("POOL-03")) {
  reactor::FilesystemLock lock(folder.path / "_trial_temp.lock");
  BOOST_REQUIRE(lock.lock());
  (void)run(namedCases("t.", 1));
  lock.unlock();
  BOOST_TEST(std::filesystem::exists(folder.path / "_trial_temp-1" / "0" / "out.log"));
}

BOOST_AUTO_TEST_CASE(a_busy_folder_of_another_name_ends_the_run, *label("FIX-10")) {
  temporary = folder.path / "mine";
  reactor::FilesystemLock lock(folder.path / "mine.lock");
  BOOST_REQUIRE(lock.lock());
  BOOST_CHECK_THROW((void)run(namedCases("t.", 1)), trial::WorkingDirectoryBusy);
  lock.unlock();
  BOOST_TEST(reactor.spawned().empty());
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_no_trial_folder_ends_the_run, *label("FIX-10")) {
  std::filesystem::create_directory(temporary);
  BOOST_CHECK_THROW((void)run(namedCases("t.", 1)), trial::NoTrialMarker);
  BOOST_TEST(!locked());
}

BOOST_AUTO_TEST_CASE(the_log_may_be_anywhere, *label("POOL-04")) {
  auto with = options();
  with.logfile = (folder.path / "logs" / "all.log").string();
  current = std::make_unique<DistTrialRunner>(with);
  current->workerExecutable = "/worker";
  (void)run(namedCases("t.", 1));
  BOOST_TEST(std::filesystem::exists(folder.path / "logs" / "all.log"));
  BOOST_TEST(!std::filesystem::exists(temporary / "test.log"));
}

BOOST_AUTO_TEST_CASE(after_a_pass_results_are_written_and_the_reactor_stopped_once,
                     *label("DR-17") * label("FIX-21")) {
  int stops = 0;
  reactor.addSystemEventTrigger(reactor::Phase::during, "shutdown", [&] {
    ++stops;
    BOOST_TEST(alive() == 0U);
    BOOST_TEST(!locked());
    BOOST_TEST(reporter().events.back() == "done");
  });
  (void)run(namedCases("t.", 4));
  BOOST_TEST(stops == 1);
  BOOST_TEST(std::count(reporter().events.begin(), reporter().events.end(), "done") == 1);
}

BOOST_AUTO_TEST_CASE(a_reactor_stopped_from_outside_waits_for_the_run,
                     *label("DR-18") * label("FIX-07")) {
  workers = 1;
  fakes.onRun = [&](FakeWorker& worker, std::size_t index) {
    if (worker.worker.asked[index].testCase == "t.2") return reactor.receiveSignal(SIGINT);
    worker.worker.addSuccess(index);
    worker.worker.answer(index);
  };
  fakes.onIdle = [&] {  // the running case ends within the grace
    auto& worker = fakes.workers.at(0)->worker;
    for (std::size_t i = 0; i < worker.asked.size(); ++i) {
      if (worker.asked[i].testCase != "t.2" || worker.asked[i].answer.called()) continue;
      worker.addSuccess(i);
      worker.answer(i);
      return true;
    }
    return false;
  };
  (void)run(namedCases("t.", 20));
  BOOST_TEST(runner().interrupted());
  BOOST_TEST(reporter().successes == 3);
  BOOST_TEST(fakes.begun.size() == 3U);  // no further test started
  BOOST_TEST(reporter().events.back() == "done");
  BOOST_TEST(stream.str().find("Not run, because the run ended early: 17 tests\n  t.3\n") !=
             std::string::npos);
  BOOST_TEST(alive() == 0U);
  BOOST_TEST(!locked());
}

BOOST_AUTO_TEST_CASE(results_after_an_interrupt_are_those_of_the_case_that_ran, *label("FIX-12")) {
  workers = 1;
  fakes.onRun = [&](FakeWorker& worker, std::size_t index) {
    if (worker.worker.asked[index].testCase == "t.1") return runner().interrupt();
    worker.worker.addSuccess(index);
    worker.worker.answer(index);
  };
  fakes.onIdle = [&] {  // the old case ends while the next ones wait in its worker
    auto& worker = fakes.workers.at(0)->worker;
    if (worker.asked.size() < 2 || worker.asked[1].answer.called()) return false;
    worker.addError(1, "of t.1");
    worker.answer(1);
    return true;
  };
  (void)run(namedCases("t.", 4));
  BOOST_TEST(
      reporter().events == (Texts{"startTest t.0", "addSuccess t.0", "stopTest t.0",
                                  "startTest t.1", "addError t.1: of t.1", "stopTest t.1", "done"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_case_that_runs_on_after_an_interrupt_is_cut_off, *label("FIX-07")) {
  fakes.onRun = [&](FakeWorker& worker, std::size_t index) {
    if (worker.worker.asked[index].testCase == "t.0") return;  // for ever
    worker.worker.addSuccess(index);
    worker.worker.answer(index);
    if (worker.worker.asked[index].testCase == "t.5") {
      runner().interrupt();
      runner().interrupt();
    }
  };
  const auto before = reactor.seconds();
  (void)run(namedCases("t.", 20));
  BOOST_TEST(reactor.seconds() - before < 11);
  BOOST_REQUIRE(reporter().errors.size() == 1U);
  BOOST_TEST(reporter().errors[0].first->id() == "t.0");
  BOOST_TEST(reporter().errors[0].second.getErrorMessage() == "interrupted");
  BOOST_TEST(!reporter().wasSuccessful());
  BOOST_REQUIRE(reporter().earlyEnd().has_value());
  BOOST_TEST(reporter().earlyEnd()->interrupted);
  BOOST_TEST(alive() == 0U);
  BOOST_TEST(!locked());
}

BOOST_AUTO_TEST_CASE(a_run_can_be_ended_at_once, *label("FIX-07")) {
  fakes.onRun = [&](FakeWorker& worker, std::size_t index) {
    if (worker.worker.asked[index].testCase == "t.0") return;  // for ever
    worker.worker.addSuccess(index);
    worker.worker.answer(index);
    if (worker.worker.asked[index].testCase == "t.5") runner().endNow();
  };
  const auto before = reactor.seconds();
  (void)run(namedCases("t.", 20));
  BOOST_TEST(reactor.seconds() - before < 1);
  BOOST_TEST(runner().interrupted());
  BOOST_REQUIRE(reporter().errors.size() == 1U);
  BOOST_TEST(reporter().errors[0].first->id() == "t.0");
  BOOST_TEST(reporter().errors[0].second.getErrorMessage() == "interrupted");
  BOOST_TEST(reporter().earlyEnd()->notRun + 1 + static_cast<std::size_t>(reporter().successes) ==
             20U);
  BOOST_TEST(alive() == 0U);
  BOOST_TEST(!locked());
}

BOOST_AUTO_TEST_CASE(a_case_that_crashes_in_the_grace_has_its_own_error, *label("FIX-07")) {
  workers = 1;
  fakes.onRun = [&](FakeWorker& worker, std::size_t) {
    runner().interrupt();
    worker.process->endBySignal(SIGSEGV);
  };
  (void)run(namedCases("t.", 3));
  BOOST_REQUIRE(reporter().errors.size() == 1U);
  BOOST_TEST(reporter().errors[0].second.getErrorMessage().find("signal 11") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_finished_is_written_while_another_case_runs) {
  /// Counts the writes that reach a device.
  class Buffer final : public std::stringbuf {
   public:
    int flushes = 0;

   private:
    int sync() override { return ++flushes, 0; }
  } buffer;
  std::ostream out(&buffer);
  auto with = options();
  with.stream = &out;
  with.reporterFactory = trial::reporterFactory<trial::TextReporter>();
  current = std::make_unique<DistTrialRunner>(with);
  current->workerExecutable = "/worker";
  int before = -1;
  fakes.onRun = [&](FakeWorker& worker, std::size_t index) {
    if (worker.worker.asked[index].testCase != "t.299") return worker.worker.pass(index);
    worker.worker.begin(index);
    reactor.callLater(60, [&, index] {
      before = buffer.flushes;
      const auto text = buffer.str();
      const auto dots = text.substr(text.find('\n'));  // behind "Running 300 tests."
      BOOST_TEST(std::count(dots.begin(), dots.end(), '.') == 299);
      worker.worker.addSuccess(index);
      worker.worker.answer(index);
    });
  };
  (void)run(namedCases("t.", 300));
  BOOST_TEST(before > 0);
  BOOST_TEST(buffer.flushes < 20, "many quick cases make few writes");
}

BOOST_AUTO_TEST_CASE(an_interrupt_in_a_worker_ends_the_run, *label("FIX-05")) {
  workers = 1;
  fakes.onRun = [&](FakeWorker& worker, std::size_t index) {
    const auto& asked = worker.worker.asked;
    if (asked[index].testCase == "t.1") {
      worker.worker.addError(index, "", "trial.KeyboardInterrupt");
      worker.worker.answer(index);
      for (std::size_t i = asked.size() - 1; i > index; --i) worker.worker.answer(i, false);
      return;
    }
    worker.worker.addSuccess(index);
    worker.worker.answer(index);
  };
  const auto result = run(namedCases("t.", 20), true);
  BOOST_TEST(reporters.size() == 1U);
  BOOST_TEST(reporter().successes == 1);
  BOOST_TEST(!result->wasSuccessful());
  BOOST_TEST(stream.str().find("Not run, because the run ended early: 18 tests\n  t.2\n") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_run_that_stop_has_ended_is_not_successful, *label("FIX-05")) {
  workers = 1;
  fakes.onRun = [&](FakeWorker& worker, std::size_t index) {
    if (index == 1) reporter().stop();
    worker.worker.addSuccess(index);
    worker.worker.answer(index);
  };
  const auto result = run(namedCases("t.", 6));
  BOOST_TEST(!result->wasSuccessful());
  BOOST_REQUIRE(reporter().earlyEnd().has_value());
  BOOST_TEST(!reporter().earlyEnd()->interrupted);
  BOOST_TEST(reporter().earlyEnd()->notRun + static_cast<std::size_t>(reporter().successes) == 6U);
  BOOST_TEST(stream.str().find("Not run, because the run ended early: ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_a_failed_run_has_not_run_is_listed_with_exit_first, *label("DR-26")) {
  auto with = options();
  with.exitFirst = true;
  current = std::make_unique<DistTrialRunner>(with);
  current->workerExecutable = "/worker";
  fakes.onIdle = [&] { return endOne(); };
  reactor.onIdle(fakes.onIdle);
  BOOST_CHECK_THROW((void)run(namedCases("t.", 4)), dist::WorkerUnusable);
  BOOST_TEST(stream.str().find("Not run, because the run ended early: 4 tests\n  t.") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(signals_reach_the_workers_of_a_run_that_failed, *label("FIX-07")) {
  fakes.obedient = false;
  onEvent = [](const std::string& event) {
    if (event == "addSuccess t.0") throw std::domain_error("disk full");
  };
  fakes.onIdle = [&] {
    if (reporters.empty() || reporter().events.back() != "done") return false;
    if (!runner().interrupted()) runner().endNow();
    return true;
  };
  const auto before = reactor.seconds();
  BOOST_CHECK_THROW((void)run(namedCases("t.", 4)), std::domain_error);
  BOOST_TEST(reactor.seconds() - before < 5);  // the grace
  BOOST_TEST(alive() == 0U);
}

BOOST_AUTO_TEST_CASE(workers_are_created_once_and_replaced_one_by_one, *label("POOL-07")) {
  struct Noting final : DistTrialRunner {
    using DistTrialRunner::DistTrialRunner;
    std::vector<std::shared_ptr<dist::LocalWorker>> createLocalWorkers(
        const std::vector<std::shared_ptr<dist::LocalWorkerAMP>>& protocols,
        const std::filesystem::path& directory) override {
      created.push_back(protocols.size());
      return DistTrialRunner::createLocalWorkers(protocols, directory);
    }
    std::vector<std::size_t> created;
  };
  auto noting = std::make_unique<Noting>(options());
  const auto& created = noting->created;
  current = std::move(noting);
  current->workerExecutable = "/worker";
  fakes.onRun = [](FakeWorker& worker, std::size_t index) {
    const auto& name = worker.worker.asked[index].testCase;
    if (name == "t.0" || name == "t.1") return worker.process->endBySignal(SIGSEGV);
    worker.worker.addSuccess(index);
    worker.worker.answer(index);
  };
  (void)run(namedCases("t.", 20));
  BOOST_TEST(reporter().successes == 18);
  BOOST_TEST(fakes.workers.size() > 2U);
  BOOST_TEST(created == std::vector<std::size_t>{2});
}

BOOST_AUTO_TEST_CASE(a_crashed_reactor_makes_the_run_unsuccessful, *label("DR-30")) {
  fakes.onRun = [&](FakeWorker& worker, std::size_t index) {
    if (index == 0) worker.worker.addSuccess(index);
    reactor.crash();
  };
  workers = 1;
  const auto result = run(namedCases("t.", 4));
  BOOST_TEST(!result->wasSuccessful());
  const std::string why = "the reactor was left before the run was over";
  BOOST_TEST(reporter().events == (Texts{"startTest t.0", "addError t.0: " + why, "stopTest t.0",
                                         "startTest <runner>", "addError <runner>: " + why,
                                         "stopTest <runner>", "done"}),
             boost::test_tools::per_element());
  BOOST_TEST(stream.str().find("Not run, because the run ended early: 3 tests\n"
                               "  t.1\n  t.2\n  t.3\n") != std::string::npos,
             stream.str());
  for (const auto& process : reactor.spawned()) BOOST_TEST(process->signals().back() == SIGKILL);
  BOOST_TEST(!locked());
  const auto events = reporter().events;
  for (const auto& process : reactor.spawned()) process->endBySignal(SIGKILL);
  BOOST_TEST(reporter().events == events);  // what comes later is not told
  reactor.fireSystemEvent("shutdown");      // finds nothing of the run
}

BOOST_AUTO_TEST_CASE(a_reactor_whose_run_returns_at_once_gives_the_result, *label("DR-30")) {
  class Counting final : public reactor::MemoryReactor {
   public:
    void run(bool) override {
      ++runs;
      fireSystemEvent("startup");
    }
    int runs = 0;
  };
  Counting counting;
  const auto result =
      runner().run(std::make_shared<trial::TestSuite>(namedCases("t.", 10)), &counting);
  BOOST_TEST(counting.runs == 1);
  BOOST_TEST(counting.spawned().size() == 2U);
  BOOST_TEST(result->original == reporters.at(0));
  BOOST_TEST(!result->wasSuccessful());
  BOOST_TEST(result->testsRun() == 1);  // the holder of the error
  BOOST_TEST(reporter().events.back() == "done");
  BOOST_TEST(stream.str().find("ended early: 10 tests\n  t.0\n") != std::string::npos,
             stream.str());
  BOOST_TEST(!locked());
}

BOOST_AUTO_TEST_CASE(a_reactor_that_is_left_while_workers_end_gives_the_result, *label("DR-30")) {
  fakes.obedient = false;
  fakes.onIdle = [&] {
    if (reporters.empty() || reporter().successes < 2) return false;
    reactor.crash();
    return true;
  };
  const auto result = run(namedCases("t.", 2));
  BOOST_TEST(reporter().successes == 2);
  BOOST_TEST(!result->wasSuccessful());  // whether the workers would have ended well is not known
  BOOST_TEST(stream.str().find("Not run") == std::string::npos);
  BOOST_TEST(!locked());
}

BOOST_AUTO_TEST_CASE(a_reactor_that_runs_is_refused) {
  bool refused = false;
  reactor.callLater(0, [&] {
    try {
      (void)run(namedCases("t.", 1));
    } catch (const reactor::ReactorAlreadyRunning&) {
      refused = true;
    }
    reactor.stop();
  });
  reactor.run();
  BOOST_TEST(refused);
  BOOST_TEST(reporters.empty());
}

BOOST_AUTO_TEST_CASE(run_async_joins_before_it_fires, *label("DR-20")) {
  std::optional<reactor::Result<std::shared_ptr<dist::DistReporter>>> result;
  reactor.callWhenRunning([&] {
    runner()
        .runAsync(std::make_shared<trial::TestSuite>(namedCases("t.", 4)), reactor)
        .addBoth([&](reactor::Result<std::shared_ptr<dist::DistReporter>> r) {
          BOOST_TEST(alive() == 0U);
          BOOST_TEST(!locked());
          result = std::move(r);
          reactor.stop();
        });
  });
  reactor.run();
  BOOST_REQUIRE(result.has_value());
  BOOST_TEST(std::get<0>(*result)->original == reporters.at(0));
}

BOOST_AUTO_TEST_CASE(a_cancelled_run_kills_its_workers) {
  fakes.onRun = [](FakeWorker&, std::size_t) {};
  const auto running =
      runner().runAsync(std::make_shared<trial::TestSuite>(namedCases("t.", 4)), reactor);
  for (int i = 0; i < 100 && fakes.begun.empty(); ++i) reactor.iterate(0.001);
  BOOST_TEST(!fakes.begun.empty());
  BOOST_CHECK_THROW((void)runner().run(namedCase("t.x"), &reactor), std::logic_error);
  running.cancel();
  BOOST_TEST(failureOf(running)->is<reactor::CancelledError>());
  BOOST_TEST(reactor.spawned().at(0)->signals().back() == SIGKILL);
  BOOST_TEST(!locked());
}

BOOST_AUTO_TEST_CASE(what_the_reporter_throws_is_thrown_by_run, *label("DR-21")) {
  onEvent = [](const std::string& event) {
    if (event == "addSuccess t.2") throw std::domain_error("disk full");
  };
  BOOST_CHECK_THROW((void)run(namedCases("t.", 20)), std::domain_error);
  BOOST_TEST(reporter().events.back() == "done");
  BOOST_TEST(std::count(reporter().events.begin(), reporter().events.end(), "done") == 1);
  BOOST_TEST(alive() == 0U);
  BOOST_TEST(!locked());
}

BOOST_AUTO_TEST_CASE(a_summary_that_throws_is_thrown_once, *label("DR-21")) {
  onEvent = [](const std::string& event) {
    if (event == "done") throw std::domain_error("disk full");
  };
  BOOST_CHECK_THROW((void)run(namedCases("t.", 4)), std::domain_error);
  BOOST_TEST(std::count(reporter().events.begin(), reporter().events.end(), "done") == 1);
  BOOST_TEST(alive() == 0U);
  BOOST_TEST(!locked());
}

BOOST_AUTO_TEST_CASE(until_failure_repeats_on_the_same_workers,
                     *label("DR-23") * label("DR-24") * label("DR-25")) {
  fakes.onRun = [&](FakeWorker& worker, std::size_t index) {
    if (reporters.size() == 3 && worker.worker.asked[index].testCase == "t.1") {
      worker.worker.addError(index, "the third time");
    } else {
      worker.worker.addSuccess(index);
    }
    worker.worker.answer(index);
  };
  const auto result = run(namedCases("t.", 4), true);
  BOOST_TEST(reporters.size() == 3U);
  BOOST_TEST(fakes.workers.size() == 2U);
  for (const auto& one : reporters) BOOST_TEST(one->testsRun() == 4);
  BOOST_TEST(reporters[1]->successes == 4);
  BOOST_TEST(reporters[2]->successes == 3);
  BOOST_TEST(result->original == reporters[2]);
  BOOST_TEST(stream.str() == "Running 4 tests.\nTest Pass 1\nTest Pass 2\nTest Pass 3\n");
}

BOOST_AUTO_TEST_CASE(each_pass_has_its_header_and_its_counts, *label("FIX-20")) {
  auto with = options();
  with.reporterFactory = trial::reporterFactory<trial::Reporter>();
  current = std::make_unique<DistTrialRunner>(with);
  current->workerExecutable = "/worker";
  int failing = 6;  // the second case of the third pass
  fakes.onRun = [&failing](FakeWorker& worker, std::size_t index) {
    if (--failing == 0) {
      worker.worker.addError(index, "enough");
    } else {
      worker.worker.addSuccess(index);
    }
    worker.worker.answer(index);
  };
  (void)run(namedCases("t.", 2), true);
  const auto text = stream.str();
  std::size_t at = 0;
  for (const char* part :
       {"Running 2 tests.\n", "Test Pass 1\n", "Ran 2 tests in ", "PASSED (successes=2)\n",
        "Test Pass 2\n", "Ran 2 tests in ", "PASSED (successes=2)\n", "Test Pass 3\n", "enough",
        "Ran 2 tests in ", "FAILED (errors=1, successes=1)\n"}) {
    at = text.find(part, at);
    BOOST_REQUIRE_MESSAGE(at != std::string::npos, part << " in " << text);
  }
  BOOST_TEST(text.find("Test Pass 4") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_folder_is_kept_between_the_passes, *label("DR-28")) {
  workers = 1;
  const auto kept = temporary / "kept";
  fakes.onRun = [&](FakeWorker& worker, std::size_t index) {
    if (reporters.size() == 1) std::ofstream(kept) << "of the first pass";
    if (reporters.size() == 2 && std::filesystem::exists(kept)) {
      worker.worker.addError(index, "enough");
    } else {
      worker.worker.addSuccess(index);
    }
    worker.worker.answer(index);
  };
  (void)run(namedCases("t.", 1), true);
  BOOST_TEST(reporters.size() == 2U);
}

BOOST_AUTO_TEST_CASE(the_folder_of_a_run_is_as_documented, *label("POOL-02") * label("DIR-10")) {
  (void)run(namedCases("t.", 4));
  Texts files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(temporary)) {
    if (entry.is_regular_file()) files.push_back(entry.path().lexically_relative(temporary));
  }
  std::sort(files.begin(), files.end());
  BOOST_TEST(files == (Texts{"0/err.log", "0/out.log", "1/err.log", "1/out.log", "_trial_marker",
                             "test.log"}));
}

BOOST_AUTO_TEST_CASE(tests_with_one_id_and_one_test_given_twice_are_all_reported,
                     *label("FIX-11")) {
  const auto twice = namedCase("t.same");
  const auto result = run({twice, namedCase("t.same"), twice, namedCase("t.other")});
  BOOST_TEST(reporter().successes == 4);
  BOOST_TEST(result->wasSuccessful());
  BOOST_TEST(fakes.begun.size() == 4U);
}

BOOST_AUTO_TEST_CASE(what_could_not_be_loaded_is_reported_before_the_cases_or_behind_them) {
  workers = 1;
  const auto broken = [](const char* name) {
    return std::make_shared<trial::ErrorHolder>(name, Failure(std::runtime_error("no such")));
  };
  (void)run(
      {broken("first"), namedCase("t.a"), broken("middle"), namedCase("t.b"), broken("last")});
  BOOST_TEST(
      reporter().events ==
          (Texts{"startTest first", "addError first: no such", "stopTest first", "startTest t.a",
                 "addSuccess t.a", "stopTest t.a", "startTest t.b", "addSuccess t.b",
                 "stopTest t.b", "startTest middle", "addError middle: no such", "stopTest middle",
                 "startTest last", "addError last: no such", "stopTest last", "done"}),
      boost::test_tools::per_element());
  BOOST_TEST(fakes.begun.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_run_that_was_stopped_does_not_come_to_what_could_not_be_loaded) {
  workers = 1;
  fakes.onRun = [](FakeWorker& worker, std::size_t index) {
    worker.worker.addError(index, "", "trial.KeyboardInterrupt");
    worker.worker.answer(index);
  };
  (void)run({namedCase("t.a"), std::make_shared<trial::ErrorHolder>(
                                   "broken", Failure(std::runtime_error("no such")))});
  BOOST_TEST(reporter().errors.size() == 1U);
  BOOST_TEST(stream.str().ends_with("Not run, because the run ended early: 1 tests\n  broken\n"),
             stream.str());
}

BOOST_AUTO_TEST_CASE(nonsense_from_a_worker_costs_one_case, *label("FIX-26")) {
  fakes.onRun = [](FakeWorker& worker, std::size_t index) {
    if (worker.worker.asked[index].testCase == "t.1") {
      return worker.process->childData(4, "a test that prints to descriptor 4");
    }
    worker.worker.addSuccess(index);
    worker.worker.answer(index);
  };
  (void)run(namedCases("t.", 10));
  BOOST_TEST(reporter().successes == 9);
  BOOST_REQUIRE(reporter().errors.size() == 1U);
  const auto text = reporter().errors[0].second.getErrorMessage();
  for (const char* part :
       {"was lost while running t.1: ", "signal 9", "ended it because it sent what is no message"})
    BOOST_TEST(text.find(part) != std::string::npos, part << " in " << text);
  BOOST_TEST(fakes.begun.size() == 10U);
}

BOOST_AUTO_TEST_CASE(a_given_cooperate_is_used) {
  reactor::Cooperator mine(reactor::Cooperator::timerFactory(1),
                           reactor::Cooperator::schedulerOn(reactor));
  int tasks = 0;
  (void)runner().run(std::make_shared<trial::TestSuite>(namedCases("t.", 4)), &reactor,
                     [&](reactor::WorkIterator iterator) {
                       ++tasks;
                       return mine.cooperate(std::move(iterator));
                     });
  BOOST_TEST(tasks == 2);
  BOOST_TEST(reporter().successes == 4);
}

BOOST_AUTO_TEST_SUITE_END()
