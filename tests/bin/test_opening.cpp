// A module that tells who opens it, in the file OPENED_BY, and does then what OPENING says. Its
// first processes are killed if KILLS says so.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include <unistd.h>

#include <trial/unittest.hpp>

#include "../programs/killing.hpp"

namespace {

/// The first argument of this process; empty if there is none.
std::string firstArgument() {
  std::ifstream file("/proc/self/cmdline");
  std::string argument;
  std::getline(file, argument, '\0');
  argument.clear();
  std::getline(file, argument, '\0');
  return argument;
}

bool asked(const char* what) {
  const char* opening = std::getenv("OPENING");
  return opening != nullptr && opening == std::string(what);
}

struct Opening {
  Opening() {
    if (const char* file = std::getenv("OPENED_BY"))
      std::ofstream(file, std::ios::app) << firstArgument() << '\n';
    if (asked("exit")) std::exit(0);
    if (asked("_exit")) ::_exit(3);
    if (asked("kill")) (void)std::raise(SIGKILL);
    (void)killing::takeOne();
    if (asked("crash")) {
      std::fputs("last words\n", stderr);
      (void)std::signal(SIGSEGV, SIG_DFL);
      (void)std::raise(SIGSEGV);
    }
  }
  ~Opening() {
    if (asked("abort at the end")) {
      (void)std::signal(SIGABRT, SIG_DFL);
      (void)std::raise(SIGABRT);
    }
    while (asked("hang at the end")) ::pause();
  }
} opening;

}  // namespace

class OpeningTests : public trial::TestCase {
 public:
  void test_one() {}
  void test_two() {}
};
TRIAL_TESTS(OpeningTests, test_one, test_two)
