// Names that would break the layout of a report, and the lines of a narrow terminal.
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>

#include <trial/detail/safestream.hpp>
#include <trial/reporters/textline.hpp>
#include <trial/suite.hpp>
#include <trial/textreporter.hpp>
#include <trial/treereporter.hpp>

using namespace trial;
using boost::unit_test::label;

namespace {

/// The lines of a run of one successful test.
template <class R>
std::string passed(const std::string& id) {
  std::ostringstream out;
  R reporter(out);
  const auto test = std::make_shared<TestHolder>(id);
  reporter.startTest(test);
  reporter.addSuccess(test);
  reporter.stopTest(test);
  return out.str();
}

/// A line of the tree with its tag.
std::string line(const std::string& name, std::size_t columns) {
  return name + " ..." + std::string(71 - columns, ' ') + "[OK]\n";
}
std::string line(const std::string& name) { return line(name, name.size()); }

}  // namespace

BOOST_AUTO_TEST_SUITE(TextLineTests)

BOOST_AUTO_TEST_CASE(what_breaks_a_line_is_shown) {
  BOOST_TEST(inOneLine("plain \\n") == "plain \\n");
  BOOST_TEST(inOneLine("a\nb\tc\rd") == "a\\nb\\tc\\rd");
  BOOST_TEST(inOneLine(std::string("\x1b[0m\0\x7f", 6)) == "\\x1b[0m\\x00\\x7f");
  BOOST_TEST(inOneLine("\xc2\x85 \xe2\x80\xa8 \xe2\x80\xae") == "\\u0085 \\u2028 \\u202e");
  BOOST_TEST(inOneLine("\xff\xc3(\xc3") == "\\xff\\xc3(\\xc3");
  BOOST_TEST(inOneLine("\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x98\x80") ==
             "\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x98\x80");
}

BOOST_AUTO_TEST_CASE(columns_are_those_of_a_terminal) {
  BOOST_TEST(columnsOf("") == 0U);
  BOOST_TEST(columnsOf("abc") == 3U);
  BOOST_TEST(columnsOf("\xc3\xa9") == 1U);
  BOOST_TEST(columnsOf("e\xcc\x81") == 1U, "combined with the e");
  BOOST_TEST(columnsOf("\xe6\xbc\xa2\xe5\xad\x97") == 4U, "two wide ones");
  BOOST_TEST(columnsOf("\xf0\x9f\x98\x80") == 2U);
}

BOOST_AUTO_TEST_CASE(the_tree_counts_columns, *label("REP-18")) {
  const std::string wide = "test_\xe6\xbc\xa2\xe5\xad\x97";
  BOOST_TEST(passed<TreeReporter>("m.C." + wide) == "m\n  C\n" + line("    " + wide, 13));
  const std::string combined = "test_e\xcc\x81";
  BOOST_TEST(passed<TreeReporter>("m.C." + combined) == "m\n  C\n" + line("    " + combined, 10));
}

BOOST_AUTO_TEST_CASE(no_name_breaks_the_tree) {
  BOOST_TEST(passed<TreeReporter>("m\nm.C\tC.a test\x1b[31m") ==
             "m\\nm\n  C\\tC\n" + line("    a test\\x1b[31m"));
  BOOST_TEST(passed<TreeReporter>("dir/a prog::Suite\n1/case two") ==
             "dir/a prog\n  Suite\\n1\n" + line("    case two"));
}

BOOST_AUTO_TEST_CASE(dots_in_brackets_separate_nothing, *label("REP-19")) {
  BOOST_TEST(passed<TreeReporter>("m.C.test_square[1.5]") ==
             "m\n  C\n" + line("    test_square[1.5]"));
  BOOST_TEST(passed<TreeReporter>("p.m.Queue<std.string>.test_pop") ==
             "p.m\n  Queue<std.string>\n" + line("    test_pop"));
  BOOST_TEST(passed<TreeReporter>("m.Queue<std.array<a.b[2]>>.test_pop[x<.y]") ==
             "m\n  Queue<std.array<a.b[2]>>\n" + line("    test_pop[x<.y]"));
  BOOST_TEST(passed<TreeReporter>("m.C.test[a].b|c]") == "m\n  C\n" + line("    test[a].b|c]"));
  BOOST_TEST(passed<TreeReporter>("a<b.C.test") == "a<b\n  C\n" + line("    test"));
}

BOOST_AUTO_TEST_CASE(a_native_case_of_a_program_stands_below_its_class) {
  BOOST_TEST(passed<TreeReporter>("dir/prog::m.C.test_square[1.5]") ==
             "dir/prog\n  m.C\n" + line("    test_square[1.5]"));
  BOOST_TEST(passed<TreeReporter>("dir/prog::m.C<unsigned int>.test") ==
             "dir/prog\n  m.C<unsigned int>\n" + line("    test"));
  for (const std::string name : {"from v1.2 to v1.3.1", "v1.2"}) {
    BOOST_TEST(passed<TreeReporter>("dir/prog::" + name) == "dir/prog\n" + line("  " + name));
  }
}

BOOST_AUTO_TEST_CASE(a_second_result_behind_a_long_name_has_a_line) {
  std::ostringstream out;
  TreeReporter reporter(out);
  const auto test = std::make_shared<TestHolder>(std::string(90, 'x'));
  reporter.startTest(test);
  reporter.addFailure(test, Failure(std::runtime_error("a")));
  reporter.addError(test, Failure(std::runtime_error("b")));
  BOOST_TEST(out.str() == std::string(90, 'x') + " ... [FAIL]\n[ERROR]\n");
}

BOOST_AUTO_TEST_CASE(other_reporters_have_a_line_a_test_too) {
  BOOST_TEST(passed<VerboseTextReporter>("m.C.a\nb") == "m.C.a\\nb ... [OK]\n");
  std::ostringstream out;
  Reporter reporter(out);
  reporter.addSkip(std::make_shared<TestHolder>("m.C.a\nb"), "why");
  reporter.done();
  BOOST_TEST(out.str().find("why\n\nm.C.a\\nb\n---") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_narrow_terminal_has_narrow_lines) {
  BOOST_TEST(lineColumns(0, 79) == 79U);
  BOOST_TEST(lineColumns(200, 79) == 79U);
  BOOST_TEST(lineColumns(80, 79) == 79U);
  BOOST_TEST(lineColumns(40, 79) == 39U);
  BOOST_TEST(lineColumns(5, 79) == 20U);
}

BOOST_AUTO_TEST_SUITE_END()
