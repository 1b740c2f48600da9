// Cases that end the process, in a program with a main function of its own, which talks.
#define CATCH_CONFIG_RUNNER
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include <unistd.h>

TEST_CASE("first") { CHECK(true); }
TEST_CASE("by a signal") {
  SECTION("outer") {
    SECTION("inner") { std::raise(SIGSEGV); }
  }
}
TEST_CASE("between, fails") { CHECK(false); }
TEST_CASE("by an abort") {
  std::cout << "lost" << std::endl;
  CHECK(1 == 2);
  std::abort();
}
TEST_CASE("by exit") { std::exit(0); }
TEST_CASE("by exit with a status") {
  SECTION("inside") { std::exit(3); }
}
TEST_CASE("by _exit") { ::_exit(0); }
TEST_CASE("by a signal that is not caught") { ::kill(::getpid(), SIGKILL); }
TEST_CASE("damages the report") {
  const char text[] = "</no></report>\n";
  CHECK(::write(3, text, sizeof text - 1) > 0);
}
TEST_CASE("closes the report") { CHECK(::close(3) == 0); }
TEST_CASE("last") { CHECK(true); }

int main(int argc, char** argv) {
  std::cout << "a main of its own\nMatching test cases:\n";
  std::printf("no\t@main.cpp:1\n0 matching test cases\n\n");
  std::fprintf(stderr, "noise\n");
  const int result = Catch::Session().run(argc, argv);
  std::cout << "the end\nTags for matching test cases:\n";
  return result == 0 ? 0 : 77;
}
