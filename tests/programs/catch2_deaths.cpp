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

#include <sys/wait.h>
#include <unistd.h>

namespace {

/// The status of a child that crashes.
int crashed() {
  const auto child = ::fork();
  if (child == 0) std::raise(SIGSEGV);
  int status = 0;
  return ::waitpid(child, &status, 0) == child ? status : -1;
}

}  // namespace

TEST_CASE("first") { CHECK(true); }
TEST_CASE("its child crashes") {
  SECTION("one") { CHECK(crashed() != 0); }
  SECTION("two") { CHECK(crashed() != 0); }
}
TEST_CASE("its child crashes, and it fails") {
  SECTION("one") {
    const int status = crashed();
    CHECK(status == 0);
  }
}
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
