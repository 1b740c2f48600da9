// Lists of things in a sentence.
#include <boost/test/unit_test.hpp>

#include <trial/detail/phrases.hpp>

BOOST_AUTO_TEST_SUITE(PhraseTests)

BOOST_AUTO_TEST_CASE(things_are_listed_in_a_phrase) {
  BOOST_TEST(trial::_listToPhrase({}, "and").empty());
  BOOST_TEST(trial::_listToPhrase({"a"}, "and") == "a");
  BOOST_TEST(trial::_listToPhrase({"a", "b"}, "and") == "a and b");
  BOOST_TEST(trial::_listToPhrase({"a", "b", "c"}, "or") == "a, b, or c");
  BOOST_TEST(trial::_listToPhrase({"a", "b", "c"}, "or", "; ") == "a; b; or c");
}

BOOST_AUTO_TEST_SUITE_END()
