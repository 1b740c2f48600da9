// Programs written with doctest are run, by the adapter and by themselves: what they report
// themselves is what must come out.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <ostream>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <trial/programs/failures.hpp>
#include <trial/programs/listing.hpp>
#include <trial/programs/run/programrun.hpp>
#include <trial/programs/xmldocuments.hpp>

#include "sampleprograms.hpp"
#include "texts.hpp"

using namespace trial::frameworks;
using boost::unit_test::label;
using sampleprograms::sample;
using trial::CaseReport;
using trial::CaseResult;

BOOST_AUTO_TEST_SUITE(DoctestProgramTests, *boost::unit_test::timeout(120))

namespace {

using Kind = CaseResult::Kind;
using Ids = std::vector<std::string>;

/// What came out for a case; its text has no end of its output, and no times.
struct Outcome {
  Kind kind = Kind::success;
  std::string details = {};
  friend bool operator==(const Outcome&, const Outcome&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
    return out << static_cast<int>(outcome.kind) << ' ' << outcome.details;
  }
};
using Outcomes = std::map<std::string, Outcome>;

class Listener final : public IProgramListener {
 public:
  void caseStarted(const std::string& id) override { started.push_back(id); }
  void caseFinished(const std::string& id, CaseReport&& report) override {
    BOOST_TEST_REQUIRE(report.results.size() == 1U);
    const auto text = detailsOf(report.results.front());
    static const std::regex time("took [^ ]+ s");
    const auto details = text.substr(0, text.find("\nIts output:\n"));
    BOOST_TEST(outcomes
                   .emplace(id, Outcome{report.results.front().kind,
                                        std::regex_replace(details, time, "took long")})
                   .second,
               id << " is finished twice");
    out[id] = report.out;
    err[id] = report.err;
    timed += report.seconds.has_value() ? 1 : 0;
  }
  void programError(const std::string& details) override { programErrors.push_back(details); }
  void output(int, std::string_view) override {}

  Ids started;
  Ids programErrors;
  Outcomes outcomes;
  std::map<std::string, std::string> out;
  std::map<std::string, std::string> err;
  int timed = 0;
};

struct Programs : sampleprograms::Loop {
  ~Programs() { ::unsetenv("TRIAL_DOCTEST_MAIN"); }

  Listing list(const ProgramPtr& program) {
    const auto listed = listProgram(loop, loop, program);
    until(listed);
    Listing listing;
    listed.addCallback([&listing](const Listing& result) { listing = result; });
    return listing;
  }
  Ids enabled(const ProgramPtr& program) {
    Ids ids;
    for (const auto& one : list(program).cases) {
      if (!one.disabled) ids.push_back(one.id);
    }
    return ids;
  }
  Outcomes run(const ProgramPtr& program, Ids ids) {
    listener = std::make_unique<Listener>();
    ProgramRun programRun(loop, loop, program, std::move(ids), *listener);
    const auto done = programRun.start();
    until(done);
    return listener->outcomes;
  }
  Outcomes runAll(const std::string& name) {
    const auto program = sample(name);
    return run(program, enabled(program));
  }
  /// Of the program with a `main` that does this.
  Outcomes runMain(const char* does) {
    ::setenv("TRIAL_DOCTEST_MAIN", does, 1);
    return runAll("doctest_main");
  }

  std::unique_ptr<Listener> listener;
};

/// What a case says in the program's own report.
struct OwnCase {
  std::string suite;
  std::string name;
  bool skipped = false;
  bool success = false;
  bool exception = false;
  std::vector<std::string> said = {};  // places and texts of what failed
};

/// Reads the report that a program writes when it is run by itself.
class OwnReport final : public IXmlListener {
 public:
  explicit OwnReport(const std::string& program) {
    const auto file =
        std::filesystem::temp_directory_path() / fmt::format("trial-doctest-{}.xml", ::getpid());
    const auto command = fmt::format("'{}/{}' --reporters=xml --out='{}' >/dev/null 2>&1",
                                     TRIAL_TEST_PROGRAMS, program, file.string());
    BOOST_TEST(std::system(command.c_str()) != 0);
    documents_.received(texts::contentOf(file));
    std::filesystem::remove(file);
    BOOST_TEST(documents_.error() == "");
  }

  void opened(const XmlElement& element) override {
    if (element.name == "TestSuite") suite_ = element.attribute("name");
    if (element.name == "TestCase") {
      cases.push_back({suite_, element.attribute("name")});
      cases.back().skipped = element.attribute("skipped") == "true";
    }
    if (element.name == "Expression" || element.name == "Message") {
      failing_ = !element.attribute("type").starts_with("WARN");
      inside_ = true;
      say(fmt::format("{}:{}: {}", element.attribute("filename"), element.attribute("line"),
                      element.attribute("type")));
    }
  }
  void closed(const XmlElement& element) override {
    if (element.name == "Expression" || element.name == "Message") inside_ = false;
    const auto first = element.text.find_first_not_of(" \n");
    const auto last = element.text.find_last_not_of(" \n");
    const auto text =
        first == std::string::npos ? std::string() : element.text.substr(first, last + 1 - first);
    if (element.name == "OverallResultsAsserts" && !cases.empty() &&
        element.attributes.contains("test_case_success")) {
      cases.back().success = element.attribute("test_case_success") == "true";
    }
    if (element.name == "OverallResultsTestCases") {
      failures = std::stoi(element.attribute("failures"));
      successes = std::stoi(element.attribute("successes"));
    }
    if (inside_) say(text);
    if (element.name == "Exception" && !inside_ &&
        !text.starts_with("exception thrown in subcase")) {
      cases.back().exception = true;
      cases.back().said.push_back(text);
    }
  }

  std::vector<OwnCase> cases;
  int failures = 0;
  int successes = 0;

 private:
  void say(const std::string& text) {
    if (failing_ && !cases.empty()) cases.back().said.push_back(text);
  }

  XmlDocuments documents_{*this};
  std::string suite_;
  bool inside_ = false;
  bool failing_ = false;
};

/// Compares what came out of a case with what the program says of it itself.
void compare(const OwnCase& own, const Outcome& outcome, const std::string& id) {
  const bool allowed = outcome.kind == Kind::success || outcome.kind == Kind::expectedFailure;
  BOOST_TEST(allowed == own.success, id);
  BOOST_TEST((outcome.kind == Kind::error) == (own.exception && !own.success), id);
  if (outcome.kind == Kind::success) BOOST_TEST(own.said.empty(), id);
  std::size_t from = 0;
  for (const auto& said : own.said) {
    const auto at = outcome.details.find(said, from);
    BOOST_TEST((at != std::string::npos || outcome.details.find(said) != std::string::npos),
               id << " does not say " << said << " but " << outcome.details);
    if (at != std::string::npos) from = at;
  }
}

long count(const Outcomes& outcomes, Kind kind) {
  return std::count_if(outcomes.begin(), outcomes.end(),
                       [kind](const auto& one) { return one.second.kind == kind; });
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(every_case_comes_out_as_the_program_says_itself, Programs,
                        *label("DOC-06") * label("DOC-07")) {
  const OwnReport own("doctest_outcomes");
  const auto program = sample("doctest_outcomes");
  const auto listing = list(program);
  BOOST_TEST_REQUIRE(listing.cases.size() == own.cases.size());
  Ids ids;
  for (const auto& one : listing.cases) {
    if (!one.disabled) ids.push_back(one.id);
  }
  const auto outcomes = run(program, ids);
  for (std::size_t i = 0; i < own.cases.size(); ++i) {
    const auto& expected = own.cases[i];
    const auto& one = listing.cases[i];
    BOOST_TEST(one.disabled == expected.skipped, one.id);
    if (!expected.suite.empty()) BOOST_TEST(one.path.front() == expected.suite);
    if (expected.name.find_first_of("\r\n") == std::string::npos)
      BOOST_TEST(one.path.back().starts_with(expected.name.empty() ? "(no name)" : expected.name));
    if (!one.disabled) compare(expected, outcomes.at(one.id), one.id);
  }
  BOOST_TEST(listener->started == ids, boost::test_tools::per_element());
  BOOST_TEST(listener->timed == static_cast<int>(ids.size()));
  BOOST_TEST(count(outcomes, Kind::failure) + count(outcomes, Kind::error) == own.failures);
  BOOST_TEST(count(outcomes, Kind::success) + count(outcomes, Kind::expectedFailure) ==
             own.successes);
}

BOOST_FIXTURE_TEST_CASE(a_case_alone_and_in_any_order_comes_out_the_same, Programs,
                        *label("DOC-04") * label("DOC-05")) {
  const auto program = sample("doctest_outcomes");
  auto ids = enabled(program);
  const auto together = run(program, ids);
  std::reverse(ids.begin(), ids.end());
  BOOST_TEST((run(program, ids) == together));
  std::stable_partition(ids.begin(), ids.end(),
                        [](const std::string& id) { return id.size() % 2 == 0; });
  BOOST_TEST((run(program, ids) == together));
  for (const auto& id : ids) {
    const auto alone = run(program, {id});
    BOOST_TEST(alone.size() == 1U);
    BOOST_TEST(alone.at(id) == together.at(id), id);
  }
}

BOOST_FIXTURE_TEST_CASE(a_skipped_case_runs_when_it_is_asked_for, Programs, *label("DOC-04")) {
  const auto program = sample("doctest_outcomes");
  const auto outcomes =
      run(program, {"decorated/skipped", "skipped altogether/two", "decorated/not skipped"});
  BOOST_TEST(outcomes.size() == 3U);
  BOOST_TEST(outcomes.at("decorated/skipped").details.ends_with("FATAL ERROR: must not run"));
  BOOST_TEST((outcomes.at("skipped altogether/two").kind == Kind::failure));
  BOOST_TEST((outcomes.at("decorated/not skipped").kind == Kind::success));
}

BOOST_FIXTURE_TEST_CASE(a_death_costs_its_case_and_nothing_else, Programs, *label("DOC-08")) {
  const auto outcomes = runAll("doctest_deaths");
  BOOST_TEST(outcomes.size() == 12U);
  const auto dying = [&](const std::string& name) {
    const auto& outcome = outcomes.at("dying/" + name);
    BOOST_TEST((outcome.kind == Kind::error), name);
    return outcome.details;
  };
  const auto how = [&](const std::string& name) {
    const auto details = dying(name);
    const std::string_view program = "doctest_deaths ";
    BOOST_TEST(details.starts_with(program));
    return details.substr(program.size(), details.find(" in the middle of") - program.size());
  };
  BOOST_TEST(how("segfaults") == "ended by signal 11 (SIGSEGV)");
  BOOST_TEST(how("is killed") == "ended by signal 9 (SIGKILL)");
  BOOST_TEST(how("exits with 0") == "exited with status 0");
  BOOST_TEST(how("exits at once with 0") == "exited with status 0");
  BOOST_TEST(how("exits with 3") == "exited with status 3");
  for (const char* name : {"aborts behind a failed check", "terminates", "should fail and aborts",
                           "may fail and aborts"})
    BOOST_TEST(how(name) == "ended by signal 6 (SIGABRT)", name);
  BOOST_TEST(dying("exits with 3").find("in subcase \"in a subcase\":\n") != std::string::npos);
  BOOST_TEST(dying("aborts behind a failed check").find("CHECK( 1 == 2 )") != std::string::npos);
  BOOST_TEST((outcomes.at("dying/between").kind == Kind::failure));
  BOOST_TEST((outcomes.at("first").kind == Kind::success));
  BOOST_TEST((outcomes.at("last").kind == Kind::success));
}

BOOST_FIXTURE_TEST_CASE(what_a_child_of_a_case_reports_does_not_end_the_case, Programs,
                        *label("DOC-08")) {
  const auto outcomes = runAll("doctest_forks");
  BOOST_TEST(outcomes.size() == 5U);
  for (const auto& [id, outcome] : outcomes)
    BOOST_TEST((outcome.kind == (id == "child aborts" ? Kind::failure : Kind::success)), id);
  const auto& details = outcomes.at("child aborts").details;
  BOOST_TEST(details.starts_with("in subcase \"twice\":\n"));
  BOOST_TEST(details.find("crashed") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_child_that_comes_back_out_of_its_case_costs_no_other_case, Programs,
                        *label("PROG-451") * label("PROG-453") * label("PROG-463")) {
  const auto program = sample("doctest_returns");
  auto ids = enabled(program);
  for (const bool reversed : {false, true}) {
    if (reversed) std::reverse(ids.begin(), ids.end());
    auto outcomes = run(program, ids);
    BOOST_TEST(listener->programErrors.empty());
    BOOST_TEST(outcomes.size() == 9U);
    for (const auto* id :
         {"first", "ends the child", "its child comes back, and it passes", "last"})
      BOOST_TEST((outcomes[id].kind == Kind::success), id << ": " << outcomes[id]);
    const std::pair<const char*, const char*> failed[] = {
        {"its child comes back", "1 == 2"},
        {"between, fails", "2 == 3"},
        {"its child goes on to the end", "3 == 4"}};
    for (const auto& [id, check] : failed) {
      BOOST_TEST((outcomes[id].kind == Kind::failure), id << ": " << outcomes[id]);
      BOOST_TEST(texts::contains(outcomes[id].details, check), outcomes[id]);
    }
    const auto& closes = outcomes["closes all"];
    BOOST_TEST((closes.kind == Kind::error));
    BOOST_TEST(texts::contains(closes.details, "closed descriptor 3, on which "), closes);
    const auto& crashes = outcomes["its child goes on to the end, and it crashes"];
    BOOST_TEST((crashes.kind == Kind::error));
    BOOST_TEST(texts::contains(crashes.details, "ended by signal 11 (SIGSEGV)"), crashes);
  }
}

BOOST_FIXTURE_TEST_CASE(the_settings_of_a_main_do_not_change_what_runs, Programs,
                        *label("DOC-10")) {
  const auto usual = runMain("");
  BOOST_TEST(usual.size() == 7U);
  BOOST_TEST(count(usual, Kind::success) == 5);
  BOOST_TEST(count(usual, Kind::failure) == 2);
  const auto& details = usual.at("fails").details;
  BOOST_TEST(details.find("in subcase \"two\":\n") != std::string::npos);
  for (const char* does : {"groups digits", "returns 3", "returns 0", "shuffles"})
    BOOST_TEST((runMain(does) == usual), does);
  for (const auto& [id, out] : listener->out)
    BOOST_TEST(out.find("the application begins") == std::string::npos, id);
  const auto early = runMain("gives up early");
  BOOST_TEST(early.size() == usual.size());
  for (const auto& [id, outcome] : early) BOOST_TEST((outcome.kind == usual.at(id).kind), id);
}

BOOST_FIXTURE_TEST_CASE(what_a_main_does_outside_of_the_tests_is_no_case, Programs,
                        *label("DOC-09")) {
  const auto behind = runMain("checks behind");
  BOOST_TEST(behind.size() == 7U);
  BOOST_TEST_REQUIRE(listener->programErrors.size() == 1U);
  BOOST_TEST(listener->programErrors[0].find(" after its last case") != std::string::npos);
  ::setenv("TRIAL_DOCTEST_MAIN", "returns 3", 1);
  const auto passes = run(sample("doctest_main"), {"first"});
  BOOST_CHECK((passes.at("first").kind == Kind::success));
  BOOST_TEST_REQUIRE(listener->programErrors.size() == 1U);
  const auto& error = listener->programErrors[0];
  BOOST_TEST(error.starts_with("doctest_main exited with status 3 after its last case"));
  BOOST_TEST(error.ends_with("\nIt ran nothing but first."));
  ::setenv("TRIAL_DOCTEST_MAIN", "checks before", 1);
  const auto listing = list(sample("doctest_main"));
  BOOST_TEST(listing.error.find("without listing its cases:\nnoise on stderr") !=
             std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_main_that_runs_its_tests_again_has_them_twice, Programs,
                        *label("DOC-05")) {
  const auto twice = runMain("runs twice");
  BOOST_TEST(twice.size() == 15U);
  BOOST_TEST(twice.at("fails#2") == twice.at("fails#1"));
  BOOST_TEST((twice.at("excluded by main").kind == Kind::failure));
}

BOOST_FIXTURE_TEST_CASE(several_copies_of_the_framework_have_their_own_cases, Programs,
                        *label("DOC-05")) {
  for (const char* name : {"doctest_copies", "doctest_shared"}) {
    const auto program = sample(name);
    const auto ids = enabled(program);
    const auto together = run(program, ids);
    BOOST_TEST(together.size() == 4U, name);
    BOOST_TEST(count(together, Kind::failure) == 2, name);
    BOOST_TEST((together.at("in the program").kind == Kind::success), name);
    BOOST_TEST((together.at("in both#1") != together.at("in both#2")), name);
    for (const auto& id : ids) BOOST_TEST((run(program, {id}).at(id) == together.at(id)), id);
  }
}

BOOST_FIXTURE_TEST_CASE(options_may_begin_with_another_word, Programs, *label("DOC-01")) {
  const auto outcomes = runAll("doctest_prefix");
  BOOST_TEST(outcomes.size() == 2U);
  BOOST_TEST(count(outcomes, Kind::failure) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
