// Forty cases: one is killed by a signal, one leaves the program in the middle. When TRIAL_RAN
// names a file, every case writes its name there, so that a test sees what ran, and how often.
#define BOOST_TEST_MODULE crash
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <unistd.h>

#include <boost/test/unit_test.hpp>

namespace {

void ran() {
  const char* path = std::getenv("TRIAL_RAN");
  if (path == nullptr) return;
  if (std::FILE* file = std::fopen(path, "a")) {
    std::fprintf(file, "%s\n",
                 boost::unit_test::framework::current_test_case().full_name().c_str());
    std::fclose(file);
  }
}

}  // namespace

#define CASE(n) \
  BOOST_AUTO_TEST_CASE(n) { ran(); }
#define TEN(p) \
  CASE(p##0)   \
  CASE(p##1) CASE(p##2) CASE(p##3) CASE(p##4) CASE(p##5) CASE(p##6) CASE(p##7) CASE(p##8) CASE(p##9)

BOOST_AUTO_TEST_SUITE(Crash)

TEN(a)
TEN(b)

BOOST_AUTO_TEST_CASE(by_signal) {
  ran();
  ::signal(SIGSEGV, SIG_DFL);  // a sanitizer takes it otherwise, and exits
  ::raise(SIGSEGV);
}

TEN(c)

BOOST_AUTO_TEST_CASE(by_exit) {
  ran();
  ::_exit(0);
}

// clang-format off
CASE(d0) CASE(d1) CASE(d2) CASE(d3) CASE(d4) CASE(d5) CASE(d6) CASE(d7)

BOOST_AUTO_TEST_SUITE_END()
