// The adapter of Catch2: how it asks programs for their lists and for cases.
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <trial/programs/catch2/adapter.hpp>

#include "catch2cases.hpp"

using boost::unit_test::label;
using namespace trial::frameworks;
using catch2cases::named;
using catch2cases::notesOf;

BOOST_AUTO_TEST_SUITE(Catch2AdapterTests)

namespace {

using Lines = std::vector<std::string>;

const Lines asking = {"./p", "-r", "xml", "-o", "/dev/fd/3", "-d", "yes", "--order", "decl"};

void expectArguments(const Command& command, const Lines& more) {
  auto expected = asking;
  expected.insert(expected.end(), more.begin(), more.end());
  BOOST_TEST(command.args == expected, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_CASE(lists_have_hidden_cases_and_the_order_of_declaration, *label("CATCH-02")) {
  BOOST_TEST(Catch2Version2().listCommand({"./p"}, {}).args ==
                 (Lines{"./p", "--list-tests", "--list-test-names-only", "--list-tags", "-v",
                        "high", "--use-colour", "no", "--order", "decl", "*"}),
             boost::test_tools::per_element());
  BOOST_TEST(
      Catch2Version3().listCommand({"./p"}, {}).args ==
          (Lines{"./p", "--list-tests", "-r", "xml", "-o", "/dev/fd/3", "--order", "decl", "*"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(cases_are_asked_for_by_their_names, *label("CATCH-03")) {
  const Lines ids = {"a, b", "c"};
  const auto command = Catch2Version3().runCommand({"./p"}, ids, {});
  expectArguments(command, {"\"a\\, b\",\"c\""});
  BOOST_TEST(command.cases == 2U);
}

BOOST_AUTO_TEST_CASE(a_long_selection_is_cut_into_arguments_and_commands, *label("CATCH-03")) {
  const Lines longNames(8, std::string(60000, 'x'));
  const auto command = Catch2Version2().runCommand({"./p"}, longNames, {});
  BOOST_TEST(command.cases == 8U);
  BOOST_TEST_REQUIRE(command.args.size() == asking.size() + 8);
  BOOST_TEST(command.args[asking.size()].ends_with("\","));
  BOOST_TEST(command.args.back().ends_with('"'));
  BOOST_TEST(Catch2Version2().runCommand({"./p"}, Lines(50, std::string(60000, 'x')), {}).cases ==
             8U);
  BOOST_TEST(Catch2Version2().runCommand({"./p"}, Lines(3000, "x"), {}).cases == 500U);
  BOOST_TEST(Catch2Version2().runCommand({"./p"}, Lines{std::string(900000, 'x')}, {}).cases == 1U);
}

BOOST_AUTO_TEST_CASE(all_cases_of_a_program_are_asked_for_without_names, *label("CATCH-03")) {
  const auto notes = notesOf({named("a"), named("b", 0, true), named("c")});
  const auto all = Catch2Version2().runCommand({"./p", {}, &notes}, Lines{"c", "a"}, {});
  expectArguments(all, {});
  BOOST_TEST(all.cases == 2U);
  expectArguments(Catch2Version2().runCommand({"./p", {}, &notes}, Lines{"a", "b"}, {}),
                  {"\"a\",\"b\""});
  expectArguments(Catch2Version2().runCommand({"./p", {}, &notes}, Lines{"a"}, {}), {"\"a\""});
}

BOOST_AUTO_TEST_CASE(version_3_takes_positions_where_names_do_not_do, *label("CATCH-03")) {
  const auto notes = notesOf({named("first"), named("Case"), named("case"), named("*")});
  const Lines ids = {"first", "case#2", "*"};
  const auto byName = Catch2Version3().runCommand({"./p", {}, &notes}, ids, {});
  expectArguments(byName, {"\"first\""});
  BOOST_TEST(byName.cases == 1U);
  const auto byPosition =
      Catch2Version3().runCommand({"./p", {}, &notes}, Lines{"case#2", "*"}, {});
  expectArguments(byPosition, {"--shard-count", "4", "--shard-index", "2", "*"});
  BOOST_TEST(byPosition.cases == 1U);
}

BOOST_AUTO_TEST_CASE(version_2_leaves_out_what_else_a_name_means, *label("CATCH-03")) {
  const auto notes = notesOf({named("first"), named("Case"), named("case"), named("*"),
                              named("a *", 0, true), named("a, first")});
  const Lines ids = {"case#2", "*", "a *"};
  const auto command = Catch2Version2().runCommand({"./p", {}, &notes}, ids, {});
  expectArguments(command, {"\"case\","
                            "\"*\"~\"first\"~\"Case\"~\"case\"~\"a *\"~\"a\\, first\","
                            "\"a *\""});
  BOOST_TEST(command.cases == 3U);
}

BOOST_AUTO_TEST_CASE(quotes_that_are_part_of_a_name_are_told_from_those_of_a_list,
                     *label("CATCH-02")) {
  const std::string place = "    a.cpp:1\n    (NO DESCRIPTION)\n";
  const auto listing = Catch2Version2().parseList(
      {.out = "Matching test cases:\n  \"#2\"\n" + place + "  #3\n" + place + "  ~#2\n" + place +
              "3 matching test cases\n\n\"#2\"\t@a.cpp:1\n\"#3\"\t@a.cpp:1\n~#2\t@a.cpp:1\n"
              "Tags for matching test cases:\n0 tags\n\n",
       .err = {},
       .report = {},
       .end = {}});
  BOOST_TEST(listing.error == "");
  BOOST_TEST_REQUIRE(listing.cases.size() == 3U);
  BOOST_TEST(listing.cases[0].path.front() == "\"#2\"");
  BOOST_TEST(listing.cases[1].path.front() == "#3");
  BOOST_TEST(listing.cases[2].path.front() == "~#2");
}

BOOST_AUTO_TEST_SUITE_END()
