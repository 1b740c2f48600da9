// Every outcome, decorator and way to name a case that doctest knows.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <chrono>
#include <cstdio>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>

#include <doctest/doctest.h>

namespace {

using doctest::expected_failures;
using doctest::may_fail;
using doctest::should_fail;
using doctest::skip;
using doctest::timeout;

[[noreturn]] int throwing() { throw std::runtime_error("thrown in a check"); }
void late() { std::this_thread::sleep_for(std::chrono::milliseconds(30)); }

TEST_CASE("passes") { CHECK(1 + 1 == 2); }
TEST_CASE("checks nothing") {}

TEST_SUITE_BEGIN("failing");

TEST_CASE("two checks") {
  CHECK(1 == 2);
  CHECK_MESSAGE(false, "of <two>\nlines & \"quotes\"");
}
TEST_CASE("required") {
  REQUIRE(std::string("a") == "b");
  throw std::logic_error("not reached");
}
TEST_CASE("with what was logged") {
  const int number = 7;
  INFO("the number is ", number);
  CAPTURE(number);
  CHECK(number == 8);
}
TEST_CASE("throws") { throw std::runtime_error("thrown on purpose"); }
TEST_CASE("throws no exception") { throw 42; }
TEST_CASE("checks what throws") { CHECK(throwing() == 3); }
TEST_CASE("expects another exception") {
  CHECK_THROWS_AS(throwing(), std::logic_error);
  CHECK_THROWS_WITH(throwing(), "another text");
  CHECK_THROWS_WITH_AS(throwing(), "another text", std::logic_error);
  CHECK_THROWS((void)0);
  CHECK_NOTHROW(throwing());
}
TEST_CASE("fails and throws") {
  CHECK(false);
  throw std::runtime_error("behind a failed check");
}
TEST_CASE("gives up") { FAIL("gave up"); }
TEST_CASE("says that it fails") { FAIL_CHECK("one ", 1); }
TEST_CASE("binary and unary checks") {
  CHECK_EQ(1, 2);
  CHECK_UNARY(false);
  CHECK_FALSE(true);
  REQUIRE_GT(1, 2);
}
TEST_CASE("has bytes that XML has not") { FAIL("\f\v\x01 \xff \xed\xa0\x80 \xef\xbf\xbf ]]> end"); }

TEST_SUITE_END();

TEST_CASE("only warns") {
  WARN(1 == 2);
  MESSAGE("a message\nof two lines");
  WARN_MESSAGE(false, "a warning");
}

TEST_SUITE("subcases") {
  TEST_CASE("one fails") {
    SUBCASE("first") {}
    SUBCASE("second") {
      SUBCASE("inner \"one\"") { CHECK(1 == 2); }
      SUBCASE("inner two") { CHECK(true); }
    }
    CHECK(2 == 2);
  }
  TEST_CASE("one throws") {
    SUBCASE("quiet") {}
    SUBCASE("loud") {
      SUBCASE("inner") { throw std::runtime_error("in a subcase"); }
    }
    SUBCASE("after it") { CHECK(false); }
  }
  TEST_CASE("catches its own") {
    try {
      SUBCASE("throws") { throw std::runtime_error("caught"); }
    } catch (const std::runtime_error&) {
    }
  }
  TEST_CASE("pass") {
    SUBCASE("one") {}
    SUBCASE("one") {}
    SUBCASE("two") {}
  }
  TEST_CASE("requires in one") {
    SUBCASE("one") { REQUIRE(false); }
    CHECK(1 == 1);
  }
  TEST_CASE("fails outside, too") {
    SUBCASE("one") { CHECK(1 == 2); }
    CHECK(1 == 3);
  }
}

TEST_SUITE("decorated") {
  TEST_CASE("skipped" * skip()) { FAIL("must not run"); }
  TEST_CASE("not skipped" * skip(false)) {}
  TEST_CASE("may fail and does" * may_fail()) { CHECK(false); }
  TEST_CASE("may fail and does not" * may_fail()) {}
  TEST_CASE("may throw and does" * may_fail()) { throw std::runtime_error("allowed"); }
  TEST_CASE("should fail and does" * should_fail()) { CHECK(false); }
  TEST_CASE("should fail and throws" * should_fail()) { throw std::runtime_error("as it should"); }
  TEST_CASE("should fail and does not" * should_fail()) { CHECK(true); }
  TEST_CASE("as many failures as expected" * expected_failures(2)) {
    CHECK(1 == 2);
    CHECK(1 == 3);
  }
  TEST_CASE("fewer failures than expected" * expected_failures(2)) { CHECK(1 == 2); }
  TEST_CASE("more failures than expected" * expected_failures(1)) {
    CHECK(1 == 2);
    CHECK(1 == 3);
  }
  TEST_CASE("no failure of two" * expected_failures(2)) {}
  TEST_CASE("may fail, and some are expected" * may_fail() * expected_failures(5)) { CHECK(false); }
  TEST_CASE("in time" * timeout(60)) {}
  TEST_CASE("too slow" * timeout(0.001)) { late(); }
  TEST_CASE("may be too slow" * timeout(0.001) * may_fail()) { late(); }
  TEST_CASE("should be too slow" * timeout(0.001) * should_fail()) { late(); }
  TEST_CASE("described" * doctest::description("a description")) {}
  TEST_CASE("moved" * doctest::test_suite("another suite")) {}
}
TEST_SUITE("skipped altogether" * skip()) {
  TEST_CASE("one") { FAIL("must not run"); }
  TEST_CASE("two") { FAIL("must not run"); }
}

TEST_CASE_TEMPLATE("template", T, int, std::string, char) { CHECK(sizeof(T) > 1); }
TEST_CASE_TEMPLATE("twice the same type", T, int, int) { CHECK(sizeof(T) == 1); }
TEST_CASE_TEMPLATE_DEFINE("defined", T, defined_id) { CHECK(T() == 0); }
TEST_CASE_TEMPLATE_INVOKE(defined_id, int, long);

struct Fixture {
  int number = 3;
};
TEST_CASE_FIXTURE(Fixture, "with a fixture") { CHECK(number == 4); }
struct ThrowingFixture {
  ThrowingFixture() { throw std::runtime_error("the fixture throws"); }
};
TEST_CASE_FIXTURE(ThrowingFixture, "with a throwing fixture") {}

SCENARIO("a scenario") {
  GIVEN("a thing") {
    WHEN("it is used") {
      THEN("it fails") { CHECK(false); }
    }
  }
}

TEST_SUITE("odd/names") {
  TEST_CASE("") { CHECK(false); }
  TEST_CASE("") {}
  TEST_CASE("equal") {}
  TEST_CASE("equal") { CHECK(false); }
  TEST_CASE("equal #2") {}
  TEST_CASE("Capitals") {}
  TEST_CASE("capitals") { CHECK(false); }
  TEST_CASE("a,b") { CHECK(false); }
  TEST_CASE("a") {}
  TEST_CASE("b") {}
  TEST_CASE("back\\slash") { CHECK(false); }
  TEST_CASE("back\\,slash and comma\\") { CHECK(false); }
  TEST_CASE("st*r") { CHECK(false); }
  TEST_CASE("star") {}
  TEST_CASE("*") { CHECK(false); }
  TEST_CASE("?") { CHECK(false); }
  TEST_CASE("x") {}
  TEST_CASE(" blanks at the ends  ") { CHECK(false); }
  TEST_CASE("blanks at the ends") {}
  TEST_CASE("new\nline") { CHECK(false); }
  TEST_CASE("new line") {}
  TEST_CASE("carriage\r\nreturn\tand tab") { CHECK(false); }
  TEST_CASE("\"quoted\" <tag> & 'more' [brackets]{braces}~!^$") { CHECK(false); }
  TEST_CASE("not UTF-8: \xff\xc3") { CHECK(false); }
  TEST_CASE("\\xFF as text") {}
  TEST_CASE("not UTF-8: \\xFF\\xC3") {}
  TEST_CASE("control \x01 \f \v \x7f") { CHECK(false); }
  TEST_CASE("umlauts \xc3\xa4\xc3\x84") {}
  TEST_CASE("a/b/c") {}
  TEST_CASE("--dt-exit") {}
  TEST_CASE("(no name)") {}
  TEST_CASE("</TestCase><TestCase name=\"passes\"/>") {}
}
TEST_SUITE("odd") {
  TEST_CASE("names/a/b/c") { CHECK(false); }
  TEST_CASE("a") { CHECK(false); }
}
TEST_CASE("odd/a") {}
TEST_CASE("a") {}

// All three stand on one line, and are asked for by their numbers in the order of lines.
#define THREE_CASES                    \
  TEST_CASE("left") {}                 \
  TEST_CASE("right") { CHECK(false); } \
  TEST_CASE("") { CHECK(false); }
THREE_CASES

TEST_SUITE("writing") {
  TEST_CASE("to stdout") { std::cout << "text on stdout" << std::endl; }
  TEST_CASE("to stderr") { std::cerr << "text on stderr\n"; }
  TEST_CASE("without a newline") {
    std::fputs("no newline", stdout);
    std::fflush(stdout);
    CHECK(false);
  }
  TEST_CASE("what looks like a report") {
    std::cout << "</TestCase>\n<TestCase name=\"passes\">\n<Exception crash=\"true\">\n"
              << std::flush;
    CHECK(false);
  }
}

}  // namespace
