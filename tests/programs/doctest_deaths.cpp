// Cases that take their process with them.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include <unistd.h>

#include <doctest/doctest.h>

TEST_CASE("first") {}
TEST_SUITE("dying") {
  TEST_CASE("aborts behind a failed check") {
    SUBCASE("quiet") {}
    SUBCASE("loud") {
      CHECK(1 == 2);
      std::abort();
    }
  }
  TEST_CASE("segfaults") { std::raise(SIGSEGV); }
  TEST_CASE("between") { CHECK(false); }
  TEST_CASE("is killed") { std::raise(SIGKILL); }
  TEST_CASE("exits with 0") { std::exit(0); }
  TEST_CASE("exits at once with 0") { ::_exit(0); }
  TEST_CASE("exits with 3") {
    SUBCASE("in a subcase") {
      CHECK(1 == 3);
      std::exit(3);
    }
  }
  TEST_CASE("terminates") {
    const auto calls = [](void (*thrower)()) noexcept { thrower(); };
    calls([] { throw std::runtime_error("nobody catches it"); });
  }
  TEST_CASE("should fail and aborts" * doctest::should_fail()) { std::abort(); }
  TEST_CASE("may fail and aborts" * doctest::may_fail()) { std::abort(); }
}
TEST_CASE("last") {}
