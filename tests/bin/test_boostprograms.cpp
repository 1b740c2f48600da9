// Boost.Test programs, as a user runs them and by themselves: the outcomes are the same.
#include <regex>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "support.hpp"

using boost::unit_test::label;
using namespace support;

BOOST_FIXTURE_TEST_SUITE(BoostProgramTests, Folder)

namespace {

using Outcomes = std::multiset<std::string>;

/// The program's own report, in the form of `outcomes`.
Outcomes ownOutcomes(const Folder& folder, const std::string& name) {
  const auto report = folder.path / "report";
  (void)folder.runProgram(programs + "/" + name,
                          "--color_output=no --report_level=detailed "
                          "--report_sink=" +
                              report.string());
  Outcomes all;
  auto text = contentOf(report);
  // A child that goes on with the run writes a report, too: the last is the program's.
  text.erase(0, text.rfind("Test module "));
  static const std::regex line("Test case \"(?:[^\"]*/)?([^/\"]*)\" (?:has |was )([a-z]+)");
  for (std::sregex_iterator at(text.begin(), text.end(), line), end; at != end; ++at) {
    const auto outcome = (*at)[2] == "passed"    ? "[OK]"
                         : (*at)[2] == "skipped" ? "[SKIPPED]"
                                                 : "[FAIL]";
    all.insert((*at)[1].str() + outcome);
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(outcomes_are_those_of_the_program_alone,
                     *label("BOOST-05") * label("BOOST-06")) {
  for (const char* name : {"boost_depends", "boost_forks", "boost_child_checks", "boost_quotes",
                           "boost_selected", "boost_again", "boost_locale"}) {
    const auto own = ownOutcomes(*this, name);
    BOOST_TEST(!own.empty());
    for (const char* jobs : {"", "-j2 ", "-j2 -z 7 "}) {
      const auto ran = run(jobs + programs + "/" + name);
      auto found = outcomes(ran.output);
      // The program does not speak of disabled cases.
      std::erase_if(found, [&own](const std::string& outcome) {
        return outcome.ends_with("[SKIPPED]") && !own.contains(outcome);
      });
      BOOST_CHECK_MESSAGE(found == own, name << " " << jobs << ran.output);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_failure_of_a_case_whose_child_comes_back_is_told_on_workers_too,
                     *label("BOOST-06")) {
  const Outcomes expected = {"before[OK]", "child_comes_back[FAIL]", "next[OK]", "last[OK]"};
  for (const char* mode : {"MODE=closes", "MODE=ends"}) {
    for (const char* jobs : {"", "-j2 "}) {
      const auto ran = run(jobs + programs + "/boost_comes_back", mode);
      BOOST_CHECK_MESSAGE(outcomes(ran.output) == expected, mode << ran.output);
      BOOST_TEST(ran.has("of the process itself"), ran.output);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_a_selected_case_depends_on_comes_along, *label("BOOST-05")) {
  const auto program = programs + "/boost_depends";
  for (const auto& named :
       {program + "::after_after_reading", "-k after_after_reading " + program}) {
    for (const char* jobs : {"", "-j2 "}) {
      const auto ran = run(jobs + named);
      BOOST_TEST(ran.status == 1);
      BOOST_TEST(ran.lastLine() == "FAILED (skips=2, failures=1)", ran.output);
    }
  }
  const auto off = run(program + "::after_off");
  BOOST_TEST(off.has("dependency test case \"Partly/off\" is disabled"), off.output);
  const auto on = run("--include-disabled " + program + "::after_off");
  BOOST_TEST(on.lastLine() == "FAILED (skips=1, failures=1)", on.output);
}

BOOST_AUTO_TEST_CASE(a_case_may_close_descriptors, *label("BOOST-07")) {
  for (const char* jobs : {"", "-j2 "}) {
    const auto ran = run(jobs + programs + "/boost_closes");
    const Outcomes expected = {"before[OK]", "becomes_a_daemon[OK]", "fails_behind_it[FAIL]",
                               "becomes_a_daemon_and_fails[ERROR]", "behind[OK]"};
    BOOST_CHECK_MESSAGE(outcomes(ran.output) == expected, ran.output);
    BOOST_TEST(ran.has("ProgramWarning: The report of "), ran.output);
  }
}

BOOST_AUTO_TEST_SUITE_END()
