// The order in which a listener is told of cases, and how errors outside of them reach it.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <trial/programs/failures.hpp>
#include <trial/programs/run/teller.hpp>

#include "unlistedframework.hpp"

using namespace trial::frameworks;
using trial::CaseReport;

namespace {

using Lines = std::vector<std::string>;

class ProgramListener : public IProgramListener {
 public:
  void caseStarted(const std::string& id) override { heard.push_back("started " + id); }
  void caseFinished(const std::string& id, CaseReport&& report) override {
    auto line = "finished " + id;
    for (const auto& result : report.results) {
      line +=
          result.kind == trial::CaseResult::Kind::success ? " success" : " " + detailsOf(result);
    }
    heard.push_back(line);
    reports.push_back(std::move(report));
  }
  void programError(const std::string& details) override { heard.push_back("program " + details); }
  void output(int, std::string_view) override {}

  Lines heard;
  std::vector<CaseReport> reports;
};

/// A framework whose failures are successes if the listing says "expected".
class Settling final : public UnlistedFramework {
 public:
  [[nodiscard]] std::string_view name() const override { return "settling"; }
  [[nodiscard]] Command runCommand(const Callee&, std::span<const std::string>,
                                   reactor::Environment) const override {
    return {};
  }
  [[nodiscard]] std::unique_ptr<ProgressParser> progress(const Callee&,
                                                         std::span<const std::string>,
                                                         IProgress&) const override {
    return nullptr;
  }
  void settle(ReportedCase& reported, std::string_view note) const override {
    if (note == reported.unsettled) reported.report.results = {trial::successResult()};
  }
};

struct Telling {
  Telling() {
    program->name = "prog";
    program->framework = &framework;
  }
  void success(const std::string& id) {
    teller.caseStarted(id);
    teller.caseFinished(id, {reportOf(trial::successResult())}, {});
  }

  Settling framework;
  std::shared_ptr<Program> program = std::make_shared<Program>();
  ProgramListener listener;
  Teller teller{program, listener};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(TellerTests, Telling)

BOOST_AUTO_TEST_CASE(the_end_of_the_last_case_is_held_back_while_the_process_runs) {
  success("one");
  success("two");
  teller.tell({.last = true});
  BOOST_TEST(listener.heard == (Lines{"started one", "finished one success", "started two"}),
             boost::test_tools::per_element());
  BOOST_TEST(!teller.allTold());
  teller.tell({});
  BOOST_TEST(listener.heard.back() == "finished two success");
  BOOST_TEST(teller.allTold());
}

BOOST_AUTO_TEST_CASE(a_failure_waits_and_all_behind_it_if_it_is_to_be_held_back,
                     *boost::unit_test::label("WARM-10")) {
  success("one");
  teller.caseStarted("two");
  teller.caseFinished("two", {reportOf(programFailure("check failed"))}, {});
  success("three");
  teller.tell({.failure = true});
  BOOST_TEST(listener.heard.back() == "started two");
  BOOST_TEST_REQUIRE(teller.failure() != nullptr);
  BOOST_TEST(*teller.failure() == "two");
  BOOST_TEST(teller.detailsOfFailure() == "check failed");
  teller.acceptFailure();
  BOOST_TEST(teller.failure() == nullptr);
  teller.tell({.failure = true});
  BOOST_TEST(listener.heard.at(3) == "finished two check failed");
  BOOST_TEST(listener.heard.back() == "finished three success");
  BOOST_TEST(teller.hasFailed("two"));
}

BOOST_AUTO_TEST_CASE(a_failure_that_waits_can_be_replaced, *boost::unit_test::label("WARM-10")) {
  teller.caseStarted("one");
  teller.mention("another ran, too");
  teller.caseFinished("one", {reportOf(programFailure("check failed"))}, {"text", "te", "xt"});
  teller.tell({.failure = true});
  auto report = reportOf(trial::successResult());
  addWarning(report, "prog", "it failed before");
  teller.replaceFailure({std::move(report)}, {"other", "oth", "er"});
  teller.tell({.failure = true});
  BOOST_TEST(listener.heard.back() == "finished one success");
  BOOST_TEST(listener.reports.back().out == "oth");
  BOOST_TEST_REQUIRE(listener.reports.back().warnings.size() == 2U);
  BOOST_TEST(listener.reports.back().warnings.front().message == "another ran, too");
  BOOST_TEST(!teller.hasFailed("one"));
}

BOOST_AUTO_TEST_CASE(a_failure_does_not_wait_that_has_an_error_of_an_earlier_process,
                     *boost::unit_test::label("WARM-10")) {
  teller.outsideError({}, "before", {});
  teller.processBegins();
  success("one");
  teller.tell({.failure = true});
  BOOST_TEST(listener.heard.back() == "finished one after this case, at the end:\nbefore");
  teller.outsideError({}, "of this process", {});
  success("two");
  teller.tell({.failure = true});
  BOOST_TEST(listener.heard.back() == "started two");
}

BOOST_AUTO_TEST_CASE(an_error_outside_of_cases_is_added_to_the_one_before) {
  success("one");
  teller.outsideError("A", "leaks", {"text", "te", "xt"});
  teller.tell({});
  BOOST_TEST(listener.heard.back() ==
             "finished one after this case, at the end of suite \"A\":\nleaks\nIts output:\ntext");
  BOOST_TEST(listener.reports.back().out == "te");
  BOOST_TEST(listener.reports.back().err == "xt");
}

BOOST_AUTO_TEST_CASE(an_error_outside_of_cases_waits_for_one_if_none_is_there) {
  teller.outsideError({}, "first", {});
  teller.caseStarted("one");
  teller.outsideError("A", "second", {});
  teller.caseFinished("one", {reportOf(programFailure("check failed"))}, {});
  teller.tell({});
  BOOST_TEST(listener.heard.back() ==
             "finished one check failed\nafter this case, at the end:\nfirst\nsecond");
  BOOST_TEST(!listener.reports.back().successful());
}

BOOST_AUTO_TEST_CASE(an_error_of_the_program_does_not_stand_between_a_case_and_its_error) {
  success("one");
  teller.programError("leaks");
  teller.outsideError({}, "late", {});
  BOOST_TEST(!teller.allTold());
  teller.tell({});
  BOOST_TEST(listener.heard[1] == "finished one after this case, at the end:\nlate");
  teller.outsideError({}, "later", {});
  BOOST_TEST(!teller.allTold());
  teller.noMoreCases();
  teller.tell({});
  BOOST_TEST(teller.allTold());
  BOOST_TEST(listener.heard.size() == 4U);
}

BOOST_AUTO_TEST_CASE(a_case_is_finished_once) {
  success("one");
  teller.caseFinished("one", {reportOf(programError("again"))}, {});
  BOOST_TEST(teller.isFinished("one"));
  teller.tell({});
  BOOST_TEST(listener.heard == (Lines{"started one", "finished one success"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_case_that_depends_on_the_listing_waits_for_it_with_all_behind_it) {
  teller.caseStarted("one");
  teller.caseFinished("one", {reportOf(programFailure("x")), "expected"}, {});
  teller.caseStarted("two");
  teller.caseFinished("two", {reportOf(programFailure("y")), "expected"}, {});
  teller.tell({});
  BOOST_TEST(teller.waitsForListing());
  BOOST_TEST(listener.heard.size() == 1U);
  program->known->notes.emplace().emplace("one", "expected");
  teller.tell({});
  BOOST_TEST(!teller.waitsForListing());
  BOOST_TEST(listener.heard ==
                 (Lines{"started one", "finished one success", "started two", "finished two y"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_error_behind_a_case_settles_it) {
  teller.caseStarted("one");
  teller.caseFinished("one", {reportOf(programFailure("x")), "expected"}, {});
  teller.outsideError({}, "leaks", {});
  teller.tell({});
  BOOST_TEST(!teller.waitsForListing());
  BOOST_TEST(listener.heard.back() == "finished one x\nafter this case, at the end:\nleaks");
}

BOOST_AUTO_TEST_CASE(what_a_child_may_have_written_waits_and_can_be_taken_back,
                     *boost::unit_test::label("BOOST-06")) {
  const auto maybeOfChild = [this](const std::string& id, trial::CaseResult result) {
    ReportedCase reported{reportOf(std::move(result))};
    reported.maybeOfChild = true;
    teller.caseStarted(id);
    teller.caseFinished(id, std::move(reported), {});
  };
  success("one");
  maybeOfChild("two", trial::successResult());
  maybeOfChild("three", trial::successResult());
  teller.tell({});
  BOOST_TEST(listener.heard.back() == "started two");
  BOOST_TEST(teller.takeBack("two"));
  BOOST_TEST(!teller.isFinished("two"));
  BOOST_TEST(!teller.isFinished("three"));
  BOOST_TEST(!teller.takeBack("one"), "it is told already");
  teller.caseFinished("two", {reportOf(programFailure("of its own"))}, {});
  maybeOfChild("three", trial::successResult());
  teller.tell({});
  BOOST_TEST(listener.heard.back() == "started three");
  BOOST_TEST(teller.waitsForChildren());
  teller.confirmEnds();
  teller.tell({});
  BOOST_TEST(listener.heard.back() == "started three", "it was told behind the mark");
  teller.mark();
  teller.confirmEnds();
  teller.tell({});
  BOOST_TEST(listener.heard.back() == "started three", "it may have been in the pipe at the mark");
  teller.mark();
  teller.confirmEnds();
  teller.tell({});
  BOOST_TEST(listener.heard ==
                 (Lines{"started one", "finished one success", "started two",
                        "finished two of its own", "started three", "finished three success"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_failure_of_a_case_that_was_told_too_early_is_not_lost,
                     *boost::unit_test::label("BOOST-06")) {
  success("one");
  success("two");
  success("three");
  teller.tell({});
  BOOST_TEST(!teller.takeBack("one"));
  teller.caseFinished("one", {reportOf(programFailure("of its own"))}, {});
  success("two");
  teller.caseFinished("three", {reportOf(programFailure("x")), "expected"}, {});
  program->known->notes.emplace().emplace("three", "expected");
  teller.tell({});
  BOOST_TEST_REQUIRE(listener.heard.size() == 7U);
  BOOST_TEST(listener.heard.back() ==
             "program one was told to be over before it was. The program itself tells of it:\n"
             "of its own");
}

BOOST_AUTO_TEST_CASE(a_case_that_was_told_too_early_is_finished_once_however_often_it_is_taken_back,
                     *boost::unit_test::label("PROG-461")) {
  success("one");
  teller.tell({});
  for (const char* said : {"first", "second"}) {
    BOOST_TEST(!teller.takeBack("one"));
    teller.caseFinished("one", {reportOf(programFailure(said))}, {});
    BOOST_TEST(teller.isFinished("one"));
  }
  teller.tell({});
  BOOST_TEST(listener.heard == (Lines{"started one", "finished one success",
                                      "program one was told to be over before it was. The program "
                                      "itself tells of it:\nsecond"}),
             boost::test_tools::per_element());
  teller.processBegins();
  teller.caseFinished("one", {reportOf(programFailure("told twice"))}, {});
  teller.tell({});
  BOOST_TEST(listener.heard.size() == 3U, "the next process was not told of too early");
}

BOOST_AUTO_TEST_CASE(what_waits_behind_a_case_that_was_told_too_early_is_taken_back,
                     *boost::unit_test::label("PROG-461")) {
  success("one");
  teller.tell({});
  ReportedCase doubtful{reportOf(trial::successResult())};
  doubtful.maybeOfChild = true;
  teller.caseFinished("two", std::move(doubtful), {});
  teller.programError("of the program");
  BOOST_TEST(!teller.takeBack("one"));
  BOOST_TEST(!teller.isFinished("two"));
  teller.tell({});
  BOOST_TEST(
      listener.heard == (Lines{"started one", "finished one success", "program of the program"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_told_from_a_doubtful_end_on_is_taken_back,
                     *boost::unit_test::label("PROG-451")) {
  BOOST_TEST(!teller.takeBackDoubtful().has_value());
  teller.caseStarted("one");
  teller.caseFinished("one", {reportOf(trial::successResult())}, {});
  teller.caseStarted("two");
  ReportedCase doubtful{reportOf(trial::successResult())};
  doubtful.maybeOfChild = true;
  teller.caseFinished("two", std::move(doubtful), {});
  teller.caseStarted("three");
  teller.caseFinished("three", {reportOf(programFailure("of the parent in two"))}, {});
  teller.tell({.last = true});
  BOOST_TEST(teller.takeBackDoubtful().value_or("") == "two");
  BOOST_TEST(teller.isFinished("one"));
  BOOST_TEST(!teller.isFinished("two"));
  BOOST_TEST(!teller.isFinished("three"));
  teller.tell({});
  BOOST_TEST(listener.heard == (Lines{"started one", "finished one success", "started two"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_failure_that_may_be_of_a_child_is_none_if_nothing_failed,
                     *boost::unit_test::label("BOOST-06")) {
  for (const bool nothingFailed : {true, false}) {
    ProgramListener heard;
    Teller own(program, heard);
    ReportedCase reported{reportOf(programFailure("check failed"))};
    reported.maybeOfChild = true;
    own.caseFinished("one", std::move(reported), {});
    own.mark();
    own.confirmEnds();
    own.tell({});
    BOOST_TEST(heard.heard.empty(), "the end of the process decides");
    own.confirmAll(nothingFailed);
    own.tell({});
    BOOST_TEST(heard.heard.back() ==
               (nothingFailed ? "finished one success" : "finished one check failed"));
    BOOST_TEST(heard.reports.back().warnings.size() == (nothingFailed ? 1U : 0U));
  }
}

BOOST_AUTO_TEST_CASE(a_failure_that_the_listing_expects_is_not_of_a_child) {
  ReportedCase reported{reportOf(programFailure("x")), "expected"};
  reported.maybeOfChild = true;
  teller.caseFinished("one", std::move(reported), {});
  teller.confirmAll(true);
  program->known->notes.emplace().emplace("one", "expected");
  teller.tell({});
  BOOST_TEST(listener.heard.back() == "finished one success");
  BOOST_TEST(listener.reports.back().warnings.empty());
}

BOOST_AUTO_TEST_CASE(a_case_that_runs_again_starts_once) {
  teller.caseStarted("one");
  success("one");
  teller.tell({});
  BOOST_TEST(listener.heard == (Lines{"started one", "finished one success"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_mention_goes_with_the_next_case_or_the_last,
                     *boost::unit_test::label("PROG-11")) {
  success("one");
  teller.mention("of another case");
  success("two");
  teller.mention("of yet another");
  teller.confirmAll(false);
  teller.tell({});
  BOOST_TEST(listener.reports[0].warnings.empty());
  BOOST_TEST_REQUIRE(listener.reports[1].warnings.size() == 2U);
  BOOST_TEST(listener.reports[1].warnings[0].message == "of another case");
  BOOST_TEST(listener.reports[1].warnings[1].message == "of yet another");
  BOOST_TEST(listener.reports[1].successful());
}

BOOST_AUTO_TEST_CASE(output_stands_with_failures_and_not_with_successes) {
  teller.caseStarted("one");
  teller.caseFinished("one", {reportOf(trial::successResult())}, {"said\n", "said\n", ""});
  teller.caseStarted("two");
  teller.caseFinished("two", {reportOf(programFailure("check failed"))}, {"said\n", "", "said\n"});
  teller.tell({});
  BOOST_TEST(listener.heard == (Lines{"started one", "finished one success", "started two",
                                      "finished two check failed\nIts output:\nsaid"}),
             boost::test_tools::per_element());
  BOOST_TEST(listener.reports[0].out == "said\n");
  BOOST_TEST(listener.reports[1].err == "said\n");
}

BOOST_AUTO_TEST_CASE(a_listener_that_throws_can_be_told_the_rest) {
  struct Throwing : ProgramListener {
    void caseStarted(const std::string& id) override {
      if (id == "one") throw std::runtime_error("no more");
      ProgramListener::caseStarted(id);
    }
  } throwing;
  Teller own(program, throwing);
  own.caseStarted("one");
  own.caseStarted("two");
  BOOST_CHECK_THROW(own.tell({}), std::runtime_error);
  BOOST_TEST(!own.isTelling());
  own.tell({});
  BOOST_TEST(throwing.heard == Lines{"started two"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
