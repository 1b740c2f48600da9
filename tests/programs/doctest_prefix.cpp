// A program that takes options by a word of its own only.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#define DOCTEST_CONFIG_OPTIONS_PREFIX "my_own-"
#define DOCTEST_CONFIG_NO_UNPREFIXED_OPTIONS
#include <doctest/doctest.h>

TEST_CASE("passes") {}
TEST_CASE("fails") { CHECK(1 == 2); }
