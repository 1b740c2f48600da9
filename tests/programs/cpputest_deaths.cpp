// Cases of CppUTest that end their process.
#include <cstdio>

#include <unistd.h>

#include <CppUTest/CommandLineTestRunner.h>
#include <CppUTest/TestHarness.h>

TEST_GROUP(Deaths){};

TEST(Deaths, first) { CHECK(true); }

TEST(Deaths, by_signal) {
  std::printf("before the signal\n");
  std::fflush(stdout);
  volatile int* nowhere = nullptr;
  *nowhere = 1;
}

TEST(Deaths, between) { CHECK(true); }

TEST(Deaths, by_exit) { ::_exit(0); }

TEST(Deaths, last) { CHECK(true); }

int main(int argc, char** argv) { return CommandLineTestRunner::RunAllTests(argc, argv); }
