// Every outcome that Catch2 knows. Built with Debian's 2.13; it compiles with 3, too.
#include <cstdio>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

namespace {

[[noreturn]] int throwing() { throw std::runtime_error("thrown <&> \"quoted\""); }

}  // namespace

TEST_CASE("passes", "[fast][two words]") { CHECK(1 == 1); }
TEST_CASE("checks nothing") {}
TEST_CASE("fails") {
  const int one = 1;
  CHECK(one == 2);
  CHECK_FALSE(one == 1);
  REQUIRE(one == 3);
  CHECK(one == 4);
}
TEST_CASE("fails with words") { FAIL("first line\n    second line\x1b[m\f\v\xff\xed\xa0\x80 <&>"); }
TEST_CASE("fails a check with words") {
  FAIL_CHECK("one");
  FAIL_CHECK("two");
}
TEST_CASE("throws") {
  CHECK(true);
  throwing();
}
TEST_CASE("throws first of all") { throwing(); }
TEST_CASE("throws in a check") {
  CHECK(throwing() == 1);
  CHECK(true);
}
TEST_CASE("throws an int") { throw 7; }
TEST_CASE("should not throw") { CHECK_NOTHROW(throwing()); }
TEST_CASE("should throw") {
  CHECK_THROWS(1 + 1);
  CHECK_THROWS_AS(throwing(), std::logic_error);
}
TEST_CASE("is tagged as one that throws", "[!throws]") { CHECK_THROWS(throwing()); }

TEST_CASE("has sections") {
  INFO("in the case");
  SECTION("outer") {
    CHECK(true);
    SECTION("inner, \"first\"") {
      const int i = 7;
      CAPTURE(i);
      CHECK(i == 8);
    }
    SECTION("inner, second") { CHECK(true); }
    SECTION("inner, third") { throwing(); }
  }
  SECTION("other") { CHECK(true); }
}
TEST_CASE("generates") {
  const auto i = GENERATE(1, 2, 3, 4);
  SECTION("a value") { CHECK(i % 2 == 1); }
}
SCENARIO("a scenario", "[bdd]") {
  GIVEN("a vector") {
    std::vector<int> numbers(3);
    WHEN("it grows") {
      numbers.resize(5);
      THEN("it is larger") { REQUIRE(numbers.size() == 6); }
    }
  }
}
TEST_CASE("warns") {
  WARN("a warning");
  CHECK(true);
}
TEST_CASE("warns and fails") {
  WARN("a warning");
  CHECK(false);
}
TEST_CASE("may check falsely") { CHECK_NOFAIL(1 == 2); }

TEST_CASE("should fail and fails", "[!shouldfail]") {
  CHECK(1 == 2);
  CHECK(1 == 3);
}
TEST_CASE("should fail and throws", "[!shouldfail]") { throwing(); }
TEST_CASE("should fail and passes", "[!shouldfail]") { CHECK(true); }
TEST_CASE("may fail and fails", "[!mayfail]") { CHECK(1 == 2); }
TEST_CASE("may fail and passes", "[!mayfail]") { CHECK(true); }
TEST_CASE("may and should fail and passes", "[!mayfail][!shouldfail]") { CHECK(true); }
TEST_CASE("is hidden and passes", "[.]") { CHECK(true); }
TEST_CASE("is hidden and fails", "[.slow][mine]") { CHECK(1 == 2); }
TEST_CASE("is a benchmark", "[!benchmark]") { CHECK(true); }

TEST_CASE("writes to streams") {
  std::cout << "by cout <&>\n" << std::flush;
  std::cerr << "by cerr\n";
  std::clog << "by clog\n";
  std::printf("by printf\n");
  std::fflush(stdout);
  CHECK(true);
}
TEST_CASE("writes and fails") {
  std::cout << "no newline";
  CHECK(false);
}
TEST_CASE("writes what looks like a report") {
  std::cout << "</TestCase><TestCase name=\"passes\"><OverallResult success=\"false\"/>\n";
  std::printf("<TestCase name=\"passes\"><OverallResult success=\"false\"/></TestCase>\n");
  std::fflush(stdout);
  FAIL("</Failure></TestCase>");
}

template <class T>
struct Fixture {
  T value = {};
};
TEMPLATE_TEST_CASE("a template", "[template]", int, std::string, (std::pair<int, char>)) {
  CHECK(sizeof(TestType) > 4);
}
TEMPLATE_TEST_CASE_METHOD(Fixture, "a template with a fixture", "[template]", int, char) {
  CHECK(sizeof(Fixture<TestType>::value) == 4);
}
TEMPLATE_PRODUCT_TEST_CASE("a product", "[template]", std::vector, (int, char)) {
  CHECK(TestType().empty());
}
TEST_CASE_METHOD(Fixture<int>, "has a fixture", "[fixture]") { CHECK(value == 1); }

struct BadSetUp {
  BadSetUp() { throw std::runtime_error("the fixture cannot be made"); }
};
TEST_CASE_METHOD(BadSetUp, "has a fixture that throws") { CHECK(true); }

#ifdef SKIP
TEST_CASE("is skipped") { SKIP("not today\nnor tomorrow"); }
TEST_CASE("is skipped without a word") { SKIP(); }
TEST_CASE("is skipped in a section") {
  SECTION("that runs") { CHECK(true); }
  SECTION("that does not") { SKIP("only this"); }
}
TEST_CASE("fails and is skipped") {
  CHECK(false);
  SKIP("after a failure");
}
TEST_CASE("should fail and is skipped", "[!shouldfail]") { SKIP("never failed"); }
TEST_CASE("may fail, fails and is skipped", "[!mayfail]") {
  CHECK(false);
  SKIP("after a failure");
}
TEST_CASE("of two", "[a]") { CHECK(true); }
TEST_CASE("of two", "[b]") { CHECK(false); }
#endif
