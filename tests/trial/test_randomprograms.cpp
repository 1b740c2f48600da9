// Programs of random cases are run by the adapters, and compared with what they report when they
// run alone. How many are made, beginning with which: TRIAL_RANDOM_PROGRAMS=200@7000.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <trial/programs/failures.hpp>
#include <trial/programs/listing.hpp>
#include <trial/programs/run/programrun.hpp>

#include "randomprogram.hpp"
#include "sampleprograms.hpp"
#include "texts.hpp"

using namespace trial::frameworks;
using boost::unit_test::label;
using randomprogram::RandomProgram;

BOOST_AUTO_TEST_SUITE(RandomProgramTests, *boost::unit_test::timeout(600))

namespace {

using Kind = trial::CaseResult::Kind;
using Ids = std::vector<std::string>;

/// How a framework reports in XML.
struct Dialect {
  const char* sample;
  /// What makes it write its report into the file that is put in.
  const char* arguments;
  /// Stands in the report of a case that failed.
  std::vector<const char*> failed;
  /// Stands in the tag of a case that is left out, which is on the list.
  const char* skipped;
  /// Stands in that of a case that the framework takes for one that passed all the same.
  const char* allowed = "none";
};

const Dialect boostTest = {"boost_random",
                           "--log_format=XML --log_level=all --log_sink='{}'",
                           {"<Error ", "<FatalError ", "<Exception "},
                           " skipped=\"yes\"",
                           "two that are expected"};
const Dialect catch2 = {
    "catch2_random", "-r xml -o '{}'", {"<OverallResult success=\"false\""}, " skipped=\"yes\""};
const Dialect doctest = {"doctest_random",
                         "--reporters=xml --out='{}'",
                         {"test_case_success=\"false\""},
                         " skipped=\"true\""};

/// A case in the program's own report.
struct Own {
  bool failed = false;
  bool skipped = false;
  bool dies = false;
  std::string mark;  // that it says; a case that passes as it should may say it, too
};

std::string markIn(const std::string& text) {
  const auto at = text.find("mark-");
  return at == std::string::npos ? std::string() : text.substr(at, text.find('-', at + 5) + 1 - at);
}

/// In a name there may be a `>`: not every framework escapes it.
std::string tagOf(const std::string& element) {
  bool quoted = false;
  const auto end = std::find_if(element.begin(), element.end(), [&quoted](char c) {
    if (c == '"') quoted = !quoted;
    return c == '>' && !quoted;
  });
  return {element.begin(), end};
}

Own read(const Dialect& dialect, const std::string& element) {
  Own own;
  own.failed = std::any_of(dialect.failed.begin(), dialect.failed.end(),
                           [&](const char* word) { return texts::contains(element, word); }) &&
               !texts::contains(element, dialect.allowed);
  own.skipped = texts::contains(tagOf(element), dialect.skipped);
  own.dies = texts::contains(element, " would die");
  own.mark = markIn(element);
  return own;
}

/// What the program reports by itself. Cases that would end the process fail in it.
std::vector<Own> reportOf(const Dialect& dialect, const RandomProgram& random) {
  const auto file = (random.folder / "report").string();
  const auto command =
      fmt::format("cd '{}' && TRIAL_ALIVE=1 ./{} {} >/dev/null 2>&1", random.folder.string(),
                  random.name, fmt::format(fmt::runtime(dialect.arguments), file));
  BOOST_TEST(std::system(command.c_str()) != -1);
  const auto text = texts::contentOf(file);
  constexpr std::string_view head = "<TestCase ";
  std::vector<Own> cases;
  for (auto at = text.find(head); at != std::string::npos;) {
    const auto next = text.find(head, at + 1);
    cases.push_back(read(dialect, text.substr(at, next == std::string::npos ? next : next - at)));
    at = next;
  }
  return cases;
}

class Listener final : public IProgramListener {
 public:
  void caseStarted(const std::string&) override {}
  void caseFinished(const std::string& id, trial::CaseReport&& report) override {
    BOOST_TEST(report.results.size() == 1U, id);
    BOOST_TEST(results.emplace(id, report.results.at(0)).second, id << " is finished twice");
  }
  void programError(const std::string& details) override { BOOST_ERROR(details); }
  void output(int, std::string_view) override {}

  std::map<std::string, trial::CaseResult> results;
};

struct Programs : sampleprograms::Loop {
  std::vector<ListedCase> list(const ProgramPtr& program) {
    const auto listed = listProgram(loop, loop, program);
    until(listed);
    std::vector<ListedCase> cases;
    listed.addCallback([&cases](const Listing& listing) {
      BOOST_TEST(listing.error == "");
      cases = listing.cases;
    });
    return cases;
  }
  std::map<std::string, trial::CaseResult> run(const ProgramPtr& program, const Ids& ids) {
    Listener listener;
    ProgramRun programRun(loop, loop, program, ids, listener);
    const auto done = programRun.start();
    until(done);
    return std::move(listener.results);
  }

  void compare(const Dialect& dialect, unsigned seed) {
    const RandomProgram random(dialect.sample, seed);
    const auto program = random.program();
    const auto listed = list(program);
    const auto own = reportOf(dialect, random);
    Ids ids;
    std::map<std::string, Own> expected;
    auto next = own.begin();
    for (const auto& one : listed) {
      if (one.disabled) {  // where a suite has no others, Boost.Test reports none of its cases
        if (next != own.end() && next->skipped) ++next;
        continue;
      }
      BOOST_TEST_REQUIRE((next != own.end() && !next->skipped), one.id);
      ids.push_back(one.id);
      expected.emplace(one.id, *next++);
    }
    BOOST_TEST((next == own.end()));
    BOOST_TEST(expected.size() == ids.size());
    for (const bool reversed : {false, true}) {
      if (reversed) std::reverse(ids.begin(), ids.end());
      const auto told = run(program, ids);
      BOOST_TEST(told.size() == ids.size());
      for (const auto& [id, result] : told) compare(expected.at(id), result, id);
    }
  }

  static void compare(const Own& own, const trial::CaseResult& result, const std::string& id) {
    if (own.dies) {
      BOOST_TEST((result.kind == Kind::error), id);
      return;
    }
    // Cases that Catch2 2.13 cannot tell apart run together, and the first of them ends the
    // process.
    if (texts::contains(detailsOf(result), "Catch2 takes its name for that of one that was")) {
      BOOST_TEST(id.substr(0, id.find_last_not_of("0123456789") + 1).ends_with('#'), id);
      return;
    }
    const bool passed = result.kind == Kind::success || result.kind == Kind::expectedFailure;
    BOOST_TEST(passed != own.failed, id << ": " << detailsOf(result));
    if (result.kind == Kind::success) return;
    BOOST_TEST(markIn(detailsOf(result)) == own.mark, id << ": " << detailsOf(result));
  }

  void compareMany(const Dialect& dialect) {
    const auto [many, first] = randomprogram::howMany(5);
    for (unsigned seed = first; seed < first + many; ++seed) {
      BOOST_TEST_CONTEXT(dialect.sample << ", random-" << seed) { compare(dialect, seed); }
    }
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(of_boost_test, Programs, *label("BOOST-03")) { compareMany(boostTest); }

BOOST_FIXTURE_TEST_CASE(of_catch2, Programs, *label("CATCH-04") * label("CATCH-06")) {
  compareMany(catch2);
}

BOOST_FIXTURE_TEST_CASE(of_doctest, Programs, *label("DOC-06")) { compareMany(doctest); }

BOOST_AUTO_TEST_SUITE_END()
