// Programs are run: real programs where they are the point, a fake one for what programs seldom do.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include <unistd.h>

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <reactor/error.hpp>
#include <reactor/libevent.hpp>
#include <reactor/testing.hpp>
#include <trial/programs/failures.hpp>
#include <trial/programs/listing.hpp>
#include <trial/programs/run/programrun.hpp>

#include "sampleprograms.hpp"
#include "unlistedframework.hpp"

using namespace trial::frameworks;
using reactor::Deferred;
using trial::CaseReport;
using trial::CaseResult;
using Kind = CaseResult::Kind;
using sampleprograms::Loop;
using sampleprograms::sample;

namespace {

/// The result of a case, with the end of its output taken out of the text of its failure.
struct Told {
  CaseResult::Kind kind = CaseResult::Kind::success;
  std::string details;
  std::string out;
  std::string err;
  std::string warning = {};
};

/// Writes down what it hears.
class Listener : public IProgramListener {
 public:
  void caseStarted(const std::string& id) override {
    started.push_back(id);
    order.push_back("started " + id);
  }
  void caseFinished(const std::string& id, CaseReport&& report) override {
    BOOST_TEST(!results.contains(id), id << " is finished twice");
    BOOST_TEST_REQUIRE(report.results.size() == 1U);
    const auto text = detailsOf(report.results.front());
    results[id] = {report.results.front().kind, text.substr(0, text.find("\nIts output:\n")),
                   report.out, report.err,
                   report.warnings.empty() ? std::string() : report.warnings.front().message};
    texts[id] = text;
    order.push_back("finished " + id);
  }
  void programError(const std::string& details) override { programErrors.push_back(details); }
  void output(int fd, std::string_view data) override { (fd == 1 ? out : err) += data; }

  [[nodiscard]] long count(CaseResult::Kind kind) const {
    return std::count_if(results.begin(), results.end(),
                         [=](const auto& entry) { return entry.second.kind == kind; });
  }

  std::vector<std::string> started;
  std::vector<std::string> order;
  std::vector<std::string> programErrors;
  std::map<std::string, Told> results;
  std::map<std::string, std::string> texts;
  std::string out;
  std::string err;
};

const std::string crashesItself =
    ":\nIf the case calls exit(): Boost.Test, 1.74 for instance, crashes itself then, because its "
    "log goes to a file. If it closes descriptor 3: a case behind it may have crashed.";

struct RealProgram : Loop {
  std::vector<std::string> casesOf(const ProgramPtr& program) {
    const auto listed = listProgram(loop, loop, program);
    until(listed);
    std::vector<std::string> ids;
    listed.addCallback([&ids](const Listing& listing) {
      BOOST_TEST(listing.error == "");
      for (const auto& one : listing.cases) {
        if (!one.disabled) ids.push_back(one.id);
      }
    });
    return ids;
  }
  void run(const ProgramPtr& program, std::vector<std::string> cases, CaseLimit limit = {}) {
    ProgramRun programRun(loop, loop, program, std::move(cases), listener, std::move(limit));
    const auto done = programRun.start();
    until(done);
  }
  void runAll(const ProgramPtr& program) { run(program, casesOf(program)); }

  Listener listener;
};

/// A file whose lines programs write, named to them by TRIAL_RAN.
class RanFile {
 public:
  RanFile()
      : path_(std::filesystem::temp_directory_path() / fmt::format("trial-ran-{}", ::getpid())) {
    std::filesystem::remove(path_);
    ::setenv("TRIAL_RAN", path_.c_str(), 1);
  }
  ~RanFile() {
    ::unsetenv("TRIAL_RAN");
    std::filesystem::remove(path_);
  }
  RanFile(const RanFile&) = delete;
  RanFile& operator=(const RanFile&) = delete;
  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> all;
    std::ifstream file(path_);
    for (std::string line; std::getline(file, line);) all.push_back(line);
    return all;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ProgramRunTests, *boost::unit_test::timeout(120))

BOOST_FIXTURE_TEST_CASE(a_crash_and_an_exit_cost_their_cases_and_nothing_else, RealProgram,
                        *boost::unit_test::label("BOOST-08")) {
  const RanFile ran;
  runAll(sample("boost_crash"));
  BOOST_TEST(listener.results.size() == 40U);
  BOOST_TEST(listener.count(Kind::success) == 38);
  BOOST_TEST(listener.count(Kind::error) == 2);
  const std::string alsoAlone = "\nAlone in a process it ends in the same way.";
  BOOST_TEST(listener.results["Crash/by_signal"].details ==
             "boost_crash ended by signal 11 (SIGSEGV) in the middle of the case Crash/by_signal" +
                 crashesItself + alsoAlone);
  BOOST_TEST(listener.results["Crash/by_exit"].details ==
             "boost_crash exited with status 0 in the middle of the case Crash/by_exit:\nIt has "
             "called exit, or has closed descriptor 3 and stderr, on which Boost.Test reports." +
                 alsoAlone);
  const auto lines = ran.lines();
  BOOST_TEST(lines.size() == 42U);
  BOOST_TEST(std::set<std::string>(lines.begin(), lines.end()).size() == 40U);
}

BOOST_FIXTURE_TEST_CASE(a_case_that_dies_behind_others_is_tried_alone, RealProgram,
                        *boost::unit_test::label("PROG-13")) {
  runAll(sample("boost_company"));
  BOOST_TEST(listener.count(Kind::success) == 4);
  const auto behindOthers = [](const std::string& id) {
    return "boost_company ended by signal 11 (SIGSEGV) in the middle of the case " + id +
           crashesItself;
  };
  const auto& passes = listener.results["passes_alone"];
  BOOST_CHECK(passes.kind == Kind::error);
  BOOST_TEST(passes.details == behindOthers("passes_alone") +
                                   "\nIt fails only in company: alone in a process it passes.");
  const auto& fails = listener.results["fails_alone"];
  BOOST_CHECK(fails.kind == Kind::error);
  BOOST_TEST(
      fails.details.starts_with(behindOthers("fails_alone") + "\nAlone in a process it fails:\n"));
  BOOST_TEST(fails.details.find("check leftOpen has failed") != std::string::npos);
  const auto& ends = listener.results["ends_otherwise_alone"];
  BOOST_CHECK(ends.kind == Kind::error);
  BOOST_TEST(ends.details ==
             behindOthers("ends_otherwise_alone") +
                 "\nAlone in a process it ends otherwise: ended by signal 6 (SIGABRT).");
}

BOOST_FIXTURE_TEST_CASE(cases_come_one_at_a_time, RealProgram) {
  runAll(sample("boost_crash"));
  BOOST_TEST_REQUIRE(listener.order.size() == 80U);
  for (std::size_t i = 0; i < listener.order.size(); i += 2) {
    BOOST_TEST(listener.order[i].starts_with("started "));
    BOOST_TEST(listener.order[i + 1] == "finished " + listener.order[i].substr(8));
  }
}

BOOST_FIXTURE_TEST_CASE(one_case_of_many_can_be_run, RealProgram) {
  run(sample("boost_data"), {"case_733"});
  BOOST_TEST(listener.results.size() == 1U);
  BOOST_CHECK((listener.results["case_733"].kind == Kind::success));
}

BOOST_FIXTURE_TEST_CASE(a_program_with_marks_of_several_frameworks_is_listed_before_it_runs,
                        RealProgram, *boost::unit_test::label("PROG-20")) {
  run(sample("mixed_of_googletest"), {"OfGoogleTest.runs"});
  BOOST_TEST_REQUIRE(listener.results.size() == 1U);
  BOOST_CHECK((listener.results["OfGoogleTest.runs"].kind == Kind::success));
  run(sample("mixed_of_nothing"), {"one"});
  BOOST_CHECK((listener.results["one"].kind == Kind::error));
  BOOST_TEST(listener.results["one"].details.starts_with(
                 "mixed_of_nothing: its file has the marks of several frameworks"),
             listener.results["one"].details);
}

BOOST_FIXTURE_TEST_CASE(nine_hundred_cases_share_a_process, RealProgram) {
  runAll(sample("boost_data"));
  BOOST_TEST(listener.count(Kind::success) == 900);
}

BOOST_FIXTURE_TEST_CASE(each_name_is_found_again_by_itself, RealProgram) {
  const auto program = sample("boost_names");
  for (const auto& id : casesOf(program)) {
    Listener own;
    ProgramRun one(loop, loop, program, {id}, own);
    const auto done = one.start();
    until(done);
    BOOST_TEST(own.results.size() == 1U, id);
    BOOST_TEST(own.count(Kind::success) == 1, id << ": " << own.results[id].details);
  }
}

BOOST_FIXTURE_TEST_CASE(outcomes_are_those_of_the_program, RealProgram) {
  runAll(sample("boost_outcomes"));
  BOOST_TEST(listener.results.size() == 28U);
  const auto outcomeOf = [&](const char* id) {
    return static_cast<int>(listener.results.at(id).kind);
  };
  BOOST_TEST(outcomeOf("passes") == static_cast<int>(Kind::success));
  BOOST_TEST(outcomeOf("Failing/two_checks") == static_cast<int>(Kind::failure));
  BOOST_TEST(outcomeOf("Failing/throws") == static_cast<int>(Kind::error));
  BOOST_TEST(outcomeOf("Skipped/by_precondition") == static_cast<int>(Kind::skip));
  BOOST_TEST(outcomeOf("BadSetup/Inner/second") == static_cast<int>(Kind::error));
  BOOST_TEST(listener.out.find("text on stdout") != std::string::npos);
  BOOST_TEST(listener.err.find("text on stderr") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(expected_failures_are_a_success_and_more_of_them_are_not, RealProgram) {
  // As in a worker, which was never told the list: the program is opened anew.
  run(sample("boost_outcomes"),
      {"Expected/fails_as_expected", "Expected/fails_more_than_expected", "passes"});
  BOOST_CHECK((listener.results.at("Expected/fails_as_expected").kind == Kind::success));
  BOOST_CHECK((listener.results.at("Expected/fails_more_than_expected").kind == Kind::failure));
  BOOST_TEST(listener.order.back() == "finished Expected/fails_more_than_expected");
}

BOOST_FIXTURE_TEST_CASE(an_error_at_the_end_of_a_suite_goes_to_its_last_case, RealProgram) {
  run(sample("boost_outcomes"), {"BadTeardown/first", "squares/_0"});
  const auto& last = listener.results.at("BadTeardown/first");
  BOOST_CHECK((last.kind == Kind::error));
  BOOST_TEST(last.details.starts_with("after this case, at the end of suite \"BadTeardown\":\n"));
  BOOST_TEST(last.details.find("the suite does not end well") != std::string::npos);
  BOOST_CHECK((listener.results.at("squares/_0").kind == Kind::success));
}

BOOST_FIXTURE_TEST_CASE(a_suite_whose_set_up_dies_costs_its_own_cases, RealProgram) {
  runAll(sample("boost_fixtures"));
  BOOST_TEST(listener.results.size() == 7U);
  for (const auto* id : {"DiesAtStart/first", "DiesAtStart/second"}) {
    BOOST_TEST(listener.results.at(id).details.starts_with(
        "boost_fixtures ended by signal 6 (SIGABRT) outside of any case, in suite "
        "\"DiesAtStart\""));
  }
  const auto& last = listener.results.at("LeavesAtEnd/second");
  BOOST_CHECK((last.kind == Kind::error));
  BOOST_TEST(last.details ==
             "after this case, at the end of suite \"LeavesAtEnd\":\nboost_fixtures exited with "
             "status 7 outside "
             "of any case, in suite \"LeavesAtEnd\"");
  for (const auto* id : {"before", "between", "LeavesAtEnd/first", "after"}) {
    BOOST_CHECK((listener.results.at(id).kind == Kind::success));
  }
}

BOOST_FIXTURE_TEST_CASE(a_case_that_the_program_does_not_have_is_an_error, RealProgram) {
  run(sample("boost_crash"), {"Crash/a0", "Crash/none", "Crash/a1"});
  BOOST_TEST(listener.count(Kind::success) == 2);
  const auto& none = listener.results.at("Crash/none");
  BOOST_CHECK((none.kind == Kind::error));
  BOOST_TEST(none.details == "boost_crash exited with status 200 before its first case");
  BOOST_TEST(none.err.find("Test setup error") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_case_that_takes_too_long_is_ended, RealProgram,
                        *boost::unit_test::label("FIX-25")) {
  run(sample("boost_hangs"), {"quick", "for_ever", "quick_too"}, {.timeout = 0.3, .grace = 0.1});
  BOOST_CHECK((listener.results.at("quick").kind == Kind::success));
  BOOST_CHECK((listener.results.at("quick_too").kind == Kind::success));
  const auto& details = listener.results.at("for_ever").details;
  BOOST_TEST(details.starts_with("boost_hangs was ended after 0.3 s, the time limit, in the middle "
                                 "of the case for_ever:\nThe stacks of its threads"),
             details);
}

BOOST_FIXTURE_TEST_CASE(a_run_that_is_cancelled_ends_its_process_and_says_no_more, RealProgram) {
  ProgramRun run(loop, loop, sample("boost_hangs"), {"quick", "for_ever", "quick_too"}, listener);
  const auto done = run.start();
  while (listener.started.size() < 2) loop.iterate(1);
  done.cancel();
  BOOST_TEST(done.called());
  done.addErrback([](const reactor::Failure& f) { BOOST_TEST(f.is<reactor::CancelledError>()); });
  const auto heard = listener.order;
  while (!loop.getProcesses().empty()) loop.iterate(1);
  BOOST_CHECK((listener.order == heard));
}

BOOST_FIXTURE_TEST_CASE(a_listener_may_destroy_the_run, RealProgram) {
  struct Destroying : Listener {
    void caseFinished(const std::string& id, CaseReport&& report) override {
      Listener::caseFinished(id, std::move(report));
      run.reset();
    }
    std::unique_ptr<ProgramRun> run;
  };
  Destroying destroying;
  destroying.run =
      std::make_unique<ProgramRun>(loop, loop, sample("boost_crash"),
                                   std::vector<std::string>{"Crash/a0", "Crash/a1"}, destroying);
  const auto done = destroying.run->start();
  while (destroying.run || !loop.getProcesses().empty()) loop.iterate(1);
  BOOST_TEST(destroying.results.size() == 1U);
  BOOST_TEST(!done.called());
}

BOOST_FIXTURE_TEST_CASE(no_cases_are_done_at_once, Loop) {
  Listener listener;
  ProgramRun run(loop, loop, sample("boost_empty"), {}, listener);
  BOOST_TEST(run.start().called());
}

BOOST_FIXTURE_TEST_CASE(a_program_that_cannot_be_started_is_an_error_of_every_case, RealProgram) {
  auto program = std::make_shared<Program>(*sample("boost_empty"));
  program->file = "/nowhere/at/all";
  run(program, {"one", "two"});
  BOOST_TEST(listener.count(Kind::error) == 2);
  BOOST_TEST(listener.results.at("two").details.starts_with("boost_empty cannot be started: "));
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// A program whose processes do what the test says.
struct FakeProgram {
  FakeProgram()
      : run(reactor, reactor, sample("boost_empty"), {"A/one", "A/two", "B/three"}, listener) {
    done = run.start();
  }
  [[nodiscard]] reactor::FakeProcess& process() { return *reactor.spawned().back(); }
  void log(const std::string& text) {
    process().childData(reportFD, text);
    reactor.advance(0.001);
  }
  static std::string verdict(const std::string& result) {
    return fmt::format("<TestResult><TestSuite name=\"m\" result=\"{}\"></TestSuite></TestResult>",
                       result);
  }
  void begin() { log("Entering test module \"m\"\n"); }
  void enter(const std::string& what) { log(fmt::format("f.cpp(1): Entering test {}\n", what)); }
  void leave(const std::string& what) { log(fmt::format("f.cpp(1): Leaving test {}\n", what)); }
  void pass(const std::string& name) {
    enter(fmt::format("case \"{}\"", name));
    leave(fmt::format("case \"{}\"", name));
  }
  void diesInTwo() {
    begin();
    enter("suite \"A\"");
    pass("one");
    enter("case \"two\"");
    process().endBySignal(SIGSEGV);
  }
  /// The filters of the last process.
  [[nodiscard]] std::string asked() const {
    std::string filters;
    for (const auto& argument : reactor.spawned().back()->call().args) {
      if (argument.starts_with("--run_test=")) filters += argument.substr(10);
    }
    return filters;
  }

  reactor::MemoryReactor reactor;
  Listener listener;
  ProgramRun run;
  Deferred<void> done;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ProgramRunJudgementTests)

BOOST_FIXTURE_TEST_CASE(a_process_is_started_as_isolated_as_it_should_be, FakeProgram,
                        *boost::unit_test::label("PROG-08")) {
  const auto& call = process().call();
  BOOST_TEST(call.executable ==
             (std::filesystem::path(TRIAL_TEST_PROGRAMS) / "boost_empty").string());
  BOOST_TEST(call.args.at(0) == "./boost_empty");
  BOOST_TEST(call.path.value() == TRIAL_TEST_PROGRAMS);
  BOOST_TEST(call.options.ownGroup);
  BOOST_TEST(call.options.parentDeathSignal == SIGKILL);
  BOOST_TEST(call.options.usesTerminal);
  BOOST_CHECK((call.childFDs.at(reportFD) == reactor::ChildFD('r')));
  BOOST_TEST(std::holds_alternative<int>(call.childFDs.at(0)));
  BOOST_TEST(asked() == "=A/one,two=B/three");
  process().end();
}

BOOST_FIXTURE_TEST_CASE(a_case_is_told_when_the_next_one_begins, FakeProgram) {
  begin();
  enter("suite \"A\"");
  pass("one");
  BOOST_TEST(listener.order.back() == "started A/one");
  enter("case \"two\"");
  BOOST_TEST(listener.order.size() == 3U);
  BOOST_TEST(listener.order.back() == "started A/two");
  leave("case \"two\"");
  leave("suite \"A\"");
  enter("suite \"B\"");
  pass("three");
  leave("suite \"B\"");
  log("Leaving test module \"m\"\n");
  BOOST_TEST(!done.called());
  process().end();
  BOOST_TEST(done.called());
  BOOST_TEST(listener.count(Kind::success) == 3);
}

BOOST_FIXTURE_TEST_CASE(the_rest_runs_in_a_fresh_process, FakeProgram) {
  begin();
  enter("suite \"A\"");
  enter("case \"one\"");
  log("f.cpp(2): error: in \"A/one\": check x has failed\n");
  process().childData(2, "the last words\n");
  process().endBySignal(SIGBUS);
  BOOST_TEST(listener.results.at("A/one").details ==
             "boost_empty ended by signal 7 (SIGBUS) in the middle of the case A/one:\nf.cpp:2: "
             "error: in "
             "\"A/one\": check x has failed");
  BOOST_TEST(listener.results.at("A/one").err == "the last words\n");
  BOOST_TEST(reactor.spawned().size() == 2U);
  BOOST_TEST(asked() == "=A/two=B/three");
}

BOOST_FIXTURE_TEST_CASE(a_program_that_dies_before_it_begins_is_an_error_of_every_case,
                        FakeProgram) {
  for (const auto starts : {1U, 2U}) {
    BOOST_TEST(reactor.spawned().size() == starts);
    BOOST_TEST(!done.called());
    process().childData(2, "cannot find libthing.so\n");
    process().end(127);
  }
  BOOST_TEST(done.called());
  BOOST_TEST(reactor.spawned().size() == 2U);
  BOOST_TEST(listener.count(Kind::error) == 3);
  BOOST_TEST(listener.results.at("B/three").details ==
             "boost_empty exited with status 127 before its first case");
  BOOST_TEST(listener.results.at("B/three").err == "cannot find libthing.so\n");
}

BOOST_FIXTURE_TEST_CASE(a_program_that_is_killed_before_it_begins_is_started_again, FakeProgram,
                        *boost::unit_test::label("LOAD-12")) {
  process().endBySignal(SIGKILL);
  BOOST_TEST(asked() == "=A/one,two=B/three");
  begin();
  enter("suite \"A\"");
  pass("one");
  process().endBySignal(SIGKILL);  // what has begun before does not count for the next one
  for (int i = 0; i < 4; ++i) process().endBySignal(SIGKILL);
  BOOST_TEST(reactor.spawned().size() == 7U);
  BOOST_TEST(listener.count(Kind::error) == 0);
  process().endBySignal(SIGKILL);
  BOOST_TEST(done.called());
  BOOST_TEST(listener.count(Kind::success) == 1);
  BOOST_TEST(listener.count(Kind::error) == 2);
}

BOOST_FIXTURE_TEST_CASE(a_program_that_crashes_before_it_begins_is_started_three_times, FakeProgram,
                        *boost::unit_test::label("LOAD-12")) {
  for (int i = 0; i < 2; ++i) process().endBySignal(SIGSEGV);
  BOOST_TEST(listener.count(Kind::error) == 0);
  process().endBySignal(SIGSEGV);
  BOOST_TEST(done.called());
  BOOST_TEST(reactor.spawned().size() == 3U);
  BOOST_TEST(listener.count(Kind::error) == 3);
}

BOOST_FIXTURE_TEST_CASE(a_program_that_was_killed_may_exit_once_before_it_begins, FakeProgram,
                        *boost::unit_test::label("LOAD-12")) {
  for (int i = 0; i < 4; ++i) process().endBySignal(SIGKILL);
  process().end(127);
  BOOST_TEST(listener.count(Kind::error) == 0);
  process().end(127);
  BOOST_TEST(done.called());
  BOOST_TEST(listener.count(Kind::error) == 3);
}

BOOST_FIXTURE_TEST_CASE(a_program_that_exits_before_it_begins_is_started_twice, FakeProgram,
                        *boost::unit_test::label("LOAD-12")) {
  process().end(127);
  BOOST_TEST(listener.count(Kind::error) == 0);
  process().end(127);
  BOOST_TEST(done.called());
  BOOST_TEST(listener.count(Kind::error) == 3);
}

BOOST_FIXTURE_TEST_CASE(a_program_waits_for_processes_or_descriptors_to_become_free, FakeProgram) {
  int refused = 0;
  reactor.onSpawn([&](reactor::FakeProcess&) {
    if (++refused <= 3) throw std::system_error(EAGAIN, std::system_category(), "clone");
  });
  process().endBySignal(SIGKILL);
  BOOST_TEST(refused == 1);
  reactor.advance(0.02);
  reactor.advance(0.04);
  reactor.advance(0.08);
  BOOST_TEST(refused == 4);
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(listener.count(Kind::error) == 0);
    process().end(127);
  }
  BOOST_TEST(listener.count(Kind::error) == 3);
}

BOOST_FIXTURE_TEST_CASE(a_command_that_the_system_finds_too_long_gets_half_of_the_cases,
                        FakeProgram, *boost::unit_test::label("PROG-07")) {
  int refused = 0;
  reactor.onSpawn([&](reactor::FakeProcess& started) {
    for (const auto& argument : started.call().args) {
      if (argument != "--run_test=A/one,two") continue;
      ++refused;
      throw std::system_error(E2BIG, std::system_category(), "execve");
    }
  });
  process().endBySignal(SIGKILL);
  BOOST_TEST(refused == 1);
  BOOST_TEST(asked() == "=A/one");
  begin();
  enter("suite \"A\"");
  pass("one");
  leave("suite \"A\"");
  log("Leaving test module \"m\"\n");
  process().end();
  BOOST_TEST(asked() == "=A/two", "it remembers how many were not too long");
  BOOST_TEST(refused == 1);
  BOOST_TEST(listener.count(Kind::error) == 0);
}

BOOST_FIXTURE_TEST_CASE(a_verdict_that_the_exit_status_does_not_fit_is_not_the_programs,
                        FakeProgram, *boost::unit_test::label("BOOST-07")) {
  begin();
  enter("suite \"A\"");
  log("f.cpp(1): Entering test case \"one\"\n");
  process().childData(2, verdict("passed"));
  process().end(3);
  BOOST_CHECK((listener.results["A/one"].kind == Kind::error));
}

BOOST_AUTO_TEST_CASE(a_failure_stays_if_one_of_two_verdicts_says_that_something_failed,
                     *boost::unit_test::label("PROG-464")) {
  for (const bool both : {false, true}) {
    FakeProgram program;
    program.begin();
    program.enter("suite \"A\"");
    // It is read when the process is over, so that a child may have written it.
    program.process().childData(reportFD,
                                "f.cpp(1): Entering test case \"one\"\n"
                                "f.cpp(2): fatal error: in \"A/one\": no\n"
                                "f.cpp(1): Leaving test case \"one\"\n"
                                "f.cpp(1): Leaving test suite \"A\"\n"
                                "Leaving test module \"m\"\n");
    if (both) program.process().childData(2, FakeProgram::verdict("failed"));
    program.process().childData(2, FakeProgram::verdict("passed"));
    program.process().end(0);
    BOOST_TEST(program.listener.count(Kind::failure) == (both ? 1 : 0));
    BOOST_TEST(program.listener.count(Kind::success) == (both ? 0 : 1));
  }
}

BOOST_AUTO_TEST_CASE(an_end_that_no_case_explains_is_an_error_of_the_program,
                     *boost::unit_test::label("PROG-400")) {
  for (const bool fails : {false, true}) {
    FakeProgram program;
    program.begin();
    program.enter("suite \"A\"");
    program.pass("one");
    program.enter("case \"two\"");
    program.process().childData(2, FakeProgram::verdict("failed"));
    program.process().end(201);
    BOOST_TEST(program.asked() == "=A/two", "the one in which the report ended is tried alone");
    program.begin();
    program.enter("suite \"A\"");
    program.pass("two");
    program.leave("suite \"A\"");
    program.log("Leaving test module \"m\"\n");
    program.process().end();
    BOOST_TEST(program.asked() == "=B/three");
    program.begin();
    program.enter("suite \"B\"");
    program.enter("case \"three\"");
    if (fails) program.log("f.cpp(1): fatal error: in \"B/three\": x\n");
    program.leave("case \"three\"");
    program.leave("suite \"B\"");
    program.log("Leaving test module \"m\"\n");
    program.process().end(fails ? 201 : 0);
    BOOST_TEST(program.done.called());
    const auto& errors = program.listener.programErrors;
    BOOST_TEST(errors.size() == (fails ? 0U : 1U));
    if (fails) continue;
    BOOST_TEST(errors.at(0) ==
               "boost_empty exited with status 201 in the middle of the case A/two\n"
               "None of the cases that it had not finished has failed since.");
  }
}

BOOST_FIXTURE_TEST_CASE(a_long_report_of_leaks_behind_a_failure_is_told, FakeProgram) {
  begin();
  enter("suite \"A\"");
  log("f.cpp(1): Entering test case \"one\"\nf.cpp(2): error: in \"A/one\": no\n"
      "f.cpp(1): Leaving test case \"one\"\n");
  pass("two");
  leave("suite \"A\"");
  pass("three");
  log("Leaving test module \"m\"\n");
  const auto mark = fmt::format("=={}==ERROR: LeakSanitizer: detected", *process().pid());
  process().childData(2, mark.substr(0, 9));
  process().childData(2, mark.substr(9) + std::string(200000, 'x') + "\n");
  process().end(201);
  BOOST_TEST(!done.called(), "the case that causes it is looked for");
}

BOOST_FIXTURE_TEST_CASE(one_case_whose_command_is_too_long_is_an_error, FakeProgram) {
  reactor.onSpawn([](reactor::FakeProcess&) {
    throw std::system_error(E2BIG, std::system_category(), "execve");
  });
  process().endBySignal(SIGKILL);
  BOOST_TEST(done.called());
  BOOST_TEST(listener.count(Kind::error) == 3);
  BOOST_TEST(listener.results.at("A/one").details ==
             "boost_empty cannot be started: execve: Argument list too long");
}

BOOST_FIXTURE_TEST_CASE(a_program_that_reports_much_is_listened_to_once_a_millisecond,
                        FakeProgram) {
  begin();
  enter("suite \"A\"");
  process().childData(reportFD, "f.cpp(1): Entering test case \"one\"\n");
  process().childData(reportFD, "f.cpp(1): Leaving test case \"one\"\n");
  process().childData(reportFD, "f.cpp(1): Entering test case \"two\"\n");
  BOOST_TEST(listener.order.empty());
  reactor.advance(0.001);  // what came first is read, what came behind it is fetched
  BOOST_TEST(listener.order == std::vector<std::string>{"started A/one"});
  process().turn();
  reactor.advance(0.001);
  BOOST_TEST(listener.order.back() == "started A/two");
}

BOOST_FIXTURE_TEST_CASE(output_that_is_ready_comes_before_the_end_of_its_case, FakeProgram) {
  begin();
  enter("suite \"A\"");
  enter("case \"one\"");
  process().childData(
      reportFD, "f.cpp(1): Leaving test case \"one\"\nf.cpp(1): Entering test case \"two\"\n");
  process().childData(1, "of one");
  BOOST_TEST(listener.out == "of one");
  BOOST_TEST(listener.order.size() == 1U);
  reactor.advance(0.001);
  BOOST_TEST(listener.order.back() == "started A/two");
  process().childData(reportFD, "f.cpp(1): Leaving test case \"two\"\n");
  process().end(3);
  BOOST_TEST(listener.results.at("A/two").details.find(
                 "exited with status 3 outside of any case") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_case_that_is_never_reported_is_asked_for_alone_and_then_an_error,
                        FakeProgram, *boost::unit_test::label("PROG-09")) {
  const auto silent = [&] {
    log("Leaving test module \"m\"\n");
    process().end();
  };
  begin();
  enter("suite \"A\"");
  pass("one");
  leave("suite \"A\"");
  silent();
  for (const char* alone : {"=A/two", "=B/three"}) {
    BOOST_TEST(asked() == alone);
    begin();
    silent();
  }
  BOOST_TEST(done.called());
  BOOST_TEST(reactor.spawned().size() == 3U);
  BOOST_TEST(listener.count(Kind::success) == 1);
  BOOST_TEST(listener.results.at("A/two").details ==
             "boost_empty exited with status 0 without a word of the case A/two");
  BOOST_TEST(listener.results.contains("B/three"));
}

BOOST_FIXTURE_TEST_CASE(a_death_in_a_set_up_is_narrowed_down_to_its_suite, FakeProgram) {
  const auto die = [&] {
    begin();
    enter("suite \"A\"");
    process().endBySignal(SIGSEGV);
  };
  die();
  BOOST_TEST(listener.results.empty());
  BOOST_TEST(asked() == "=A/one");
  die();
  BOOST_TEST(asked() == "=B/three");
  begin();
  enter("suite \"B\"");
  pass("three");
  leave("suite \"B\"");
  log("Leaving test module \"m\"\n");
  process().end();
  BOOST_TEST(done.called());
  BOOST_TEST(listener.count(Kind::error) == 2);
  BOOST_TEST(listener.results.at("A/two").details ==
             "boost_empty ended by signal 11 (SIGSEGV) outside of any case, in suite \"A\"");
  BOOST_CHECK((listener.results.at("B/three").kind == Kind::success));
}

BOOST_FIXTURE_TEST_CASE(a_death_in_a_case_that_was_not_asked_for_is_the_error_of_who_needs_it,
                        FakeProgram) {
  const auto die = [&] {
    begin();
    enter("case \"needed\"");
    process().endBySignal(SIGSEGV);
  };
  die();
  die();
  BOOST_TEST(asked() == "=A/two=B/three");
  BOOST_TEST(
      listener.results.at("A/one").details ==
      "boost_empty ended by signal 11 (SIGSEGV) in the middle of needed, which another case needs" +
          crashesItself);
  die();
  die();
  die();
  BOOST_TEST(done.called());
  BOOST_TEST(listener.count(Kind::error) == 3);
}

BOOST_FIXTURE_TEST_CASE(what_a_case_wrote_is_its_own, FakeProgram) {
  begin();
  enter("suite \"A\"");
  enter("case \"one\"");
  process().childData(1, "of one\n");
  leave("case \"one\"");
  enter("case \"two\"");
  process().childData(2, "of two\n");
  process().childData(1, "more of two\n");
  leave("case \"two\"");
  leave("suite \"A\"");
  enter("suite \"B\"");
  enter("case \"three\"");
  BOOST_TEST(listener.results.at("A/one").out == "of one\n");
  BOOST_TEST(listener.results.at("A/one").err.empty());
  BOOST_TEST(listener.results.at("A/two").out == "more of two\n");
  BOOST_TEST(listener.results.at("A/two").err == "of two\n");
}

BOOST_FIXTURE_TEST_CASE(what_short_cases_wrote_stands_with_each_of_them, FakeProgram) {
  begin();
  enter("suite \"A\"");
  process().childData(1, "of one\n");  // which is not known to have begun
  process().childData(reportFD,
                      "f.cpp(1): Entering test case \"one\"\nf.cpp(1): Leaving test case \"one\"\n"
                      "f.cpp(1): Entering test case \"two\"\n");
  process().childData(2, "Assertion failed\n");
  process().endBySignal(SIGABRT);
  begin();  // alone
  enter("suite \"A\"");
  pass("two");
  leave("suite \"A\"");
  log("Leaving test module \"m\"\n");
  process().end();
  for (const char* id : {"A/one", "A/two"}) {
    BOOST_TEST(listener.results.at(id).out == "of one\n");
    BOOST_TEST(listener.results.at(id).err == "Assertion failed\n");
  }
  BOOST_TEST(listener.texts.at("A/two").ends_with("\nIts output:\nof one\nAssertion failed"));
}

BOOST_FIXTURE_TEST_CASE(a_case_that_waits_alone_is_not_waited_for, FakeProgram,
                        *boost::unit_test::label("PROG-13")) {
  diesInTwo();
  BOOST_TEST(!listener.results.contains("A/two"));
  const auto alone = reactor.spawned().back();
  BOOST_TEST(asked() == "=A/two");
  begin();
  reactor.advance(5.1);
  BOOST_TEST(alone->signals() == std::vector<int>{SIGKILL});
  BOOST_TEST(listener.results.at("A/two").details.ends_with(
      "\nAlone in a process it did not end within 5 s."));
  BOOST_TEST(asked() == "=B/three");
  process().end();
}

BOOST_FIXTURE_TEST_CASE(a_signal_ends_the_run_of_a_case_alone, FakeProgram,
                        *boost::unit_test::label("PROG-13")) {
  diesInTwo();
  const auto alone = reactor.spawned().back();
  run.tellAtOnce();
  BOOST_TEST(alone->signals() == std::vector<int>{SIGKILL});
  BOOST_TEST(listener.results.at("A/two").details ==
             "boost_empty ended by signal 11 (SIGSEGV) in the middle of the case A/two" +
                 crashesItself);
  reactor.advance(0);
  BOOST_TEST(asked() == "=B/three");
  process().end();
}

BOOST_FIXTURE_TEST_CASE(a_case_that_closes_the_report_alone_keeps_its_error, FakeProgram,
                        *boost::unit_test::label("PROG-13")) {
  diesInTwo();
  begin();
  enter("suite \"A\"");
  enter("case \"two\"");
  process().childData(2, verdict("passed"));
  process().end();
  BOOST_CHECK((listener.results.at("A/two").kind == Kind::error));
  process().end();
}

BOOST_FIXTURE_TEST_CASE(a_case_that_was_not_asked_for_and_ends_the_process_is_mentioned,
                        FakeProgram, *boost::unit_test::label("PROG-11")) {
  begin();
  enter("suite \"A\"");
  pass("one");
  pass("two");
  leave("suite \"A\"");
  enter("suite \"B\"");
  pass("three");
  enter("case \"four\"");
  process().endBySignal(SIGSEGV);
  BOOST_TEST(listener.count(Kind::success) == 3);
  BOOST_TEST(listener.programErrors.empty());
  BOOST_TEST(listener.results.at("B/three").warning.find(
                 "B/four ran, too, though it was not asked for") != std::string::npos,
             listener.results.at("B/three").warning);
}

BOOST_AUTO_TEST_CASE(what_the_listener_throws_ends_the_run) {
  struct Throwing : Listener {
    void caseFinished(const std::string&, CaseReport&&) override {
      throw std::runtime_error("no more");
    }
  };
  reactor::MemoryReactor reactor;
  Throwing listener;
  ProgramRun run(reactor, reactor, sample("boost_empty"), {"one", "two"}, listener);
  const auto done = run.start();
  reactor.spawned().back()->childData(
      reportFD,
      "Entering test module \"m\"\nf.cpp(1): Entering test case \"one\"\n"
      "f.cpp(1): Leaving test case \"one\"\nf.cpp(1): Entering test case \"two\"\n");
  reactor.advance(0.001);
  std::string why;
  done.addErrback([&why](const reactor::Failure& failure) { why = failure.getErrorMessage(); });
  BOOST_TEST(why == "no more");
  BOOST_TEST(reactor.spawned().back()->signals() == std::vector<int>{SIGKILL});
  reactor.spawned().back()->endBySignal(SIGKILL);
  BOOST_TEST(reactor.spawned().size() == 1U);
  BOOST_TEST(listener.started == std::vector<std::string>{"one"});
}

BOOST_FIXTURE_TEST_CASE(failed_checks_wait_for_the_list_to_know_what_was_expected, FakeProgram) {
  begin();
  enter("suite \"A\"");
  enter("case \"one\"");
  log("f.cpp(2): error: in \"A/one\": check x has failed\n");
  leave("case \"one\"");
  enter("case \"two\"");
  BOOST_TEST_REQUIRE(reactor.spawned().size() == 2U);
  const auto list = reactor.spawned().back();
  BOOST_TEST(listener.order.size() == 1U);
  list->childData(
      reportFD,
      "digraph G {\ntu1[shape=ellipse,label=\"m\"];\n{\ntu2[color=green,label=\"A|f(1)\"];\n{\n"
      "tu65536[color=green,label=\"one|f(2)|expected failures=1\"];\n}\n}\n}\n");
  list->end();
  BOOST_CHECK((listener.results.at("A/one").kind == Kind::success));
  BOOST_TEST(listener.order.back() == "started A/two");
  reactor.spawned().front()->endBySignal(SIGKILL);
  process().end(1);  // A/two alone
  process().end(1);
  process().end(1);
  BOOST_TEST(done.called());
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// Its processes run what they are asked for, all of it passes, and then end as the test says.
struct BadEnd : FakeProgram {
  /// The process that runs ends with this status.
  void runsAndEnds(const std::string& cases, int status, const std::string& errors = {}) {
    BOOST_TEST(asked() == cases);
    begin();
    const auto enters = [&](const char* suite, std::vector<std::string> names) {
      std::erase_if(names, [&](const auto& name) { return cases.find(name) == std::string::npos; });
      if (names.empty()) return;
      enter(fmt::format("suite \"{}\"", suite));
      for (const auto& name : names) pass(name);
      leave(fmt::format("suite \"{}\"", suite));
    };
    enters("A", {"one", "two"});
    enters("B", {"three"});
    log("Leaving test module \"m\"\n");
    if (!errors.empty()) process().childData(2, errors);
    process().end(status);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(BadEndTests, BadEnd)

BOOST_AUTO_TEST_CASE(a_case_that_makes_the_program_end_badly_is_found_by_running_each_alone,
                     *boost::unit_test::label("FIX-31")) {
  runsAndEnds("=A/one,two=B/three", 23, "ERROR: LeakSanitizer: detected memory leaks\n");
  BOOST_TEST(!done.called());
  runsAndEnds("=A/one", 0);
  runsAndEnds("=B/three", 0);
  runsAndEnds("=A/two", 23);
  BOOST_TEST(done.called());
  BOOST_TEST(listener.count(Kind::success) == 3);
  const std::vector<std::string> expected = {
      "boost_empty exited with status 23 after its last case:\n"
      "ERROR: LeakSanitizer: detected memory leaks\n"
      "It ends so when it runs nothing but A/two."};
  BOOST_TEST(listener.programErrors == expected, boost::test_tools::per_element());
  BOOST_TEST(reactor.spawned().size() == 4U);
}

BOOST_AUTO_TEST_CASE(a_program_that_always_ends_badly_is_tried_twice) {
  runsAndEnds("=A/one,two=B/three", 1);
  runsAndEnds("=A/one", 1);
  runsAndEnds("=B/three", 1);
  BOOST_TEST(done.called());
  BOOST_TEST_REQUIRE(listener.programErrors.size() == 1U);
  BOOST_TEST(listener.programErrors[0].ends_with(
      "\nIt ends so also when it runs nothing but A/one or nothing but B/three."));
  BOOST_TEST(reactor.spawned().size() == 3U);
  BOOST_TEST(reactor.getDelayedCalls().empty());
}

BOOST_AUTO_TEST_CASE(it_is_not_told_again_in_the_next_run) {
  const auto program = sample("boost_empty");
  program->known->alwaysEndsBadly = "so";
  Listener other;
  ProgramRun again(reactor, reactor, program, {"A/one"}, other);
  const auto ended = again.start();
  runsAndEnds("=A/one", 1);
  BOOST_TEST(ended.called());
  BOOST_TEST(other.results.size() == 1U);
  BOOST_TEST(other.programErrors.empty());
  done.addErrback([](const reactor::Failure&) {});
  done.cancel();
}

BOOST_AUTO_TEST_CASE(a_search_takes_five_seconds_or_as_long_as_the_cases_took) {
  runsAndEnds("=A/one,two=B/three", 1);
  runsAndEnds("=A/one", 1);
  begin();
  reactor.advance(4.9);
  BOOST_TEST(process().signals().empty());
  reactor.advance(0.2);
  BOOST_TEST(process().signals() == std::vector<int>{SIGKILL});
  BOOST_TEST(done.called());
  BOOST_TEST_REQUIRE(listener.programErrors.size() == 1U);
  BOOST_TEST(listener.programErrors[0].ends_with(
      "\nIt ends so when it runs nothing but A/one. Not all of its cases were tried alone."));
  process().endBySignal(SIGKILL);
  BOOST_TEST(reactor.spawned().size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_search_that_is_to_end_tells_what_is_known) {
  runsAndEnds("=A/one,two=B/three", 1);
  run.endSearch();
  BOOST_TEST(done.called());
  BOOST_TEST_REQUIRE(listener.programErrors.size() == 1U);
  BOOST_TEST(listener.programErrors[0] ==
             "boost_empty exited with status 1 after its last case\n"
             "Not all of its cases were tried alone.");
  process().endBySignal(SIGKILL);
}

BOOST_AUTO_TEST_CASE(a_bad_end_that_no_case_repeats_is_an_error_all_the_same) {
  runsAndEnds("=A/one,two=B/three", 1);
  runsAndEnds("=A/one", 0);
  runsAndEnds("=B/three", 0);
  runsAndEnds("=A/two", 0);
  BOOST_TEST(done.called());
  BOOST_TEST_REQUIRE(listener.programErrors.size() == 1U);
  BOOST_TEST(listener.programErrors[0].ends_with("\nIt ends so after none of its cases alone."));
}

BOOST_AUTO_TEST_CASE(a_status_that_a_failure_explains_is_none) {
  begin();
  enter("suite \"A\"");
  enter("case \"one\"");
  log("f.cpp(1): fatal error: in \"A/one\": check failed\n");
  leave("case \"one\"");
  pass("two");
  leave("suite \"A\"");
  enter("suite \"B\"");
  pass("three");
  leave("suite \"B\"");
  log("Leaving test module \"m\"\n");
  process().end(1);
  BOOST_TEST(done.called());
  BOOST_TEST(listener.count(Kind::success) == 2);
  BOOST_TEST(listener.count(Kind::failure) == 1);
  BOOST_TEST(listener.programErrors.empty());
}

BOOST_AUTO_TEST_CASE(a_search_is_ended_with_its_run) {
  runsAndEnds("=A/one,two=B/three", 1);
  done.addErrback([](const reactor::Failure&) {});
  done.cancel();
  BOOST_TEST(process().signals() == std::vector<int>{SIGKILL});
  process().endBySignal(SIGKILL);
  BOOST_TEST(reactor.spawned().size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// A program with one case, and a limit for it.
struct LimitedProgram : FakeProgram {
  LimitedProgram() {
    CaseLimit limit;
    limit.timeout = 10;
    limit.stacks = [this](pid_t) {
      taking.emplace_back();
      return taking.back();
    };
    limited = std::make_unique<ProgramRun>(reactor, reactor, sample("boost_empty"),
                                           std::vector<std::string>{"one"}, own, limit);
    ended = limited->start();
  }
  void pass(int seconds) {
    for (int i = 0; i < seconds; ++i) reactor.advance(1);
  }

  std::vector<Deferred<std::string>> taking;
  Listener own;
  std::unique_ptr<ProgramRun> limited;
  Deferred<void> ended{nullptr};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ProgramRunLimitTests)

BOOST_FIXTURE_TEST_CASE(a_case_is_ended_politely_and_then_not, LimitedProgram,
                        *boost::unit_test::label("FIX-25")) {
  begin();
  pass(9);
  enter("case \"one\"");
  pass(10);
  log("f.cpp(1): error: in \"one\": check failed\n");  // that it says something does not help it
  BOOST_TEST(taking.empty());
  pass(1);
  BOOST_TEST_REQUIRE(taking.size() == 1U);
  BOOST_TEST(process().signals().empty());
  taking[0].callback("the stacks");
  BOOST_CHECK((process().signals() == std::vector<int>{SIGTERM}));
  leave("case \"one\"");  // what it says now is not heard
  pass(5);
  BOOST_CHECK((process().signals() == std::vector<int>{SIGTERM, SIGKILL}));
  process().endBySignal(SIGKILL);
  BOOST_TEST(ended.called());
  const auto& details = own.results.at("one").details;
  BOOST_TEST(
      details.starts_with(
          "boost_empty was ended after 10 s, the time limit, in the middle of the case one:"),
      details);
  BOOST_TEST(details.ends_with("check failed\nthe stacks"), details);
  BOOST_TEST(reactor.getDelayedCalls().empty());
}

BOOST_FIXTURE_TEST_CASE(a_case_that_ends_while_its_stacks_are_taken_is_told_as_it_is,
                        LimitedProgram) {
  begin();
  enter("case \"one\"");
  pass(12);
  BOOST_TEST_REQUIRE(taking.size() == 1U);
  leave("case \"one\"");
  taking[0].callback("the stacks");
  BOOST_TEST(process().signals().empty());
  log("Leaving test module \"m\"\n");
  process().end();
  BOOST_TEST(ended.called());
  BOOST_CHECK((own.results.at("one").kind == Kind::success));
}

BOOST_FIXTURE_TEST_CASE(a_program_that_does_not_end_after_its_cases_is_an_error, LimitedProgram) {
  begin();
  enter("case \"one\"");
  leave("case \"one\"");
  log("Leaving test module \"m\"\n");
  pass(12);
  BOOST_TEST_REQUIRE(taking.size() == 1U);
  taking[0].callback("the stacks");
  process().endBySignal(SIGTERM);
  BOOST_TEST(ended.called());
  BOOST_CHECK((own.results.at("one").kind == Kind::success));
  const std::vector<std::string> expected = {
      "boost_empty was ended after 10 s, the time limit, after its last case:\nthe stacks"};
  BOOST_TEST(own.programErrors == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_run_that_ends_while_stacks_are_taken_wants_them_no_more, LimitedProgram) {
  begin();
  enter("case \"one\"");
  pass(12);
  BOOST_TEST_REQUIRE(taking.size() == 1U);
  limited.reset();
  BOOST_TEST(taking[0].called());
  BOOST_CHECK((process().signals() == std::vector<int>{SIGKILL}));
  process().endBySignal(SIGKILL);
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// A framework that reports on stdout, a line each: `> NAME`, `< NAME`; other lines are of the
/// cases.
class LineParser final : public ProgressParser {
 public:
  explicit LineParser(IProgress& listener) : listener_(listener) {}
  [[nodiscard]] bool reads(int fd) const override { return fd == 1; }
  void received(int, std::string_view data) override {
    partial_ += data;
    for (auto end = partial_.find('\n'); end != std::string::npos; end = partial_.find('\n')) {
      line(partial_.substr(0, end));
      partial_.erase(0, end + 1);
    }
  }
  void ended(const ProcessEnd&) override {}
  [[nodiscard]] bool begun() const override { return begun_; }
  [[nodiscard]] bool complete() const override { return begun_ && current_.empty(); }
  [[nodiscard]] const std::string* inProgress() const override {
    return current_.empty() ? nullptr : &current_;
  }
  [[nodiscard]] std::string detailsSoFar() const override { return {}; }
  [[nodiscard]] std::string place() const override { return {}; }
  [[nodiscard]] bool insidePlace(const std::string&) const override { return true; }

 private:
  void line(const std::string& text) {
    begun_ = true;
    if (text.starts_with("> ")) {
      current_ = text.substr(2);
      listener_.caseStarted(current_);
    } else if (text.starts_with("< ")) {
      current_.clear();
      listener_.caseFinished(text.substr(2), {reportOf(programFailure("it never passes"))});
    } else {
      listener_.output(1, text + "\n");
    }
  }

  IProgress& listener_;
  std::string partial_;
  std::string current_;
  bool begun_ = false;
};

class LineFramework : public UnlistedFramework {
 public:
  [[nodiscard]] std::string_view name() const override { return "lines"; }
  [[nodiscard]] Command runCommand(const Callee& program, std::span<const std::string> cases,
                                   reactor::Environment env) const override {
    return {{program.name}, std::move(env), cases.size()};
  }
  [[nodiscard]] std::unique_ptr<ProgressParser> progress(const Callee&,
                                                         std::span<const std::string>,
                                                         IProgress& listener) const override {
    return std::make_unique<LineParser>(listener);
  }
};

/// A program of that framework.
struct LineProgram {
  LineProgram() {
    program->name = "lines";
    program->file = "/nowhere/lines";
    program->folder = TRIAL_TEST_PROGRAMS;
    program->framework = &framework;
    done = run.start();
  }
  void writes(int fd, const std::string& text) {
    reactor.spawned().back()->childData(fd, text);
    reactor.advance(0.001);
  }

  LineFramework framework;
  std::shared_ptr<Program> program = std::make_shared<Program>();
  reactor::MemoryReactor reactor;
  Listener listener;
  ProgramRun run{reactor, reactor, program, {"one", "two"}, listener};
  Deferred<void> done{nullptr};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(StdoutFrameworkTests, LineProgram)

BOOST_AUTO_TEST_CASE(lines_of_the_framework_are_no_output_and_those_of_cases_are) {
  writes(1, "> one\nof one\n< one\n> two\nof ");
  writes(1, "two\n< two\n");
  reactor.spawned().back()->end();
  BOOST_TEST(done.called());
  BOOST_TEST(listener.out == "of one\nof two\n");
  BOOST_TEST(listener.results.at("one").out == "of one\n");
  BOOST_TEST(listener.results.at("two").out == "of two\n");
  BOOST_TEST(listener.texts.at("two") == "it never passes\nIts output:\nof two");
}

BOOST_AUTO_TEST_CASE(a_leak_is_not_explained_by_a_failed_case, *boost::unit_test::label("FIX-31")) {
  const auto leaks = [this] {
    writes(2, fmt::format("=={}==ERROR: LeakSanitizer: detected memory leaks\n",
                          reactor.spawned().back()->pid().value()));
    reactor.spawned().back()->end(1);
  };
  writes(1, "> one\n< one\n> two\n< two\n");
  leaks();
  writes(1, "> one\n< one\n");
  writes(2, "==7==ERROR: LeakSanitizer: of another process\n");
  reactor.spawned().back()->end(1);
  writes(1, "> two\n< two\n");
  leaks();
  BOOST_TEST(done.called());
  BOOST_TEST_REQUIRE(listener.programErrors.size() == 1U);
  BOOST_TEST(listener.programErrors[0].starts_with("lines exited with status 1 after its last"));
  BOOST_TEST(listener.programErrors[0].ends_with("It ends so when it runs nothing but two."));
}

BOOST_AUTO_TEST_CASE(stderr_is_output_as_ever) {
  writes(1, "> one\n");
  writes(2, "an error\n");
  writes(1, "< one\n> two\n");
  BOOST_TEST(listener.err == "an error\n");
  BOOST_TEST(listener.results.at("one").err == "an error\n");
  BOOST_TEST(listener.results.at("one").out.empty());
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// A framework whose cases are asked for by their place in the list, which is `NAME=PLACE` a line.
class PlaceFramework final : public LineFramework {
 public:
  [[nodiscard]] Command listCommand(const Callee& program, reactor::Environment) const override {
    return {{program.name, "list"}, {}};
  }
  [[nodiscard]] Listing parseList(const ProcessOutput& output) const override {
    Listing listing;
    std::istringstream lines(output.out);
    for (std::string line; std::getline(lines, line);) {
      const auto equals = line.find('=');
      listing.cases.push_back({line.substr(0, equals), {line.substr(0, equals)}});
      listing.cases.back().note = line.substr(equals + 1);
    }
    if (listing.cases.empty()) listing.error = "it lists nothing";
    return listing;
  }
  [[nodiscard]] bool needsNote(std::string_view) const override { return true; }
  [[nodiscard]] Command runCommand(const Callee& program, std::span<const std::string> cases,
                                   reactor::Environment) const override {
    Command command{{program.name}, {}, cases.size()};
    for (const auto& id : cases) command.args.push_back(program.notes->find(id)->second);
    return command;
  }
};

struct PlaceProgram {
  PlaceProgram() {
    program->name = "places";
    program->file = "/nowhere/places";
    program->folder = TRIAL_TEST_PROGRAMS;
    program->framework = &framework;
  }
  reactor::FakeProcess& process() { return *reactor.spawned().back(); }
  void start(std::vector<std::string> cases) {
    run = std::make_unique<ProgramRun>(reactor, reactor, program, std::move(cases), listener);
    done = run->start();
  }
  void lists(const std::string& text) {
    process().childData(1, text);
    process().end();
  }
  void passes(const std::string& lines) {
    process().childData(1, lines);
    reactor.advance(0.001);
    process().end();
  }

  PlaceFramework framework;
  std::shared_ptr<Program> program = std::make_shared<Program>();
  reactor::MemoryReactor reactor;
  Listener listener;
  std::unique_ptr<ProgramRun> run;
  Deferred<void> done{nullptr};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(NotedCaseTests, PlaceProgram)

BOOST_AUTO_TEST_CASE(a_program_is_listed_first_when_a_case_needs_its_note) {
  start({"two", "one"});
  BOOST_TEST_REQUIRE(reactor.spawned().size() == 1U);
  BOOST_TEST(process().call().args == (std::vector<std::string>{"./places", "list"}),
             boost::test_tools::per_element());
  lists("one=1\ntwo=2\n");
  BOOST_TEST_REQUIRE(reactor.spawned().size() == 2U);
  BOOST_TEST(process().call().args == (std::vector<std::string>{"./places", "2", "1"}),
             boost::test_tools::per_element());
  passes("> two\n< two\n> one\n< one\n");
  BOOST_TEST(done.called());
  BOOST_TEST(listener.results.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_process_behind_one_that_died_gets_fewer_cases) {
  std::vector<std::string> ids;
  auto& notes = program->known->notes.emplace();
  for (int i = 0; i < 3000; ++i) {
    ids.push_back(fmt::format("c{}", i));
    notes.emplace(ids.back(), ids.back());
  }
  start(ids);
  const auto given = [this] { return process().call().args.size() - 1; };
  BOOST_TEST(given() == 3000U);
  const auto runs = [&](std::size_t first, std::size_t many) {
    std::string lines;
    for (auto i = first; i < first + many; ++i) lines += fmt::format("> c{0}\n< c{0}\n", i);
    process().childData(1, lines);
    reactor.advance(0.001);
  };
  const auto dies = [&](std::size_t in) {
    process().childData(1, fmt::format("> c{}\n", in));
    reactor.advance(0.001);
    process().endBySignal(11);
  };
  runs(0, 100);
  dies(100);
  BOOST_TEST(given() == 1U);  // it is tried alone
  dies(100);
  BOOST_TEST(given() == 404U);
  dies(101);
  BOOST_TEST(given() == 256U);
  BOOST_TEST(process().call().args[1] == "c102");
  runs(102, 256);
  process().end();
  BOOST_TEST(given() == 1024U);
  runs(358, 1024);
  process().end();
  BOOST_TEST(given() == 1618U);
  runs(1382, 1618);
  process().end();
  BOOST_TEST(done.called());
  BOOST_TEST(listener.results.size() == 3000U);
}

BOOST_AUTO_TEST_CASE(processes_behind_many_that_died_get_few_cases) {
  std::vector<std::string> ids;
  auto& notes = program->known->notes.emplace();
  for (int i = 0; i < 1000; ++i) {
    ids.push_back(fmt::format("c{}", i));
    notes.emplace(ids.back(), ids.back());
  }
  start(ids);
  const auto given = [this] { return process().call().args.size() - 1; };
  std::size_t next = 0;
  for (const std::size_t many : {1000U, 256U, 64U, 16U, 4U, 4U}) {
    BOOST_TEST(given() == many);
    process().childData(1, fmt::format("> c{}\n", next++));
    reactor.advance(0.001);
    process().endBySignal(6);
  }
  std::string lines;
  for (int i = 0; i < 4; ++i, ++next) lines += fmt::format("> c{0}\n< c{0}\n", next);
  process().childData(1, lines);
  reactor.advance(0.001);
  process().end();
  BOOST_TEST(given() == 16U, "the next ones get more again");
}

BOOST_AUTO_TEST_CASE(a_listed_program_is_not_listed_again) {
  program->known->notes = CaseNotes{{"one", "7"}};
  start({"one"});
  BOOST_TEST(process().call().args == (std::vector<std::string>{"./places", "7"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_case_that_is_not_listed_any_more_is_an_error_and_the_others_run) {
  start({"gone", "one"});
  lists("one=1\n");
  BOOST_TEST(process().call().args == (std::vector<std::string>{"./places", "1"}),
             boost::test_tools::per_element());
  passes("> one\n< one\n");
  BOOST_TEST(done.called());
  BOOST_CHECK((listener.results.at("gone").kind == Kind::error));
  BOOST_TEST(listener.results.at("gone").details.starts_with(
      "places does not list the case gone any more"));
  BOOST_CHECK((listener.results.at("one").kind == Kind::failure));
}

BOOST_AUTO_TEST_CASE(cases_of_a_program_that_does_not_list_any_more_are_errors) {
  start({"one", "two"});
  lists("");
  BOOST_TEST(done.called());
  BOOST_TEST(reactor.spawned().size() == 1U);
  BOOST_CHECK((listener.results.at("one").kind == Kind::error));
  BOOST_CHECK((listener.results.at("two").kind == Kind::error));
}

BOOST_AUTO_TEST_CASE(a_run_that_is_given_up_while_the_program_lists_starts_nothing) {
  start({"one"});
  run.reset();
  process().endBySignal(9);
  BOOST_TEST(reactor.spawned().size() == 1U);
  BOOST_TEST(!done.called());
}

BOOST_AUTO_TEST_SUITE_END()
