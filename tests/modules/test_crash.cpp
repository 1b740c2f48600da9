// Forty cases: one is killed by a signal, one leaves the process in the middle. When TRIAL_RAN
// names a file, every case writes its name there, so that a test sees what ran, and how often.
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <unistd.h>

#include <trial/unittest.hpp>

namespace {

void ran(const char* name) {
  const char* path = std::getenv("TRIAL_RAN");
  if (path == nullptr) return;
  if (std::FILE* file = std::fopen(path, "a")) {
    std::fprintf(file, "%s\n", name);
    std::fclose(file);
  }
}

}  // namespace

// clang-format off
#define ONE(n) void test_##n() { ran("test_" #n); }
#define TEN(p) ONE(p##0) ONE(p##1) ONE(p##2) ONE(p##3) ONE(p##4) ONE(p##5) ONE(p##6) ONE(p##7) ONE(p##8) ONE(p##9)
#define NAMES(p) test_##p##0, test_##p##1, test_##p##2, test_##p##3, test_##p##4, \
                 test_##p##5, test_##p##6, test_##p##7, test_##p##8, test_##p##9

class CrashTests : public trial::TestCase {
 public:
  TEN(a) TEN(b) TEN(x)
  ONE(y0) ONE(y1) ONE(y2) ONE(y3) ONE(y4) ONE(y5) ONE(y6) ONE(y7)

  void test_by_signal() {
    ran("test_by_signal");
    ::signal(SIGSEGV, SIG_DFL);  // a sanitizer takes it otherwise, and exits
    ::raise(SIGSEGV);
  }
  void test_exits() {
    ran("test_exits");
    ::_exit(0);
  }
};
TRIAL_TESTS(CrashTests, NAMES(a), NAMES(b), NAMES(x), test_y0, test_y1, test_y2, test_y3, test_y4,
            test_y5, test_y6, test_y7, test_by_signal, test_exits)
