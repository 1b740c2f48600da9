// Ids as `--list` prints them, and as they are given back.
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include <trial/loader.hpp>
#include <trial/reporters/textline.hpp>
#include <trial/selecting/escapedid.hpp>
#include <trial/suite.hpp>

#include "folders.hpp"

using boost::unit_test::label;
using trial::escapedId;
using trial::unescapedId;

BOOST_AUTO_TEST_SUITE(EscapedIdTests)

BOOST_AUTO_TEST_CASE(an_id_is_on_one_line_and_comes_back, *label("SEL-08")) {
  BOOST_TEST(escapedId("a\nb\\nc\r\\") == "a\\nb\\\\nc\\r\\\\");
  for (const std::string id : {"", "plain", "a\nb", "a\\nb", "\\", "\\\\", "\r\n\\r\\n", "\\x41"})
    BOOST_TEST(unescapedId(escapedId(id)) == id);
  BOOST_TEST(unescapedId("a\\qb\\xz\\") == "a\\qb\\xz\\");
}

BOOST_AUTO_TEST_CASE(what_a_report_shows_comes_back_and_no_two_ids_look_the_same,
                     *label("PROG-454")) {
  std::set<std::string> shown;
  const std::string names[] = {"nl\nx",        "nl\\nx",   "nl\\\nx",  "nl\\\\nx", "\\",
                               "\\\\",         "\t",       "\\t",      "\x1b",     "\\x1b",
                               "\x85",         "\xc2\x85", "\\x85",    "\\u0085",  "\\q",
                               "\xe2\x80\xa8", "\\u2028",  "\xc3\xa9", "C:\\new"};
  for (const auto& name : names) {
    const auto line = trial::nameInOneLine(name);
    BOOST_TEST(unescapedId(line) == name, line);
    BOOST_TEST(line.find('\n') == std::string::npos);
    BOOST_TEST(shown.insert(line).second, line);
    BOOST_TEST(trial::idInOneLine("C:\\new::" + name) == "C:\\new::" + line);
  }
  BOOST_TEST(trial::idInOneLine("module.Case.t\\n") == "module.Case.t\\n");
}

BOOST_AUTO_TEST_CASE(cases_are_loaded_by_what_a_list_prints, *label("SEL-08")) {
  for (const auto* name : {"gtest_names", "catch2_names"}) {
    const auto program = (folders::programs / name).string();
    trial::TestLoader loader;
    const auto suite = loader.loadByName(program);
    std::size_t odd = 0;
    for (const auto& test : trial::_iterateTests(suite)) {
      const auto inside = test->id().substr(program.size() + 2);
      const auto printed = escapedId(inside);
      odd += printed != inside ? 1 : 0;
      for (const auto& given : {printed, inside, trial::nameInOneLine(inside)}) {
        const auto found = loader.loadByName(program + "::" + given);
        BOOST_TEST(found->countTestCases() == 1, given);
        for (const auto& same : trial::_iterateTests(found)) BOOST_TEST(same->id() == test->id());
      }
    }
    BOOST_TEST(odd > 0U, name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
