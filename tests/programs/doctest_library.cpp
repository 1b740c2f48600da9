// A shared library with tests. Compiled twice: with a doctest of its own, and with one that the
// program uses as well.
#ifdef OWN_DOCTEST
#define DOCTEST_CONFIG_IMPLEMENT
#else
#define DOCTEST_CONFIG_IMPLEMENTATION_IN_DLL
#define DOCTEST_CONFIG_IMPLEMENT
#endif
#include <doctest/doctest.h>

#include "doctest_library.hpp"

TEST_CASE("in the library") { CHECK(1 == 2); }
TEST_CASE("in both") { CHECK(1 == 3); }

int runTestsOfLibrary(int argc, char** argv) { return doctest::Context(argc, argv).run(); }
