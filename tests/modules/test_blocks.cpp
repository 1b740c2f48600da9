// Tests that block: nothing but another thread or process can end them.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <unistd.h>

#include <reactor/defer.hpp>
#include <trial/unittest.hpp>

namespace {

/// The file that TRIAL_PIDS names gets the numbers of the processes.
void writeDown(pid_t pid) {
  const char* path = std::getenv("TRIAL_PIDS");
  if (path == nullptr) return;
  if (std::FILE* file = std::fopen(path, "a")) {
    std::fprintf(file, "%d\n", static_cast<int>(pid));
    std::fclose(file);
  }
}

}  // namespace

class LoopTests : public trial::TestCase {
 public:
  void test_a() {}
  void test_loops() {
    for (volatile bool on = true; on;) {
    }
  }
  void test_z() {}
};
TRIAL_TESTS(LoopTests, test_a, (test_loops, .timeout = 0.5), test_z)

class PauseTests : public trial::SynchronousTestCase {
 public:
  void test_a() {}
  /// It and its child do not obey TERM.
  void test_pauses() {
    std::signal(SIGTERM, SIG_IGN);
    const auto child = ::fork();
    if (child != 0) {
      writeDown(::getpid());
      writeDown(child);
    }
    for (;;) ::pause();
  }
  void test_z() {}
};
TRIAL_TESTS(PauseTests, test_a, test_pauses, test_z)

class WaitTests : public trial::TestCase {
 public:
  void test_a() {}
  reactor::Deferred<void> test_waits() { return {}; }
  void test_z() {}
};
TRIAL_TESTS(WaitTests, test_a, test_waits, test_z)

class ShortTests : public trial::TestCase {
 public:
  void test_short() {}
  void test_next() {}
};
TRIAL_TESTS(ShortTests, (test_short, .timeout = 0.5), test_next)

class LargeTests : public trial::TestCase {
 public:
  void test_large() { fail(std::string(100'000, 'x')); }
  void test_z() {}
};
TRIAL_TESTS(LargeTests, test_large, test_z)
