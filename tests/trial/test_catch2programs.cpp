// Programs with Catch2 2.13 are run, and compared with what they report when they run alone.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <trial/loader.hpp>
#include <trial/programs/adapters.hpp>
#include <trial/programs/failures.hpp>
#include <trial/programs/listing.hpp>
#include <trial/programs/run/programrun.hpp>
#include <trial/suite.hpp>

#include "folders.hpp"
#include "sampleprograms.hpp"
#include "texts.hpp"

using boost::unit_test::label;
using namespace trial::frameworks;
using Kind = trial::CaseResult::Kind;
using sampleprograms::sample;

BOOST_AUTO_TEST_SUITE(Catch2ProgramTests, *boost::unit_test::timeout(120))

namespace {

using Names = std::vector<std::string>;

/// A case's outcome, and something that only it says.
struct Outcome {
  char kind = '?';  // . passed, F failed, E threw, X failed as expected
  std::string said;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};
std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
  return out << outcome.kind << ' ' << outcome.said;
}

class Outcomes final : public IProgramListener {
 public:
  void caseStarted(const std::string& id) override { started.push_back(id); }
  void caseFinished(const std::string& id, trial::CaseReport&& report) override {
    BOOST_TEST(!of.contains(id), id << " is finished twice");
    BOOST_TEST_REQUIRE(report.results.size() == 1U);
    const auto& result = report.results.front();
    BOOST_TEST_REQUIRE((result.kind != Kind::skip && result.kind != Kind::unexpectedSuccess));
    const auto text = detailsOf(result);
    const auto first = text.substr(0, text.find('\n'));
    of[id] = {".EFX"[static_cast<std::size_t>(result.kind)], first.substr(0, first.find(": "))};
    details[id] = text;
  }
  void programError(const std::string& text) override { programErrors.push_back(text); }
  void output(int, std::string_view) override {}
  Names started;
  Names programErrors;
  std::map<std::string, Outcome> of;
  std::map<std::string, std::string> details;
};

struct Runs : sampleprograms::Loop {
  Listing listed(const ProgramPtr& program) {
    Listing listing;
    const auto asked = listProgram(loop, loop, program);
    until(asked);
    asked.addCallback([&listing](const Listing& told) { listing = told; });
    BOOST_TEST(listing.error == "");
    return listing;
  }
  static Names visible(const Listing& listing) {
    Names ids;
    for (const auto& one : listing.cases) {
      if (!one.hidden) ids.push_back(one.id);
    }
    return ids;
  }
  Outcomes run(const ProgramPtr& program, const Names& ids) {
    Outcomes outcomes;
    ProgramRun run(loop, loop, program, ids, outcomes);
    until(run.start());
    return outcomes;
  }
  /// In a process that has not listed the program, as a worker.
  Outcomes runUnlisted(const std::string& name, const Names& ids) { return run(sample(name), ids); }
};

/// What a program reports when it runs alone, in its order, by the bare text of its report.
std::vector<Outcome> alone(const std::string& name, const std::string& arguments = {}) {
  const auto file = std::filesystem::temp_directory_path() / fmt::format("c2-{}.xml", ::getpid());
  const auto command = fmt::format("'{}' {} -r xml -o '{}' >/dev/null 2>&1",
                                   (folders::programs / name).string(), arguments, file.string());
  BOOST_TEST(std::system(command.c_str()) != -1);
  const auto report = texts::contentOf(file);
  std::filesystem::remove(file);
  std::vector<Outcome> outcomes;
  constexpr std::string_view head = "<TestCase ";
  for (auto at = report.find(head); at != std::string::npos;) {
    const auto next = report.find(head, at + 1);
    const auto text = report.substr(at, next == std::string::npos ? next : next - at);
    at = next;
    const auto has = [&text](const char* part) { return texts::contains(text, part); };
    const auto attribute = [&text](std::string_view key, std::size_t from) {
      const auto begin = text.find(fmt::format(" {}=\"", key), from) + key.size() + 3;
      return text.substr(begin, text.find('"', begin) - begin);
    };
    const bool failed = has("<OverallResult success=\"false\"");
    const auto check =
        std::min({text.find("<Expression"), text.find("<Failure"), text.find("<Exception")});
    auto& outcome = outcomes.emplace_back();
    const bool wantedNoThrow = has("THROW");
    outcome.kind = !failed                               ? (check == std::string::npos ? '.' : 'X')
                   : has("<Exception") && !wantedNoThrow ? 'E'
                                                         : 'F';
    if (check != std::string::npos)
      outcome.said = fmt::format("{}:{}", attribute("filename", check), attribute("line", check));
    if (failed && check == std::string::npos)
      outcome.said = "it passed, but its tag [!shouldfail] says that it fails";
  }
  return outcomes;
}

void compare(const Names& ids, const Outcomes& told, const std::vector<Outcome>& expected) {
  BOOST_TEST_REQUIRE(ids.size() == expected.size());
  BOOST_TEST(told.of.size() == ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto found = told.of.find(ids[i]);
    BOOST_TEST_REQUIRE((found != told.of.end()), ids[i]);
    BOOST_TEST(found->second == expected[i],
               ids[i] << ": " << found->second << ", alone " << expected[i]);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(programs_are_recognised_by_their_files, *label("CATCH-01")) {
  for (const auto* name : {"catch2_outcomes", "catch2_names", "catch2_deaths", "catch2_many"})
    BOOST_TEST(sample(name)->framework->name() == "Catch2 v2");
  // This program talks of Catch2, too.
  const auto own = frameworksOf("/proc/self/exe");
  BOOST_TEST_REQUIRE(own.size() == 1U);
  BOOST_TEST(own.front().framework->name() == "Boost.Test");
}

BOOST_FIXTURE_TEST_CASE(outcomes_are_those_of_the_program_alone, Runs, *label("CATCH-04")) {
  for (const std::string name : {"catch2_outcomes", "catch2_names"}) {
    const auto expected = alone(name);
    const auto ids = visible(listed(sample(name)));
    const auto program = sample(name);
    (void)listed(program);
    compare(ids, run(program, ids), expected);
    compare(ids, runUnlisted(name, ids), expected);

    auto reversed = ids;
    std::reverse(reversed.begin(), reversed.end());
    compare(ids, runUnlisted(name, reversed), expected);
  }
}

BOOST_FIXTURE_TEST_CASE(each_case_alone_is_what_it_is_among_others, Runs, *label("CATCH-03")) {
  for (const std::string name : {"catch2_outcomes", "catch2_names"}) {
    const auto expected = alone(name);
    const auto program = sample(name);
    const auto ids = visible(listed(program));
    Outcomes all;
    for (const auto& id : ids) all.of.merge(run(program, {id}).of);
    compare(ids, all, expected);
  }
}

BOOST_FIXTURE_TEST_CASE(hidden_cases_run_when_they_are_asked_for, Runs, *label("CATCH-07")) {
  for (const std::string name : {"catch2_outcomes", "catch2_names"}) {
    const auto program = sample(name);
    Names ids;
    for (const auto& one : listed(program).cases) {
      if (one.hidden) ids.push_back(one.id);
    }
    BOOST_TEST(!ids.empty());
    compare(ids, run(program, ids), alone(name, "'[.]'"));
  }
}

BOOST_AUTO_TEST_CASE(hidden_cases_are_loaded_when_a_name_means_them, *label("CATCH-07")) {
  trial::TestLoader loader;
  const auto count = [&loader](const std::string& behind) {
    return loader.loadByName((folders::programs / "catch2_outcomes").string() + behind)
        ->countTestCases();
  };
  BOOST_TEST(count("") == 36);
  BOOST_TEST(count("::is hidden and fails") == 1);
  BOOST_TEST(count("::is hidden*") == 2);
  BOOST_TEST(count("::*") == 39);
}

BOOST_FIXTURE_TEST_CASE(a_death_costs_its_case_and_nothing_else, Runs,
                        *label("CATCH-06") * label("CATCH-08")) {
  const auto program = sample("catch2_deaths");
  const auto ids = visible(listed(program));
  BOOST_TEST(ids.size() == 13U);
  auto outcomes = run(program, ids);
  BOOST_TEST(outcomes.started == ids, boost::test_tools::per_element());
  const auto said = [&outcomes](const std::string& id, std::string_view text) {
    BOOST_TEST(outcomes.of[id].kind == 'E', id);
    BOOST_TEST(texts::contains(outcomes.details[id], text), id << ": " << outcomes.details[id]);
  };
  for (const auto* id : {"first", "its child crashes", "closes the report", "last"})
    BOOST_TEST(outcomes.of[id].kind == '.', id);
  BOOST_TEST(outcomes.of["between, fails"].kind == 'F');
  BOOST_TEST(outcomes.of["its child crashes, and it fails"].kind == 'F');
  BOOST_TEST(
      texts::contains(outcomes.details["its child crashes, and it fails"], "CHECK( status == 0 )"));
  said("by a signal", "ended by signal 11 (SIGSEGV) in the middle of the case by a signal:\n");
  said("by a signal", "  in section: outer / inner");
  said("by an abort", "CHECK( 1 == 2 )");
  said("by exit", "in the middle of the case by exit");
  said("by exit with a status", "in the middle of the case by exit with a status");
  said("by _exit", "exited with status 0 in the middle of the case by _exit");
  said("by a signal that is not caught", "ended by signal 9 (SIGKILL)");
  said("damages the report", "its report cannot be read any further");
}

BOOST_FIXTURE_TEST_CASE(a_child_that_comes_back_out_of_its_case_costs_no_other_case, Runs,
                        *label("PROG-451") * label("PROG-453") * label("PROG-463")) {
  const auto program = sample("catch2_forks");
  auto ids = visible(listed(program));
  BOOST_TEST(ids.size() == 9U);
  for (const bool reversed : {false, true}) {
    if (reversed) std::reverse(ids.begin(), ids.end());
    auto outcomes = run(program, ids);
    BOOST_TEST(outcomes.programErrors.empty());
    BOOST_TEST(outcomes.of.size() == ids.size());
    for (const auto* id :
         {"first", "ends the child", "its child comes back, and it passes", "last"})
      BOOST_TEST(outcomes.of[id].kind == '.', id << ": " << outcomes.details[id]);
    const std::pair<const char*, const char*> failed[] = {
        {"its child comes back", "1 == 2"},
        {"between, fails", "2 == 3"},
        {"its child goes on to the end", "3 == 4"}};
    for (const auto& [id, check] : failed) {
      BOOST_TEST(outcomes.of[id].kind == 'F', id << ": " << outcomes.details[id]);
      BOOST_TEST(texts::contains(outcomes.details[id], check), outcomes.details[id]);
    }
    const auto& closes = outcomes.details["closes all"];
    BOOST_TEST(outcomes.of["closes all"].kind == 'E');
    BOOST_TEST(texts::contains(closes, "closed descriptor 3, on which "), closes);
    const auto* const crashes = "its child goes on to the end, and it crashes";
    BOOST_TEST(outcomes.of[crashes].kind == 'E');
    BOOST_TEST(texts::contains(outcomes.details[crashes], "ended by signal 11 (SIGSEGV)"),
               outcomes.details[crashes]);
  }
}

BOOST_FIXTURE_TEST_CASE(two_thousand_cases_share_few_processes, Runs, *label("CATCH-03")) {
  const auto program = sample("catch2_many");
  const auto ids = visible(listed(program));
  BOOST_TEST_REQUIRE(ids.size() == 2000U);
  const auto outcomes = run(program, ids);
  BOOST_TEST(outcomes.started == ids, boost::test_tools::per_element());
  BOOST_TEST(std::all_of(outcomes.of.begin(), outcomes.of.end(),
                         [](const auto& one) { return one.second.kind == '.'; }));
}

BOOST_FIXTURE_TEST_CASE(a_status_of_a_program_whose_cases_passed_is_an_error, Runs,
                        *label("CATCH-06")) {
  ::setenv("CATCH2_MANY_STATUS", "1", 1);
  auto outcomes = run(sample("catch2_many"), {"case 3", "case 7"});
  ::unsetenv("CATCH2_MANY_STATUS");
  BOOST_TEST(outcomes.of["case 3"].kind == '.');
  BOOST_TEST(outcomes.of["case 7"].kind == '.');
  BOOST_TEST(outcomes.programErrors ==
                 Names{"catch2_many exited with status 23 after its last case\n"
                       "It ends so also when it runs nothing but case 3 or nothing but case 7."},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
