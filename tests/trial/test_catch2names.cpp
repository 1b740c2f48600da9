// How the adapter of Catch2 reads lists, and how it tells cases by their names.
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <trial/programs/catch2/adapter.hpp>
#include <trial/programs/catch2/list.hpp>
#include <trial/programs/catch2/names.hpp>

#include "catch2cases.hpp"
#include "texts.hpp"

using boost::unit_test::label;
using namespace trial::frameworks;
using catch2cases::named;

BOOST_AUTO_TEST_SUITE(Catch2NamesTests)

namespace {

using Lines = std::vector<std::string>;

Lines idsOf(const std::vector<ListedCase>& cases) {
  Lines ids;
  for (const auto& listed : cases) ids.push_back(listed.id);
  return ids;
}

void compare(const Lines& told, const Lines& expected) {
  BOOST_TEST(told == expected, boost::test_tools::per_element());
}

constexpr std::string_view threeLists =
    "Matching test cases:\n"
    "  of a main function\n"
    "0 matching test cases\n\n"
    "Matching test cases:\n"
    "  first\n"
    "    dir-a/a.cpp:3\n"
    "    (NO DESCRIPTION)\n"
    "      [!hide][.][fast]\n"
    "      [two words]\n"
    "  a name that is\n"
    "    broken\n"
    "    dir-a/a.cpp:12\n"
    "    described\n"
    "  #hash\n"
    "    dir-a/a.cpp:14\n"
    "    (NO DESCRIPTION)\n"
    "  2 matching test\n"
    "    cases\n"
    "    dir-a/a.cpp:15\n"
    "    (NO DESCRIPTION)\n"
    "4 matching test cases\n\n"
    "first\t@dir-a/a.cpp:3\n"
    "a name that is broken\t@dir-a/a.cpp:12\n"
    "\"#hash\"\t@dir-a/a.cpp:14\n"
    "2 matching test\ncases\t@dir-a/a.cpp:15\n"
    "Tags for matching test cases:\n"
    "   1  [!hide]\n"
    "1 tag\n\nTags for matching test cases:\n";

}  // namespace

BOOST_AUTO_TEST_CASE(the_lists_of_version_2_give_names_places_and_tags, *label("CATCH-02")) {
  const auto cases = catch2::readThreeLists(threeLists);
  BOOST_TEST_REQUIRE(cases.has_value());
  compare(idsOf(*cases), {"first", "a name that is broken", "#hash", "2 matching test\ncases"});
  const auto& first = cases->front();
  BOOST_TEST(first.file == "dir-a/a.cpp");
  BOOST_TEST(first.line == 3);
  BOOST_TEST(first.hidden);
  compare(first.tags, {"fast", "two words"});
  BOOST_TEST(!cases->at(1).hidden);
  BOOST_TEST(cases->at(1).tags.empty());
}

BOOST_AUTO_TEST_CASE(lists_that_are_cut_anywhere_are_none, *label("CATCH-02")) {
  const auto last = threeLists.find("Tags for");
  for (std::size_t size = 0; size < last + 10; ++size) {
    BOOST_TEST(!catch2::readThreeLists(threeLists.substr(0, size)).has_value(), size << " bytes");
  }
  const auto document =
      texts::contentOf(std::filesystem::path(TRIAL_TEST_DATA) / "catch2v3_names.list.xml");
  for (std::size_t size = 0; size < document.rfind('>'); size += 13) {
    BOOST_TEST(!catch2::readDocument(std::string_view(document).substr(0, size)).has_value());
  }
}

BOOST_AUTO_TEST_CASE(the_names_of_another_list_are_none) {
  std::string other(threeLists);
  const auto at = other.find("\nfirst\t") + 1;
  other.replace(at, 5, "other");
  BOOST_TEST(!catch2::readThreeLists(other).has_value());
}

BOOST_AUTO_TEST_CASE(a_program_without_cases_lists_none) {
  const auto none = catch2::readThreeLists(
      "Matching test cases:\n0 matching test cases\n\nTags for matching test cases:\n0 tags\n\n");
  BOOST_TEST_REQUIRE(none.has_value());
  BOOST_TEST(none->empty());
}

BOOST_AUTO_TEST_CASE(the_list_of_version_3_is_a_document, *label("CATCH-02")) {
  const auto cases = catch2::readDocument(
      texts::contentOf(std::filesystem::path(TRIAL_TEST_DATA) / "catch2v3_names.list.xml"));
  BOOST_TEST_REQUIRE(cases.has_value());
  BOOST_TEST_REQUIRE(cases->size() == 36U);
  BOOST_TEST(cases->front().id == "plain");
  BOOST_TEST(cases->front().file == "catch2_names.cpp");
  BOOST_TEST(cases->front().line == 9);
  BOOST_TEST(cases->at(11).id == "  blanks  ");
  BOOST_TEST(cases->at(31).hidden);
  compare(cases->at(31).tags, {"hidden"});
}

BOOST_AUTO_TEST_CASE(what_is_no_list_is_an_error_with_what_the_program_said, *label("CATCH-02")) {
  const ProcessOutput failed{
      .out = "", .err = "already defined\n", .report = "", .end = {.status = 1, .signal = 0}};
  const Catch2Version2 second;
  const Catch2Version3 third;
  for (const Catch2* adapter : std::initializer_list<const Catch2*>{&second, &third}) {
    const auto listing = adapter->parseList(failed);
    BOOST_TEST(listing.cases.empty());
    BOOST_TEST(listing.error ==
               "exited with status 1 without a whole list of its cases:\nalready defined");
  }
}

BOOST_AUTO_TEST_CASE(names_that_catch2_takes_for_the_same_are_numbered, *label("CATCH-03")) {
  std::vector<ListedCase> cases = {named("Case"),   named("other"),  named("case", 7, true),
                                   named("case#2"), named(" case "), named("other ones")};
  catch2::nameCases(cases);
  compare(idsOf(cases), {"Case#1", "other", "case#3", "case#2", " case #4", "other ones"});
  compare(cases[2].path, {"case#3"});
  const auto note = catch2::CaseNote::read(cases[2].note);
  BOOST_TEST(note.name == "case");
  BOOST_TEST(note.position == 2U);
  BOOST_TEST(note.total == 6U);
  BOOST_TEST(note.visible == 5U);
  BOOST_TEST(note.line == 7);
  BOOST_TEST(note.hidden);
  BOOST_TEST(note.exclusions == "");
  for (const auto* id : {"Case#1", "case#2", " case #4", "*x", "x* ", "a\nb", "\\x41", "\xff"})
    BOOST_TEST(catch2::needsNote(id), id);
  for (const auto* id : {"other", "a*b", "#hash", "a#", "#a1", "C# 12", "\xc3\xbc", "a \\ b"})
    BOOST_TEST(!catch2::needsNote(id), id);
}

BOOST_AUTO_TEST_CASE(what_a_name_stands_for_besides_is_in_its_note, *label("CATCH-03")) {
  std::vector<ListedCase> cases = {named("7 a*"), named("7 a"), named("7 ab "), named("b"),
                                   named("*")};
  catch2::nameCases(cases);
  const auto exclusionsOf = [&cases](std::size_t i) {
    return catch2::CaseNote::read(cases[i].note).exclusions;
  };
  BOOST_TEST(catch2::CaseNote::read(cases[0].note).name == "7 a*");
  BOOST_TEST(exclusionsOf(0) == "~\"7 a\"~\"7 ab \"");
  BOOST_TEST(exclusionsOf(1) == "");
  BOOST_TEST(exclusionsOf(4) == "~\"7 a*\"~\"7 a\"~\"7 ab \"~\"b\"");
}

BOOST_AUTO_TEST_CASE(what_means_something_in_a_specification_is_escaped, *label("CATCH-03")) {
  BOOST_TEST(catch2::specificationFor("[a] ~b") == "\"[a] ~b\"");
  BOOST_TEST(catch2::specificationFor("a,\"b\\") == "\"a\\,\\\"b\\\\\"");
  BOOST_TEST(catch2::specificationFor("x[@alias]") == "\"x[\\@alias]\"");
  BOOST_TEST(catch2::specificationFor("exclude:a") == "\" exclude:a\"");
}

BOOST_AUTO_TEST_CASE(names_stand_for_others_as_in_a_specification, *label("CATCH-03")) {
  const auto all = {"Case", " case ", "*case", "case*", "*", "my case", "case 2", "*case*", "**"};
  const auto meantBy = [&all](std::string_view name) {
    Lines meant;
    for (const auto* other : all) {
      if (catch2::standsFor(name, other)) meant.emplace_back(other);
    }
    return meant;
  };
  compare(meantBy("case"), {"Case", " case "});
  compare(meantBy("*CASE"), {"Case", " case ", "*case", "my case"});
  compare(meantBy("case* "), {"Case", " case ", "case*", "case 2"});
  compare(meantBy("*case*"), {"Case", " case ", "*case", "case*", "my case", "case 2", "*case*"});
  BOOST_TEST(meantBy("*").size() == all.size());
  BOOST_TEST(meantBy("**").size() == all.size());
}

BOOST_AUTO_TEST_CASE(a_report_has_names_without_blanks_at_their_ends_and_escapes_bytes) {
  BOOST_TEST(catch2::isShownAs(" a\tb\nc\r\nd ", "a b\nc  d"));
  BOOST_TEST(!catch2::isShownAs("a", "a b"));
  BOOST_TEST(!catch2::isShownAs("ab", "a"));
  BOOST_TEST(catch2::isShownAs("\x1b[m\xff\xc3\xbc", "\\x1B[m\\xFF\xc3\xbc"));
  BOOST_TEST(!catch2::isShownAs("\x1b[m\xff", "\\x1B[m\\xFE"));
  BOOST_TEST(catch2::isShownAs("\\x1B", "\\x1B"));
  BOOST_TEST(!catch2::isShownAs("\\x1B", "\x1b"));
}

BOOST_AUTO_TEST_SUITE_END()
