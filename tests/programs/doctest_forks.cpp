// Cases that make child processes, which have the report of their parent.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <cstdlib>

#include <sys/wait.h>
#include <unistd.h>

#include <doctest/doctest.h>

namespace {

template <class Child>
int endOf(Child&& child) {
  const auto pid = ::fork();
  if (pid == 0) {
    child();
    ::_exit(0);
  }
  int status = -1;
  (void)::waitpid(pid, &status, 0);
  return status;
}

}  // namespace

TEST_CASE("first") {}
TEST_CASE("child checks") {
  CHECK(endOf([] { CHECK(1 == 2); }) == 0);
}
TEST_CASE("child aborts") {
  SUBCASE("once") {
    CHECK(WTERMSIG(endOf([] { std::abort(); })) == SIGABRT);
  }
  SUBCASE("twice") {
    CHECK(WTERMSIG(endOf([] { std::abort(); })) == SIGABRT);
    CHECK(WTERMSIG(endOf([] { std::abort(); })) == SIGSEGV);
  }
}
TEST_CASE("child exits") {
  CHECK(WEXITSTATUS(endOf([] { std::exit(3); })) == 3);
}
TEST_CASE("last") {}
