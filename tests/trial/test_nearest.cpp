// The names that a user may have meant.
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <trial/selecting/nearest.hpp>

using boost::unit_test::label;
using trial::distanceInside;
using trial::nearestNames;
using Names = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(NearestTests)

BOOST_AUTO_TEST_CASE(changes_are_counted, *label("SEL-05")) {
  BOOST_TEST(distanceInside("parser", "parser", 9) == 0U);
  BOOST_TEST(distanceInside("parser", "a parser of text", 9) == 0U, "anywhere inside");
  BOOST_TEST(distanceInside("parsr", "parser", 9) == 1U);
  BOOST_TEST(distanceInside("parsser", "parser", 9) == 1U);
  BOOST_TEST(distanceInside("parxer", "parser", 9) == 1U);
  BOOST_TEST(distanceInside("praser", "parser", 9) == 1U, "two letters swapped");
  BOOST_TEST(distanceInside("abc", "", 9) == 3U);
  BOOST_TEST(distanceInside("", "abc", 9) == 0U);
  BOOST_TEST(distanceInside("abcdefgh", "xxxxxxxx", 2) == 3U, "more than was asked for");
}

BOOST_AUTO_TEST_CASE(at_most_three_are_near_the_nearest_first, *label("SEL-05")) {
  const Names names = {"WriterTests", "ParserTestsTwo", "ParserTests", "PraserTests",
                       "ParserText",  "ParserTests",    "Other"};
  BOOST_TEST(
      nearestNames("ParserTest", names) == (Names{"ParserTests", "ParserTestsTwo", "ParserText"}),
      boost::test_tools::per_element());
  const Names longNames = {"WriterTests/broken", "WriterTests/numbers"};
  BOOST_TEST(nearestNames("WriterTests/number", longNames) == Names{"WriterTests/numbers"},
             boost::test_tools::per_element());
  BOOST_TEST(nearestNames("Nothing_like_it", names).empty());
  BOOST_TEST(nearestNames("", names).empty());
  BOOST_TEST(nearestNames("x", names).size() == 1U, "found in ParserText");
  BOOST_TEST(nearestNames("z", names).empty(), "a letter that would be replaced by any");
}

BOOST_AUTO_TEST_CASE(they_are_told_in_quotes) {
  const Names names = {"one", "two"};
  BOOST_TEST(trial::nearestText("onee", names) == "; the nearest: 'one'");
  BOOST_TEST(trial::nearestText("hundred", names) == "");
}

BOOST_AUTO_TEST_SUITE_END()
