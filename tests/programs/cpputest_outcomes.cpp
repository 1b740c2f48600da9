// Cases of CppUTest with every outcome. The text that some print looks like CppUTest's own.
#include <cstdio>

#include <CppUTest/CommandLineTestRunner.h>
#include <CppUTest/TestHarness.h>

TEST_GROUP(Plain){};

TEST(Plain, passes) { CHECK(true); }

TEST(Plain, passes_too) { LONGS_EQUAL(4, 2 + 2); }

TEST(Plain, fails) { LONGS_EQUAL(5, 2 + 2); }

TEST(Plain, fails_by_text) { STRCMP_EQUAL("one", "two"); }

IGNORE_TEST(Plain, is_ignored) { FAIL("never"); }

TEST_GROUP(Prints){};

TEST(Prints, without_newline) {
  std::printf("no newline");
  CHECK(true);
}

TEST(Prints, lines_and_fails) {
  std::printf("first\nsecond\n");
  FAIL("third");
}

TEST(Prints, the_start_of_another) {
  std::printf("\nTEST(Plain, passes)\n");
  FAIL("after it");
}

// The same names in another group.
TEST_GROUP(Second){};

TEST(Second, passes) { CHECK(true); }

TEST(Second, fails) { CHECK(false); }

IGNORE_TEST(Second, passes_too) { CHECK(true); }

int main(int argc, char** argv) { return CommandLineTestRunner::RunAllTests(argc, argv); }
