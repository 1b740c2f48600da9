// Processes in which a child of a case may have told of the cases behind it.
#include <algorithm>
#include <csignal>
#include <map>
#include <memory>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <reactor/testing.hpp>
#include <trial/programs/failures.hpp>
#include <trial/programs/run/programrun.hpp>

#include "unlistedframework.hpp"

using namespace trial::frameworks;
using boost::unit_test::label;

BOOST_AUTO_TEST_SUITE(TakenBackTests)

namespace {

using Names = std::vector<std::string>;

/// A framework that reports a line for each event: `> CASE`, `+ CASE` if it has passed, `- CASE` if
/// it has failed, `end`, and `from CASE` when a child has come out of that.
class ForkingParser final : public ProgressParser {
 public:
  explicit ForkingParser(IProgress& listener) : listener_(listener) {}
  void received(int, std::string_view data) override {
    std::istringstream lines{std::string(data)};
    for (std::string what, id; lines >> what;) {
      if (what == "end") {
        complete_ = true;
        continue;
      }
      lines >> id;
      if (what == ">") {
        running_ = id;
        listener_.caseStarted(id);
      } else if (what == "from") {
        from_ = id;
      } else {
        running_.clear();
        const bool failed = what == "-";
        failed_ = failed_ || failed;
        listener_.caseFinished(
            id, {reportOf(failed ? programFailure("check failed") : trial::successResult())});
      }
    }
  }
  void ended(const ProcessEnd&) override {}
  [[nodiscard]] bool tellsChildren() const override { return true; }
  [[nodiscard]] std::string takenOverIn() const override { return from_; }
  [[nodiscard]] bool explains(const ProcessEnd& end) const override {
    return failed_ && end.signal == 0;
  }
  [[nodiscard]] bool begun() const override { return true; }
  [[nodiscard]] bool complete() const override { return complete_; }
  [[nodiscard]] const std::string* inProgress() const override {
    return running_.empty() ? nullptr : &running_;
  }
  [[nodiscard]] std::string detailsSoFar() const override { return {}; }
  [[nodiscard]] std::string place() const override { return {}; }
  [[nodiscard]] bool insidePlace(const std::string&) const override { return true; }

 private:
  IProgress& listener_;
  std::string running_;
  std::string from_;
  bool failed_ = false;
  bool complete_ = false;
};

class ForkingFramework final : public UnlistedFramework {
 public:
  [[nodiscard]] std::string_view name() const override { return "forking"; }
  [[nodiscard]] Command runCommand(const Callee& program, std::span<const std::string> cases,
                                   reactor::Environment env) const override {
    Command command{{program.name}, std::move(env), cases.size()};
    command.args.insert(command.args.end(), cases.begin(), cases.end());
    return command;
  }
  [[nodiscard]] std::unique_ptr<ProgressParser> progress(const Callee&,
                                                         std::span<const std::string>,
                                                         IProgress& listener) const override {
    return std::make_unique<ForkingParser>(listener);
  }
};

class Told final : public IProgramListener {
 public:
  void caseStarted(const std::string&) override {}
  void caseFinished(const std::string& id, trial::CaseReport&& report) override {
    BOOST_TEST(outcomes.emplace(id, report.successful()).second, id << " is finished twice");
    details[id] = detailsOf(report.results.front());
  }
  void programError(const std::string& text) override { programErrors.push_back(text); }
  void output(int, std::string_view) override {}

  std::map<std::string, bool> outcomes;
  std::map<std::string, std::string> details;
  Names programErrors;
};

/// A program of that framework; the test says what its processes do.
struct ForkingProgram {
  void start(Names cases) {
    program->name = "forking";
    program->file = "/nowhere/forking";
    program->folder = TRIAL_TEST_PROGRAMS;
    program->framework = &framework;
    run = std::make_unique<ProgramRun>(reactor, reactor, program, std::move(cases), told);
    done = run->start();
  }
  reactor::FakeProcess& process() { return *reactor.spawned().back(); }
  /// The cases of the process.
  Names asked() {
    const auto& args = process().call().args;
    return {args.begin() + 1, args.end()};
  }
  /// It is read when the process is over, so that a child may have written it.
  void reports(const std::string& lines) { process().childData(reportFD, lines); }

  ForkingFramework framework;
  std::shared_ptr<Program> program = std::make_shared<Program>();
  reactor::MemoryReactor reactor;
  Told told;
  std::unique_ptr<ProgramRun> run;
  reactor::Deferred<void> done{nullptr};
};

const std::string goesOnFromOne = "> one\n+ one\n> two\n- two\n> three\n+ three\nend\nfrom one\n";

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_death_that_no_case_repeats_is_an_error_of_the_program, ForkingProgram,
                        *label("PROG-462")) {
  start({"one", "two", "three"});
  reports(goesOnFromOne);
  process().endBySignal(SIGSEGV);
  BOOST_TEST(asked() == Names{"one"}, boost::test_tools::per_element());
  reports("> one\n+ one\nend\n");
  process().end();
  BOOST_TEST(asked() == (Names{"two", "three"}), boost::test_tools::per_element());
  reports("> two\n+ two\n> three\n+ three\nend\n");
  process().end();
  BOOST_TEST(done.called());
  BOOST_CHECK((told.outcomes ==
               std::map<std::string, bool>{{"one", true}, {"two", true}, {"three", true}}));
  BOOST_TEST(
      told.programErrors == Names{"forking ended by signal 11 (SIGSEGV) after its last case\n"
                                  "None of the cases that it had not finished has failed since."},
      boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_death_that_its_case_repeats_is_the_error_of_that, ForkingProgram,
                        *label("PROG-462")) {
  start({"one", "two", "three"});
  reports(goesOnFromOne);
  process().endBySignal(SIGSEGV);
  reports("> one\n");
  process().endBySignal(SIGSEGV);
  reports("> two\n+ two\n> three\n+ three\nend\n");
  process().end();
  BOOST_TEST(done.called());
  BOOST_TEST(!told.outcomes["one"]);
  BOOST_TEST(told.programErrors.empty());
}

BOOST_FIXTURE_TEST_CASE(a_failure_of_a_child_explains_no_status, ForkingProgram,
                        *label("PROG-462")) {
  for (const bool failsBefore : {false, true}) {
    told = {};
    start({"before", "one", "two", "three"});
    reports((failsBefore ? "> before\n- before\n" : "> before\n+ before\n") + goesOnFromOne);
    process().end(1);
    reports("> one\n+ one\nend\n");
    process().end();
    reports("> two\n+ two\n> three\n+ three\nend\n");
    process().end();
    BOOST_TEST(done.called());
    BOOST_TEST(told.outcomes["two"]);
    BOOST_TEST(told.programErrors.size() == (failsBefore ? 0U : 1U));
  }
}

BOOST_FIXTURE_TEST_CASE(cases_that_fork_before_one_that_crashes_do_not_run_again_too_often,
                        ForkingProgram, *label("PROG-465")) {
  constexpr std::size_t crashing = 500;
  Names ids;
  for (std::size_t i = 0; i < 600; ++i) ids.push_back(fmt::format("c{}", i));
  start(ids);
  std::size_t runs = 0;
  while (!done.called()) {
    const auto cases = asked();
    std::string lines;
    for (const auto& id : cases) {
      ++runs;
      lines += fmt::format("> {}\n", id);
      if (id == ids[crashing]) break;
      lines += fmt::format("+ {}\n", id);
    }
    const bool crashes = std::find(cases.begin(), cases.end(), ids[crashing]) != cases.end();
    // Whatever has ended before it, a child may have written.
    if (crashes && cases.front() != ids[crashing]) lines += fmt::format("from {}\n", cases.front());
    reports(crashes ? lines : lines + "end\n");
    if (crashes) {
      process().endBySignal(SIGSEGV);
    } else {
      process().end();
    }
  }
  BOOST_TEST(told.outcomes.size() == ids.size());
  BOOST_TEST(std::count_if(told.outcomes.begin(), told.outcomes.end(),
                           [](const auto& one) { return !one.second; }) == 1);
  BOOST_TEST(told.programErrors.empty());
  BOOST_TEST(runs < 5 * ids.size());
}

BOOST_AUTO_TEST_SUITE_END()
