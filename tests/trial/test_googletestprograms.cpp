// Programs of GoogleTest are run, and what is told of their cases is compared with the report that
// the program itself writes when it is run without us.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <trial/programs/failures.hpp>
#include <trial/programs/listing.hpp>
#include <trial/programs/run/programrun.hpp>
#include <trial/programs/settings/programsettings.hpp>

#include "randomprogram.hpp"
#include "sampleprograms.hpp"

BOOST_AUTO_TEST_SUITE(GoogleTestProgramTests, *boost::unit_test::timeout(120))

namespace {

using boost::unit_test::label;
using namespace trial::frameworks;
using trial::CaseReport;
using Kind = trial::CaseResult::Kind;
using Ids = std::vector<std::string>;

std::string nameOf(Kind kind) {
  constexpr const char* names[] = {"success", "error", "failure", "expected", "surprise", "skip"};
  return names[static_cast<std::size_t>(kind)];
}

/// What the program's own report says of a case.
struct OwnResult {
  Kind kind = Kind::success;
  Ids messages = {};  // of failures, each without its place
  bool dies = false;  // if it is not told to live on
  bool ran = true;
};

/// The report has the bytes of names as letters with their numbers.
std::string bytesOfName(const std::string& name) {
  std::string bytes;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto byte = static_cast<unsigned char>(name[i]);
    if (byte < 0x80U) {
      bytes += name[i];
    } else {
      BOOST_TEST_REQUIRE(i + 1 < name.size());
      const auto low = static_cast<unsigned char>(name[++i]);
      bytes += static_cast<char>(((byte & 0x1fU) << 6U) | (low & 0x3fU));
    }
  }
  return bytes;
}

bool tellsOfException(const std::string& message) {
  return message.find("C++ exception") != std::string::npos;
}

OwnResult ownResultOf(const nlohmann::json& test) {
  OwnResult own;
  own.ran = test["status"] == "RUN";
  own.dies = test.contains("dies");
  if (test.contains("failures")) {
    own.kind = Kind::failure;
    for (const auto& failure : test["failures"]) {
      const auto text = bytesOfName(failure["failure"].get<std::string>());
      own.messages.push_back(text.substr(text.find('\n') + 1));
      if (text.starts_with("unknown file\n") && tellsOfException(text)) own.kind = Kind::error;
    }
  } else if (test["result"] == "SKIPPED") {
    // What never began had a set-up that failed.
    own.kind = test["timestamp"].get<std::string>().starts_with("1970") ? Kind::error : Kind::skip;
  }
  return own;
}

/// A program's locale may separate digits; before what failed outside of suites, 1.12 forgets a
/// comma.
std::string mended(const std::string& text) {
  std::string whole;
  bool quoted = false;
  char last = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      whole += text.substr(i++, 2);
      continue;
    }
    if (text[i] == '"') quoted = !quoted;
    if (!quoted && text[i] == '.') continue;
    if (!quoted && text[i] == '{' && last == '}') whole += ',';
    if (text[i] != ' ' && text[i] != '\n') last = text[i];
    whole += text[i];
  }
  return whole;
}

using OwnReport = std::map<std::string, OwnResult>;

/// Runs the program by itself and reads what it says; empty if it dies.
OwnReport ownReport(const std::string& program, const std::string& filter = "*",
                    const std::filesystem::path& folder = TRIAL_TEST_PROGRAMS) {
  const auto file = std::filesystem::temp_directory_path() /
                    fmt::format("trial-own-{}-{}.json", program, ::getpid());
  std::filesystem::remove(file);
  const auto path = folder / program;
  const auto child = ::fork();
  if (child == 0) {
    const int nothing = ::open("/dev/null", O_WRONLY);
    ::dup2(nothing, 1);
    ::dup2(nothing, 2);
    const auto output = fmt::format("--gtest_output=json:{}", file.string());
    const auto cases = fmt::format("--gtest_filter={}", filter);
    ::setenv("TZ", "UTC", 1);
    ::setenv("TRIAL_ALIVE", "1", 1);
    ::execl(path.c_str(), path.c_str(), output.c_str(), cases.c_str(), nullptr);
    ::_exit(127);
  }
  int status = 0;
  BOOST_TEST_REQUIRE(::waitpid(child, &status, 0) == child);
  std::ifstream stream(file);
  std::stringstream text;
  text << stream.rdbuf();
  std::filesystem::remove(file);
  OwnReport report;
  if (text.str().empty()) return report;
  const auto document = nlohmann::json::parse(mended(text.str()));
  std::vector<std::pair<std::string, OwnResult>> all;
  std::map<std::string, int> many;
  for (const auto& suite : document["testsuites"]) {
    for (const auto& test : suite["testsuite"]) {
      const auto name = bytesOfName(suite["name"].get<std::string>()) + '.' +
                        bytesOfName(test["name"].get<std::string>());
      ++many[name];
      all.emplace_back(name, ownResultOf(test));
    }
  }
  std::map<std::string, int> seen;
  for (auto& [name, result] : all) {
    std::string number = many[name] == 1 ? "" : fmt::format("#{}", ++seen[name]);
    while (!number.empty() && (many.contains(name + number) || report.contains(name + number)))
      number = fmt::format("#{}", ++seen[name]);
    if (result.ran) report.emplace(name + number, result);
  }
  report.erase("NonTestSuiteFailure.");
  return report;
}

struct Told {
  Kind kind = Kind::success;
  std::string details;
  std::string out;
};

class Teller : public IProgramListener {
 public:
  void caseStarted(const std::string& id) override { started.push_back(id); }
  void caseFinished(const std::string& id, CaseReport&& report) override {
    BOOST_TEST(!told.contains(id), id << " is finished twice");
    BOOST_TEST_REQUIRE(report.results.size() == 1U);
    told[id] = {report.results.front().kind, detailsOf(report.results.front()), report.out};
  }
  void programError(const std::string& details) override { programErrors.push_back(details); }
  void output(int, std::string_view) override {}

  Ids started;
  Ids programErrors;
  std::map<std::string, Told> told;
};

struct Programs : sampleprograms::Loop {
  Listing list(const ProgramPtr& program) {
    const auto listed = listProgram(loop, loop, program);
    until(listed);
    Listing listing;
    listed.addCallback([&listing](const Listing& got) { listing = got; });
    BOOST_TEST(listing.error == "");
    return listing;
  }
  Ids enabled(const ProgramPtr& program) {
    Ids ids;
    for (const auto& listed : list(program).cases) {
      if (!listed.disabled) ids.push_back(listed.id);
    }
    return ids;
  }
  Ids enabled(const std::string& program) { return enabled(sampleprograms::sample(program)); }
  std::map<std::string, Told> run(const ProgramPtr& program, Ids ids) {
    Teller teller;
    ProgramRun programRun(loop, loop, program, std::move(ids), teller);
    const auto done = programRun.start();
    until(done);
    BOOST_TEST((teller.programErrors.empty() || programFails));
    programErrors = std::move(teller.programErrors);
    return std::move(teller.told);
  }
  std::map<std::string, Told> run(const std::string& program, Ids ids) {
    return run(sampleprograms::sample(program), std::move(ids));
  }

  bool programFails = false;
  Ids programErrors;
};

void compare(const OwnReport& own, const std::map<std::string, Told>& told) {
  for (const auto& [id, result] : told) {
    const auto found = own.find(id);
    BOOST_TEST_REQUIRE((found != own.end()), "the program itself does not know " << id);
    BOOST_TEST(nameOf(result.kind) == nameOf(found->second.kind), id << ": " << result.details);
    for (const auto& message : found->second.messages)
      BOOST_TEST(result.details.find(message) != std::string::npos,
                 id << ": " << message << " is not in " << result.details);
  }
}

/// Those that end well when they are run by themselves.
constexpr const char* wholePrograms[] = {"gtest_outcomes", "gtest_names", "gtest_quiet",
                                         "gtest_quotes", "gtest_environment_fails"};

}  // namespace

BOOST_DATA_TEST_CASE_F(Programs, outcomes_are_those_of_the_program,
                       boost::unit_test::data::make(wholePrograms), program) {
  const auto own = ownReport(program);
  auto ids = enabled(program);
  BOOST_TEST(ids.size() == own.size());
  auto told = run(program, ids);
  BOOST_TEST(told.size() == ids.size());
  compare(own, told);
  std::reverse(ids.begin(), ids.end());
  told = run(program, ids);
  BOOST_TEST(told.size() == ids.size());
  compare(own, told);
  for (const auto& id : ids) compare(own, run(program, {id}));
}

BOOST_AUTO_TEST_CASE(programs_are_recognised_by_their_files, *label("GTEST-01")) {
  for (const auto* name : {"gtest_names", "gtest_quiet"}) {  // the second is stripped
    const auto program = openProgram(name, TRIAL_TEST_PROGRAMS);
    BOOST_TEST_REQUIRE(program != nullptr, name);
    BOOST_TEST(program->framework->name() == "GoogleTest");
    BOOST_TEST(program->dialect == "gtest_");
  }
  BOOST_TEST(openProgram("talks_of_gtest", TRIAL_TEST_PROGRAMS) == nullptr);
}

BOOST_FIXTURE_TEST_CASE(cases_that_end_their_process_cost_themselves_alone, Programs,
                        *label("GTEST-07")) {
  auto ids = enabled("gtest_deaths");
  std::map<std::string, OwnReport> own;
  for (const auto& id : ids) own[id] = ownReport("gtest_deaths", id);
  const auto check = [&](const std::map<std::string, Told>& told) {
    BOOST_TEST(told.size() == ids.size());
    for (const auto& [id, result] : told) {
      if (own[id].empty()) {  // it died
        BOOST_TEST(nameOf(result.kind) == "error", id);
      } else {
        compare(own[id], {{id, result}});
      }
    }
  };
  const auto told = run("gtest_deaths", ids);
  check(told);
  const auto& aborted = told.at("Dying.by_abort");
  BOOST_TEST(aborted.details.starts_with(
                 "gtest_deaths ended by signal 6 (SIGABRT) in the middle of the case "
                 "Dying.by_abort:\n"),
             aborted.details);
  BOOST_TEST(aborted.details.find("seen before it died") != std::string::npos);
  BOOST_TEST(aborted.details.find("then it aborts") != std::string::npos);
  BOOST_TEST(told.at("Dying.by_exit").details.find("It has called exit, or has closed stdout") !=
             std::string::npos);
  BOOST_TEST(told.at("DiesAtStart.two").details.find("in suite \"DiesAtStart\"") !=
             std::string::npos);
  std::reverse(ids.begin(), ids.end());
  check(run("gtest_deaths", ids));
}

BOOST_FIXTURE_TEST_CASE(results_that_are_not_printed_come_from_the_report, Programs,
                        *label("GTEST-07")) {
  Ids ids;
  std::string filter;
  for (const auto& id : enabled("gtest_streams")) {
    if (id.starts_with("Forking.") || id == "Printing.forges_its_end") continue;
    ids.push_back(id);
    filter += (filter.empty() ? "" : ":") + id;
  }
  const auto own = ownReport("gtest_streams", filter);
  const auto told = run("gtest_streams", ids);
  BOOST_TEST(told.size() == ids.size());
  compare(own, told);
  for (const auto& id : ids) compare(own, run("gtest_streams", {id}));
}

BOOST_FIXTURE_TEST_CASE(a_failure_is_red_though_it_was_printed_as_passed, Programs,
                        *label("GTEST-07")) {
  for (const auto* id : {"Forking.goes_on_in_the_child", "Printing.forges_its_end"}) {
    const auto own = ownReport("gtest_streams", id);
    BOOST_TEST(nameOf(own.at(id).kind) == "failure");
    const auto result = run("gtest_streams", {id}).at(id);
    BOOST_TEST(nameOf(result.kind) == "error");
    BOOST_TEST(result.details.find(own.at(id).messages.front()) != std::string::npos);
  }
}

BOOST_FIXTURE_TEST_CASE(an_environment_that_skips_skips_all_cases, Programs, *label("GTEST-06")) {
  for (const auto& [id, result] :
       run("gtest_environment_skips", enabled("gtest_environment_skips"))) {
    BOOST_TEST(nameOf(result.kind) == "skip", id);
    BOOST_TEST(result.details == "no network\nat all");
  }
}

BOOST_FIXTURE_TEST_CASE(an_environment_that_throws_is_the_error_of_all_cases, Programs,
                        *label("GTEST-06")) {
  const auto told = run("gtest_environment_throws", enabled("gtest_environment_throws"));
  BOOST_TEST(told.size() == 3U);
  for (const auto& [id, result] : told) {
    BOOST_TEST(nameOf(result.kind) == "error", id);
    BOOST_TEST(result.details.find("\"no network\"") != std::string::npos, result.details);
  }
}

BOOST_FIXTURE_TEST_CASE(an_environment_that_ends_the_process_is_no_fault_of_a_case, Programs,
                        *label("PROG-452")) {
  auto told = run("gtest_environment_dies_before", enabled("gtest_environment_dies_before"));
  BOOST_TEST(told.size() == 3U);
  for (const auto& [id, result] : told) {
    BOOST_TEST(nameOf(result.kind) == "error", id);
    BOOST_TEST(result.details.starts_with(
                   "gtest_environment_dies_before exited with status 7 outside of any case:\n"
                   "It ended while its environments were set up."),
               result.details);
  }
  programFails = true;
  const std::pair<const char*, const char*> behind[] = {
      {"gtest_environment_dies_behind", "the network ends"},
      {"gtest_environment_aborts_behind", "the network hangs"}};
  for (const auto& [name, says] : behind) {
    told = run(name, enabled(name));
    BOOST_TEST(told.size() == 3U);
    for (const auto& [id, result] : told) BOOST_TEST(nameOf(result.kind) == "success", id);
    BOOST_TEST_REQUIRE(programErrors.size() == 1U, name);
    const auto& error = programErrors.front();
    BOOST_TEST(error.find(" after its last case:\nIt ended while its environments were torn "
                          "down.") != std::string::npos,
               error);
    BOOST_TEST(error.find(says) != std::string::npos, error);
    BOOST_TEST(error.find("It ends so also when it runs nothing but ") != std::string::npos, error);
  }
}

BOOST_FIXTURE_TEST_CASE(a_case_that_closes_the_report_is_named, Programs,
                        *label("PROG-453") * label("PROG-460")) {
  programFails = true;
  const auto told = run("gtest_closes", enabled("gtest_closes"));
  BOOST_TEST(told.size() == 6U);
  for (const auto* id : {"Closing.first", "Closing.from_three", "Closing.last"})
    BOOST_TEST(nameOf(told.at(id).kind) == "success", id);
  BOOST_TEST(nameOf(told.at("Closing.fails").kind) == "failure");
  const auto& crash = told.at("Closing.crashes").details;
  BOOST_TEST(crash.starts_with("gtest_closes ended by signal 11 (SIGSEGV) in the middle of the "
                               "case Closing.crashes"),
             crash);
  BOOST_TEST(nameOf(told.at("Closing.all").kind) == "error");
  BOOST_TEST(told.at("Closing.all").details.find("Closing.fails") == std::string::npos);
  run("gtest_closes", {"Closing.first", "Closing.from_three", "Closing.last"});
  BOOST_TEST_REQUIRE(programErrors.size() == 1U);
  BOOST_TEST(programErrors.front().find("a case has closed descriptor 3") != std::string::npos,
             programErrors.front());
  BOOST_TEST(programErrors.front().ends_with("It ends so when it runs nothing but "
                                             "Closing.from_three."),
             programErrors.front());
}

BOOST_FIXTURE_TEST_CASE(failures_outside_of_cases_are_told, Programs, *label("GTEST-06")) {
  auto told = run("gtest_environment_complains", enabled("gtest_environment_complains"));
  BOOST_TEST(nameOf(told.at("Plain.one").kind) == "success");
  BOOST_TEST(nameOf(told.at("Plain.two").kind) == "error");
  BOOST_TEST(told.at("Plain.two").details.find("a slow network") != std::string::npos);
  told = run("gtest_environment_ends_badly", {"SuiteEndFails.one"});
  const auto& ofSuite = told.at("SuiteEndFails.one");
  BOOST_TEST(nameOf(ofSuite.kind) == "error");
  BOOST_TEST(
      ofSuite.details.starts_with("after this case, at the end of suite \"SuiteEndFails\":\n"));
  BOOST_TEST(ofSuite.details.find("the suite cannot be torn down") != std::string::npos);
  programFails = true;
  told = run("gtest_environment_ends_badly", enabled("gtest_environment_ends_badly"));
  BOOST_TEST_REQUIRE(programErrors.size() == 1U);
  BOOST_TEST(programErrors.front().starts_with(
      "gtest_environment_ends_badly: at the end of suite \"SuiteEndFails\":\n"));
  BOOST_TEST(programErrors.front().find("the suite cannot be torn down") != std::string::npos);
  BOOST_TEST(nameOf(told.at("SuiteEndFails.one").kind) == "success");
  BOOST_TEST(nameOf(told.at("Plain.one").kind) == "success");
  BOOST_TEST(told.at("Plain.two").details.find("the network is still there") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(what_a_case_writes_is_its_output, Programs, *label("GTEST-04")) {
  const auto told = run("gtest_outcomes", enabled("gtest_outcomes"));
  BOOST_TEST(told.at("Writing.writes_no_newline").out == "no newline");
  BOOST_TEST(told.at("Plain.fails").out == "before the check\n");
  BOOST_TEST(told.at("Plain.checks_nothing").out == "");
  BOOST_TEST(told.at("Writing.quotes_a_coloured_run").out.find("mInner.case (0 ms)\n") !=
             std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(disabled_cases_are_listed_so_and_run_when_they_are_asked_for, Programs,
                        *label("GTEST-02") * label("GTEST-03")) {
  const auto listing = list(sampleprograms::sample("gtest_outcomes"));
  Ids disabled;
  for (const auto& listed : listing.cases) {
    BOOST_TEST(std::filesystem::path(listed.file).filename() == "gtest_outcomes.cpp");
    BOOST_TEST(listed.line > 0);
    if (listed.disabled) disabled.push_back(listed.id);
  }
  BOOST_TEST(disabled.size() == 5U);
  const auto told = run("gtest_outcomes", {"Plain.DISABLED_is_disabled", "Plain.passes"});
  BOOST_TEST(nameOf(told.at("Plain.DISABLED_is_disabled").kind) == "failure");
  BOOST_TEST(nameOf(told.at("Plain.passes").kind) == "success");
}

BOOST_FIXTURE_TEST_CASE(a_failure_counts_also_when_cases_run_again, Programs, *label("GTEST-07")) {
  const auto told = run("gtest_twice", enabled("gtest_twice"));
  BOOST_TEST(told.size() == 2U);
  BOOST_TEST(nameOf(told.at("Plain.passes").kind) == "success");
  BOOST_TEST(nameOf(told.at("Plain.fails_later").kind) == "error");
  BOOST_TEST(told.at("Plain.fails_later").details.find("Plain.fails_later failed") !=
             std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(disabled_cases_are_run_if_the_program_does_so_by_itself, Programs,
                        *label("GTEST-08") * label("PROG-450")) {
  for (const auto* name :
       {"gtest_disabled_before", "gtest_disabled_behind", "gtest_disabled_not"}) {
    BOOST_TEST_CONTEXT(name) {
      const auto own = ownReport(name);
      const auto ids = enabled(name);
      BOOST_TEST(ids.size() == own.size());
      const auto told = run(name, ids);
      BOOST_TEST(told.size() == ids.size());
      compare(own, told);
    }
  }
  // Whether the last one runs is seen when it is asked for.
  const auto runs = run("gtest_disabled_last_behind", enabled("gtest_disabled_last_behind"));
  BOOST_TEST(runs.size() == 2U);
  BOOST_TEST(nameOf(runs.at("Plain.DISABLED_fails").kind) == "failure");
  const auto rests = run("gtest_disabled_last_not", enabled("gtest_disabled_last_not"));
  BOOST_TEST(rests.size() == 2U);
  BOOST_TEST(nameOf(rests.at("Plain.DISABLED_fails").kind) == "skip");
  BOOST_TEST(rests.at("Plain.DISABLED_fails").details == "disabled");
  setProgramSettings({.includeDisabled = true});
  const auto included = run("gtest_disabled_last_not", {"Plain.DISABLED_fails"});
  setProgramSettings({});
  BOOST_TEST(nameOf(included.at("Plain.DISABLED_fails").kind) == "failure");
  BOOST_TEST(enabled("gtest_disabled_before").size() == 4U);
  BOOST_TEST(enabled("gtest_disabled_not").size() == 2U);
}

BOOST_FIXTURE_TEST_CASE(random_programs_agree_with_their_own_reports, Programs,
                        *label("GTEST-03") * label("GTEST-04") * label("GTEST-05")) {
  const auto [many, first] = randomprogram::howMany(6);
  for (unsigned seed = first; seed < first + many; ++seed) {
    BOOST_TEST_CONTEXT("the program random-" << seed) {
      const randomprogram::RandomProgram random("gtest_random", seed);
      const auto program = random.program();
      auto own = ownReport(random.name, "*", random.folder);
      auto ids = enabled(program);
      for (auto& [id, result] : own) {
        if (result.dies) result.kind = Kind::error;
      }
      for (const bool reversed : {false, true}) {
        if (reversed) std::reverse(ids.begin(), ids.end());
        auto told = run(program, ids);
        BOOST_TEST(told.size() == ids.size());
        // Its last case may be asked for to see whether it is disabled.
        std::erase_if(told, [&own](const auto& one) {
          return !own.contains(one.first) && one.second.kind == Kind::skip &&
                 one.second.details == "disabled";
        });
        BOOST_TEST(told.size() == own.size());
        compare(own, told);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
