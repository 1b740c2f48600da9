/// Cases for Catch2 and doctest, whose macros are there: a child comes back out of them and goes on
/// with the run in the same report, or they close that report.
#pragma once

#include <csignal>

#include "forking.hpp"

TEST_CASE("first") { CHECK(true); }
TEST_CASE("its child comes back") {
  if (forking::inChild()) return;
  CHECK(1 == 2);
}
TEST_CASE("ends the child") {
  forking::endChild();
  CHECK(true);
}
TEST_CASE("closes all") { forking::closeFrom(3); }
TEST_CASE("between, fails") { CHECK(2 == 3); }
TEST_CASE("its child comes back, and it passes") {
  if (forking::inChild()) return;
  CHECK(true);
}
TEST_CASE("its child goes on to the end") {
  if (forking::inChild()) return;
  CHECK(3 == 4);
}
TEST_CASE("its child goes on to the end, and it crashes") {
  if (!forking::inChild()) (void)std::raise(SIGSEGV);
}
TEST_CASE("last") { CHECK(true); }
