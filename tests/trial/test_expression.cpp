// What -k selects tests by.
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <trial/selecting/expression.hpp>

using boost::unit_test::label;
using trial::CaseFacts;
using trial::Expression;

BOOST_AUTO_TEST_SUITE(ExpressionTests)

namespace {

const CaseFacts parsing = {"build/test_text::ParserTests/long_input",
                           {"build/test_text", "ParserTests", "long_input"},
                           "Boost.Test",
                           "../src/text/parser.cpp",
                           7,
                           {"slow", "needs net"}};
const CaseFacts native = {
    "test_math.MathTests.test_and", {"test_math", "MathTests", "test_and"}, "trial-dist"};

bool matches(const std::string& expression, const CaseFacts& facts = parsing) {
  return Expression(expression).matches(facts);
}

std::string refusal(const std::string& expression) {
  try {
    (void)Expression(expression);
  } catch (const trial::ExpressionError& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_name_is_a_part_of_the_id, *label("SEL-03")) {
  BOOST_TEST(matches("Parser"));
  BOOST_TEST(matches("text::ParserTests/long"));
  BOOST_TEST(!matches("parserTests"), "capitals as they are");
  BOOST_TEST(matches("MathTests.test", native));
}

BOOST_AUTO_TEST_CASE(a_glob_fits_the_id_or_a_part_of_it_as_a_whole, *label("SEL-03")) {
  BOOST_TEST(matches("build/*"));
  BOOST_TEST(matches("ParserTests/*"), "what is behind ::");
  BOOST_TEST(matches("Parser*"));
  BOOST_TEST(matches("*_inpu[st]"));
  BOOST_TEST(!matches("arser*"));
  BOOST_TEST(!matches("long?"));
  BOOST_TEST(matches("test_math.*", native));
  BOOST_TEST(matches("Math*", native));
  BOOST_TEST(!matches("ath*", native));
}

BOOST_AUTO_TEST_CASE(tags_and_files_have_their_prefix, *label("SEL-03")) {
  BOOST_TEST(matches("tag:slow"));
  BOOST_TEST(!matches("tag:slo"));
  BOOST_TEST(matches("tag:s*"));
  BOOST_TEST(matches("tag:\"needs net\""));
  BOOST_TEST(!matches("tag:slow", native));
  BOOST_TEST(matches("file:parser.cpp"));
  BOOST_TEST(matches("file:text/parser.cpp"));
  BOOST_TEST(!matches("file:arser.cpp"));
  BOOST_TEST(matches("file:p*.cpp"));
  BOOST_TEST(matches("file:src/*"));
  BOOST_TEST(!matches("file:*", native), "a file that is not known");
}

BOOST_AUTO_TEST_CASE(not_binds_closest_then_and, *label("SEL-03")) {
  BOOST_TEST(matches("not nothing"));
  BOOST_TEST(!matches("not Parser"));
  BOOST_TEST(matches("not not Parser"));
  BOOST_TEST(matches("Parser or nothing and nothing"));
  BOOST_TEST(!matches("(Parser or nothing) and nothing"));
  BOOST_TEST(!matches("not Parser and nothing"));
  BOOST_TEST(matches("not (Parser and nothing)"));
  BOOST_TEST(matches("nothing and nothing or Parser"));
  BOOST_TEST(matches("(not(nothing))and Parser"));
  BOOST_TEST(!matches("not nothing and nothing"));
  BOOST_TEST(!matches("not Parser or not long"));
}

BOOST_AUTO_TEST_CASE(in_quotes_nothing_has_a_meaning, *label("SEL-03")) {
  BOOST_TEST(matches("\"and\"", native));
  BOOST_TEST(!matches("\"Parser*\""));
  const CaseFacts odd = {"p::a (\"b\\c\") and *", {"p", "a (\"b\\c\") and *"}, "f"};
  BOOST_TEST(matches(R"("a (\"b\\c\") and *")", odd));
  BOOST_TEST(matches(R"("\c")", odd), "a backslash in front of another letter");
  BOOST_TEST(matches(R"(not "x" and "(")", odd));
}

BOOST_AUTO_TEST_CASE(what_is_malformed_is_named_with_its_column, *label("SEL-04")) {
  BOOST_TEST(refusal("a and (b or not c)") == "none");
  BOOST_TEST(refusal("") == "column 1: a name is missing at the end");
  BOOST_TEST(refusal("a and ") == "column 7: a name is missing at the end");
  BOOST_TEST(refusal("or b") == "column 1: a name is missing in front of 'or'");
  BOOST_TEST(refusal("a and )") == "column 7: a name is missing in front of ')'");
  BOOST_TEST(refusal("a b") == "column 3: 'and' or 'or' is missing in front of 'b'");
  BOOST_TEST(refusal("a (b)") == "column 3: 'and' or 'or' is missing in front of '('");
  BOOST_TEST(refusal("a not b") == "column 3: 'and' or 'or' is missing in front of 'not'");
  BOOST_TEST(refusal("a\"b\"") == "column 2: 'and' or 'or' is missing in front of '\"b\"'");
  BOOST_TEST(refusal("((a)") == "column 1: this '(' is not closed");
  BOOST_TEST(refusal("a)") == "column 2: this ')' was not opened");
  BOOST_TEST(refusal("()") == "column 2: a name is missing in front of ')'");
  BOOST_TEST(refusal("a or \"b") == "column 6: this quote is not closed");
  BOOST_TEST(refusal("\"\"") == "column 1: there is nothing between the quotes");
  BOOST_TEST(refusal("tag: a") == "column 5: a name is missing behind 'tag:'");
  BOOST_TEST(refusal("a or file:") == "column 11: a name is missing behind 'file:'");
  BOOST_TEST(refusal("\xc3\xa4\xc3\xb6 b") == "column 4: 'and' or 'or' is missing in front of 'b'",
             "columns are characters");
}

BOOST_AUTO_TEST_CASE(no_depth_is_too_deep, *label("SEL-04")) {
  constexpr std::size_t depth = 100000;
  BOOST_TEST(matches(std::string(depth, '(') + "Parser" + std::string(depth, ')')));
  std::string negations;
  for (std::size_t i = 0; i < depth; ++i) negations += "not ";
  BOOST_TEST(matches(negations + "Parser"));
  BOOST_TEST(refusal(std::string(depth, '(') + "a") ==
             "column " + std::to_string(depth) + ": this '(' is not closed");
}

BOOST_AUTO_TEST_CASE(a_term_knows_whether_it_is_negated) {
  const Expression expression("a and not (b or not c) or d");
  std::vector<bool> negated;
  for (const auto& term : expression.terms()) negated.push_back(term.negated);
  BOOST_TEST((negated == std::vector<bool>{false, true, false, false}));
}

BOOST_AUTO_TEST_SUITE_END()
