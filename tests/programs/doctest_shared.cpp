// A program whose doctest is in a library.
#define DOCTEST_CONFIG_IMPLEMENTATION_IN_DLL
#include <doctest/doctest.h>

TEST_CASE("in the program") {}
TEST_CASE("in both") {}

int main(int argc, char** argv) { return doctest::Context(argc, argv).run(); }
