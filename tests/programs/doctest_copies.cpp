// A program with a doctest of its own, beside that of a library.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "doctest_library.hpp"

TEST_CASE("in the program") {}
TEST_CASE("in both") {}

int main(int argc, char** argv) {
  const int own = doctest::Context(argc, argv).run();
  return runTestsOfLibrary(argc, argv) + own;
}
