// Which tests a command line means: --list and what selects tests.
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "support.hpp"

using boost::unit_test::label;
using namespace support;

BOOST_FIXTURE_TEST_SUITE(SelectingTests, Folder)

namespace {

const std::string selected = programs + "/boost_selected";

/// The lines of the output, each without `program::`.
std::vector<std::string> idsIn(const std::string& output, const std::string& program = selected) {
  std::vector<std::string> ids;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    const auto prefix = program + "::";
    ids.push_back(line.starts_with(prefix) ? line.substr(prefix.size()) : line);
  }
  return ids;
}

using Ids = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(a_list_has_the_ids_that_would_run_and_nothing_else, *label("SEL-01")) {
  for (const std::string options : {"--list ", "--list -j2 ", "-n --list ", "--list -b "}) {
    const auto ran = runApart(options + selected);
    BOOST_TEST(ran.status == 0);
    BOOST_TEST(ran.errors == "");
    BOOST_TEST(idsIn(ran.output) == (Ids{"ParserTests/empty_input", "ParserTests/long_input",
                                         "WriterTests/numbers"}),
               boost::test_tools::per_element());
  }
  BOOST_TEST(!fs::exists(path / "_trial_temp"), "nothing ran");
  const auto native = runApart("--list test_alpha.inner.AlphaTests", "TRIAL_PATH=" + modules);
  BOOST_TEST(native.output ==
             "test_alpha.inner.AlphaTests.test_alpha\ntest_alpha.inner.AlphaTests.test_own\n");
}

BOOST_AUTO_TEST_CASE(a_list_is_in_the_order_of_the_run, *label("SEL-01")) {
  const auto listed = runApart("--list -z 4 " + selected);
  BOOST_TEST(listed.errors == "Running tests shuffled with seed 4\n\n");
  const auto ran = run("-n -z 4 --reporter=bwverbose " + selected);
  std::size_t at = 0;
  for (const auto& id : idsIn(listed.output)) {
    at = ran.output.find(id, at);
    BOOST_TEST(at != std::string::npos, id << " in\n" << ran.output);
  }
}

BOOST_AUTO_TEST_CASE(a_name_that_cannot_be_loaded_is_an_error_of_the_list, *label("SEL-01")) {
  for (const std::string form : {"--list ", "--list=json "}) {
    const auto ran = runApart(form + "no/such " + selected + "::WriterTests");
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.errors ==
               std::string(TRIAL_DIST_PROGRAM) + ": no/such: 'no/such' doesn't exist\n");
    BOOST_TEST(ran.has(selected + "::WriterTests/numbers"));
  }
  const auto nothing = runApart("--list=json no/such");
  BOOST_TEST(nlohmann::json::parse(nothing.output).at("cases").empty());
}

BOOST_AUTO_TEST_CASE(a_list_in_json_has_what_is_known_of_each_test, *label("SEL-02")) {
  const auto ran =
      runApart("--list=json test_alpha.ZuluTests.test_beta " + selected, "TRIAL_PATH=" + modules);
  BOOST_TEST(ran.status == 0);
  BOOST_TEST(ran.errors == "");
  const auto cases = nlohmann::json::parse(ran.output).at("cases");
  BOOST_TEST_REQUIRE(cases.size() == 8U);
  const auto& native = cases[0];
  BOOST_TEST(native.at("id") == "test_alpha.ZuluTests.test_beta");
  BOOST_TEST(native.at("framework") == "trial-dist");
  BOOST_TEST(native.at("file").get<std::string>().ends_with("test_alpha.cpp"));
  BOOST_TEST(native.at("line").get<int>() > 1);
  const auto& slow = cases[2];
  BOOST_TEST(slow.at("id") == selected + "::ParserTests/long_input");
  BOOST_TEST(slow.at("framework") == "Boost.Test");
  BOOST_TEST(slow.at("file").get<std::string>().ends_with("boost_selected.cpp"));
  BOOST_TEST(slow.at("line") == 10);
  BOOST_TEST(slow.at("tags") == (nlohmann::json{"slow", "parsing"}));
  BOOST_TEST(slow.at("disabled") == false);
  const auto& broken = cases[4];
  BOOST_TEST(broken.at("id") == selected + "::WriterTests/broken");
  BOOST_TEST(broken.at("disabled") == true);
  BOOST_TEST(broken.at("line") == 17);
  BOOST_TEST(broken.at("skipped") == true);
  BOOST_TEST(broken.at("hidden") == false);
}

BOOST_AUTO_TEST_CASE(tests_that_are_linked_into_a_program_have_places_too, *label("SEL-02")) {
  const auto name = "native_tests.OutcomeTests.test_success";
  for (const bool byItself : {true, false}) {
    const auto ran = byItself ? runProgram(native, std::string("--list=json ") + name, {}, "")
                              : runApart("--list=json " + native + "::" + name);
    const auto cases = nlohmann::json::parse(ran.output).at("cases");
    BOOST_TEST_REQUIRE(cases.size() == 1U);
    BOOST_TEST(cases[0].at("framework") == "trial-dist");
    BOOST_TEST(cases[0].at("file").get<std::string>().ends_with("native_tests.cpp"));
    BOOST_TEST(cases[0].at("line").get<int>() > 1);
  }
}

BOOST_AUTO_TEST_CASE(a_list_has_a_line_for_each_id_whatever_bytes_are_in_it, *label("SEL-02")) {
  const auto program = programs + "/boost_bytes";
  const auto ids = runApart("--list " + program);
  BOOST_TEST(ids.status == 0);
  const auto json = runApart("--list=json " + program);
  BOOST_TEST(json.status == 0);
  BOOST_TEST(nlohmann::json::parse(json.output).at("cases").size() ==
             idsIn(ids.output, program).size());
}

BOOST_AUTO_TEST_CASE(a_form_of_the_list_that_is_not_known_is_refused) {
  const auto ran = runApart("--list=xml " + selected);
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.output == "");
  BOOST_TEST(ran.errors ==
             std::string(TRIAL_DIST_PROGRAM) + ": argument to --list must be json, got 'xml'\n");
}

BOOST_AUTO_TEST_CASE(an_expression_selects_of_programs_and_native_tests_alike, *label("SEL-03")) {
  const auto listed = [this](const std::string& expression) {
    return idsIn(
        runApart("--list -k '" + expression + "' test_alpha " + selected, "TRIAL_PATH=" + modules)
            .output);
  };
  BOOST_TEST(listed("tag:slow") == Ids{"ParserTests/long_input"}, boost::test_tools::per_element());
  BOOST_TEST(listed("Alpha* and not *own or numbers") ==
                 (Ids{"test_alpha.inner.AlphaTests.test_alpha", "WriterTests/numbers"}),
             boost::test_tools::per_element());
  BOOST_TEST(listed("file:boost_selected.cpp and not (tag:slow or \"numbers\")") ==
                 Ids{"ParserTests/empty_input"},
             boost::test_tools::per_element());
  BOOST_TEST(listed("file:test_alpha.cpp").size() == 5U);
}

BOOST_AUTO_TEST_CASE(what_an_expression_selects_is_run, *label("SEL-03")) {
  for (const std::string jobs : {"", "-j2 "}) {
    const auto ran = run(jobs + "-k 'numbers or broken or test_beta' test_alpha " + selected,
                         "TRIAL_PATH=" + modules);
    BOOST_TEST(ran.has("Ran 3 tests in "), ran.output);
    BOOST_TEST(ran.lastLine() == "PASSED (skips=1, successes=2)");
    BOOST_TEST(ran.status == 0);
  }
  const auto own = runProgram(native, "-k test_success");
  BOOST_TEST(own.lastLine() == "PASSED (successes=1)", own.output);
}

BOOST_AUTO_TEST_CASE(an_expression_that_nothing_matches_is_an_error_with_the_nearest_names,
                     *label("SEL-05")) {
  const std::string why =
      "no test matches 'PraserTests or tag:slwo'; none has the name 'PraserTests'; the nearest: "
      "'ParserTests'; none has the tag 'slwo'; the nearest: 'slow'";
  const auto expression = " -k 'PraserTests or tag:slwo' ";
  for (const std::string jobs : {"", "-j2 "}) {
    const auto ran = run(jobs + expression + selected);
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.has(why), ran.output);
    BOOST_TEST(ran.lastLine() == "FAILED (errors=1)");
  }
  const auto listed = runApart(expression + std::string("--list ") + selected);
  BOOST_TEST(listed.status == 1);
  BOOST_TEST(listed.output == "");
  BOOST_TEST(listed.errors == std::string(TRIAL_DIST_PROGRAM) + ": -k: " + why + "\n");
  const auto both = runApart("-k 'numbers and long_input' --list " + selected);
  BOOST_TEST(both.errors ==
             std::string(TRIAL_DIST_PROGRAM) + ": -k: no test matches 'numbers and long_input'\n");
  const auto nothing = runApart("--list -k x");
  BOOST_TEST(nothing.status == 1);
  BOOST_TEST(nothing.errors ==
             std::string(TRIAL_DIST_PROGRAM) + ": -k: no test matches 'x': there are no tests\n");
  const auto missing = runApart("--list -k x no/such");
  BOOST_TEST(missing.errors ==
             std::string(TRIAL_DIST_PROGRAM) + ": no/such: 'no/such' doesn't exist\n");
}

BOOST_AUTO_TEST_CASE(a_case_that_a_program_does_not_have_is_an_error_with_the_nearest_names,
                     *label("SEL-06")) {
  const auto errorOf = [this](const std::string& inside) {
    const auto ran = runApart("--list '" + selected + "::" + inside + "'");
    BOOST_TEST(ran.status == 1);
    const auto at = ran.errors.find("no such case or suite");
    BOOST_TEST_REQUIRE(at != std::string::npos, ran.errors);
    return ran.errors.substr(at);
  };
  BOOST_TEST(errorOf("PraserTests") ==
             "no such case or suite; the nearest: 'ParserTests', "
             "'ParserTests/long_input', 'ParserTests/empty_input'\n");
  BOOST_TEST(errorOf("WriterTests/number") ==
             "no such case or suite; the nearest: 'WriterTests/numbers'\n");
  BOOST_TEST(errorOf("mended") == "no such case or suite; the nearest: 'WriterTests/mended'\n");
  BOOST_TEST(errorOf("Nothing like it") == "no such case or suite\n");
  const auto ran = run("-j2 " + selected + "::PraserTests");
  BOOST_TEST(ran.has("no such case or suite; the nearest: 'ParserTests'"), ran.output);
  BOOST_TEST(ran.lastLine() == "FAILED (errors=1)");
}

BOOST_AUTO_TEST_CASE(disabled_cases_run_when_they_are_asked_for, *label("SEL-07")) {
  const std::string skips = "PASSED (skips=4, successes=3)";
  for (const std::string jobs : {"", "-j2 ", "-j2 -z 3 "}) {
    BOOST_TEST(run(jobs + selected).lastLine() == skips);
    BOOST_TEST(run(jobs + selected + "::WriterTests/mended").lastLine() == "PASSED (skips=1)");
    const auto ran = run(jobs + "--include-disabled " + selected);
    BOOST_TEST(ran.lastLine() == "FAILED (failures=1, successes=6)", ran.output);
    BOOST_TEST(ran.has("known to be broken"));
    BOOST_TEST(run(jobs + "--include-disabled " + selected + "::OffTests").lastLine() ==
               "PASSED (successes=2)");
    BOOST_TEST(run(jobs + "--include-disabled -k tag:slow " + selected).lastLine() ==
               "PASSED (successes=2)");
  }
  const auto listed = runApart("--list --include-disabled " + selected);
  BOOST_TEST(idsIn(listed.output).size() == 7U);
  const auto json = runApart("--list=json --include-disabled " + selected);
  BOOST_TEST(nlohmann::json::parse(json.output).at("cases")[3].at("disabled") == true);
}

BOOST_AUTO_TEST_CASE(a_malformed_expression_is_a_usage_error, *label("SEL-04")) {
  const auto ran = runApart("-k 'a or' " + selected);
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.output == "");
  BOOST_TEST(
      ran.errors ==
      std::string(TRIAL_DIST_PROGRAM) +
          ": argument to -k is no expression, column 5: a name is missing at the end: a or\n");
}

BOOST_AUTO_TEST_SUITE_END()
