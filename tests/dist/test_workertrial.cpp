// Workers as processes: the program of this project, started with --worker.
#include <dist/workertrial.hpp>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <sstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include <dist/disttrial.hpp>
#include <dist/testing.hpp>
#include <dist/workerprotocol.hpp>
#include <protocols/testing.hpp>
#include <reactor/error.hpp>
#include <reactor/libevent.hpp>
#include <reactor/protocol.hpp>
#include <trial/loader.hpp>
#include <trial/loading/runfolder.hpp>

#include "support.hpp"

namespace {

namespace fs = std::filesystem;
using boost::unit_test::label;
using dist::testing::namedCase;
using reactor::Failure;
using support::contents;
using support::Texts;

/// Keeps what a worker writes, and stops the reactor at its end.
struct Watching final : reactor::ProcessProtocol {
  explicit Watching(reactor::IReactor& in) : loop(in) {}
  void childDataReceived(int childFD, std::string_view data) override {
    (childFD == 4 ? output : errors) += data;
  }
  void processEnded(Failure why) override {
    reason = why;
    loop.stop();
  }
  reactor::IReactor& loop;
  std::string output;
  std::string errors;
  std::optional<Failure> reason;
};

/// A real reactor, a runner on it, and the modules' folder as the one of the run.
struct RealFixture {
  support::TemporaryFolder folder;
  fs::path runFolderBefore = trial::runFolder();
  reactor::LibeventReactor reactor;
  std::ostringstream stream;
  std::shared_ptr<dist::testing::RecordingReporter> reporter =
      std::make_shared<dist::testing::RecordingReporter>();
  fs::path temporary = folder.path / "_trial_temp";

  RealFixture() { trial::setRunFolder(TRIAL_TEST_MODULES); }
  ~RealFixture() { trial::setRunFolder(runFolderBefore); }

  void run(const trial::TestPtr& suite, int workers) {
    dist::DistTrialRunnerOptions with;
    with.reporterFactory = [this](std::ostream&, const std::string&, bool) { return reporter; };
    with.workerNumber = workers;
    with.workerArguments.emplace();
    with.stream = &stream;
    with.workingDirectory = temporary;
    dist::DistTrialRunner runner(with);
    runner.workerExecutable = TRIAL_DIST_PROGRAM;
    (void)runner.run(suite, &reactor);
  }
  void run(const Texts& names, int workers) {
    std::vector<trial::TestPtr> tests;
    for (const auto& name : names) tests.push_back(namedCase(name));
    run(std::make_shared<trial::TestSuite>(std::move(tests)), workers);
  }
  std::shared_ptr<Watching> spawn(Texts arguments) {
    auto watching = std::make_shared<Watching>(reactor);
    arguments.insert(arguments.begin(), {TRIAL_DIST_PROGRAM, "--worker"});
    reactor.spawnProcess(watching, TRIAL_DIST_PROGRAM, std::move(arguments), std::nullopt,
                         std::nullopt, std::nullopt, std::nullopt, false,
                         {{0, 'w'}, {1, 'r'}, {2, 'r'}, {3, 'w'}, {4, 'r'}});
    return watching;
  }
};

const std::string worker = "test_worker.WorkerTests.";
const std::string inWorker = "test_inworker.InWorkerTests.";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(WorkerTrialTests, RealFixture, *boost::unit_test::timeout(120))

BOOST_AUTO_TEST_CASE(the_end_of_the_input_ends_a_worker, *label("WP-18")) {
  const auto watching = spawn({});
  watching->transport->closeChildFD(3);
  reactor.run(false);
  BOOST_TEST(watching->reason->is<reactor::ProcessDone>());
  BOOST_TEST(watching->errors.empty());
}

BOOST_AUTO_TEST_CASE(an_unknown_argument_is_refused) {
  const auto watching = spawn({"--nonsense"});
  reactor.run(false);
  BOOST_TEST(watching->reason->as<reactor::ProcessTerminated>()->exitCode.value() == 1);
  BOOST_TEST(watching->errors == "trial-dist --worker: option --nonsense not recognized\n");
}

BOOST_AUTO_TEST_CASE(nonsense_from_the_manager_ends_a_worker) {
  const auto watching = spawn({});
  watching->transport->writeToChild(3, "this is no box, is it");
  reactor.run(false);
  BOOST_TEST(watching->reason.has_value());
}

BOOST_AUTO_TEST_CASE(cases_run_in_workers_and_all_come_back, *label("WP-01")) {
  trial::TestLoader loader;
  run(loader.loadByName("test_alpha"), 2);
  BOOST_TEST(reporter->successes == 5);
  BOOST_TEST(reporter->errors.empty());
  BOOST_TEST(fs::exists(temporary / "1" / "out.log"));
}

BOOST_AUTO_TEST_CASE(a_worker_that_dies_costs_the_case_that_it_ran, *label("FIX-01")) {
  const auto ran = folder.path / "ran";
  ::setenv("TRIAL_RAN", ran.c_str(), 1);
  trial::TestLoader loader;
  run(loader.loadByName("test_crash"), 2);
  ::unsetenv("TRIAL_RAN");
  BOOST_TEST(reporter->successes == 38);
  BOOST_REQUIRE(reporter->errors.size() == 2U);
  std::string texts;
  for (const auto& [test, failure] : reporter->errors) texts += failure.getErrorMessage() + "\n";
  BOOST_TEST(texts.find("CrashTests.test_by_signal: ") != std::string::npos, texts);
  BOOST_TEST(texts.find("signal 11") != std::string::npos, texts);
  BOOST_TEST(texts.find("CrashTests.test_exits: ") != std::string::npos, texts);
  const auto lines = contents(ran);
  BOOST_TEST(std::count(lines.begin(), lines.end(), '\n') == 40);  // none twice
}

BOOST_AUTO_TEST_CASE(what_a_case_does_to_descriptors_3_and_4_is_not_noticed, *label("FIX-26")) {
  run(Texts{worker + "test_passes", worker + "test_writes_to_descriptor_4", worker + "test_prints",
            worker + "test_closes_descriptors_3_and_4", worker + "test_logs"},
      1);
  BOOST_TEST(reporter->successes == 5);
  BOOST_TEST(contents(temporary / "0" / "out.log") == "words for out.log\n", "of one worker");
}

BOOST_AUTO_TEST_CASE(standard_input_of_a_case_is_at_its_end, *label("FIX-06")) {
  run(Texts{worker + "test_reads_standard_input"}, 1);
  BOOST_TEST(reporter->successes == 1);
}

BOOST_AUTO_TEST_CASE(every_case_starts_in_the_worker_s_folder, *label("WP-19")) {
  run(Texts{worker + "test_changes_folder", worker + "test_is_in_folder_0"}, 1);
  BOOST_TEST(reporter->successes == 2);
}

BOOST_AUTO_TEST_CASE(output_and_log_go_to_their_files, *label("FIX-21")) {
  run(Texts{worker + "test_prints", worker + "test_logs"}, 1);
  BOOST_TEST(contents(temporary / "0" / "out.log") == "words for out.log\n");
  BOOST_TEST(contents(temporary / "0" / "err.log") == "words for err.log");
  const auto log = contents(temporary / "test.log");
  BOOST_TEST(log.find("words for the log\n") != std::string::npos, log);
  BOOST_TEST(log.find("Log opened.\n") != std::string::npos, log);
}

BOOST_AUTO_TEST_CASE(a_class_that_the_manager_does_not_have_is_shown, *label("FIX-13")) {
  run(Texts{inWorker + "test_throws_a_class_of_its_own"}, 1);
  BOOST_REQUIRE(reporter->errors.size() == 1U);
  const Failure& error = reporter->errors[0].second;
  BOOST_TEST(error.type() == "ledger.Overdrawn");
  BOOST_TEST(error.getErrorMessage() == "by three");
  BOOST_TEST(error.check({"std.domain_error"}).has_value());
  BOOST_REQUIRE(!error.frames().empty());
  const auto traceback = error.getTraceback();
  BOOST_TEST(traceback.find("test_inworker.cpp") != std::string::npos, traceback);
  BOOST_TEST(traceback.find("ledger.Overdrawn: by three") != std::string::npos, traceback);
}

BOOST_AUTO_TEST_CASE(the_log_names_each_case_without_times, *label("WP-14")) {
  run(Texts{worker + "test_logs", worker + "test_passes"}, 1);
  std::istringstream log(contents(temporary / "test.log"));
  Texts lines;
  for (std::string line; std::getline(log, line);) {
    if (line == "Log opened." || line.starts_with("--> ")) lines.push_back(line);
  }
  BOOST_TEST(lines == (Texts{"Log opened.", "--> " + worker + "test_logs <--",
                             "--> " + worker + "test_passes <--"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_module_of_another_folder_is_found, *label("WP-15")) {
  trial::setRunFolder(folder.path);
  trial::TestLoader loader;
  const auto suite = loader.loadByName(TRIAL_TEST_MODULES "/test_alpha.so");
  BOOST_TEST(trial::_iterateTests(suite).at(0)->id().starts_with("test_alpha."));
  run(suite, 2);
  BOOST_TEST(reporter->successes == 5);
  BOOST_TEST(reporter->errors.empty());
}

BOOST_AUTO_TEST_CASE(a_worker_has_the_environment_and_leads_a_group, *label("WP-16")) {
  ::setenv("TEST_DIST_MARK", "seen", 1);
  run(Texts{inWorker + "test_has_the_environment", inWorker + "test_leads_a_process_group",
            worker + "test_reads_standard_input"},
      1);
  ::unsetenv("TEST_DIST_MARK");
  BOOST_TEST(reporter->successes == 3);
}

BOOST_AUTO_TEST_CASE(shutdown_triggers_run_after_every_case, *label("WP-11")) {
  run(Texts{inWorker + "test_runs_to_the_shutdown_1", inWorker + "test_runs_to_the_shutdown_2"}, 1);
  BOOST_TEST(reporter->successes == 2);
}

BOOST_AUTO_TEST_CASE(an_interrupt_in_a_case_ends_the_run, *label("FIX-05")) {
  const std::string interrupt = "test_worker.InterruptTests.";
  run(Texts{interrupt + "test_1_passes", interrupt + "test_2_interrupts",
            interrupt + "test_3_passes", interrupt + "test_4_passes"},
      1);
  BOOST_TEST(reporter->successes == 1);
  BOOST_TEST(reporter->errors.size() == 1U);
  BOOST_TEST(stream.str().find("ended early: 2 tests\n  " + interrupt + "test_3_passes\n") !=
                 std::string::npos,
             stream.str());
}

BOOST_AUTO_TEST_CASE(cases_of_a_program_run_on_both_workers) {
  trial::TestLoader loader;
  run(loader.loadByName(TRIAL_TEST_PROGRAMS "/boost_crash"), 2);
  BOOST_TEST(reporter->successes == 38);
  BOOST_TEST(reporter->errors.size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(WorkerLogObserverTests)

BOOST_AUTO_TEST_CASE(a_text_is_sent_and_nothing_is_not, *label("WP-13")) {
  dist::LocalWorkerAMP manager;
  dist::WorkerProtocol protocol(reactor::defaultReactor());
  protocols::testing::ConnectedPair pair(manager, protocol);
  std::ostringstream log;
  manager.setTestStream(log);
  dist::WorkerLogObserver observer(protocol);
  reactor::log::Event event;
  event.message = "words";
  observer.emit(event);
  observer.emit(reactor::log::Event());
  pair.flush();
  BOOST_TEST(log.str() == "words\n");
  event.warning = reactor::log::Warning{"UserWarning", "a.cpp", 7};
  observer.emit(event);  // of no case
  pair.flush();
  BOOST_TEST(log.str() == "words\na.cpp:7: UserWarning: words\n");
}

BOOST_AUTO_TEST_SUITE_END()
