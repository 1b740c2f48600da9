// Cases that end their process, each in a way of its own, and those around them.
#include <cstdio>
#include <cstdlib>

#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace {

TEST(First, passes) {}
TEST(Dying, by_abort) {
  EXPECT_EQ(1, 2) << "seen before it died";
  std::printf("then it aborts\n");
  std::fflush(stdout);
  std::abort();
}
TEST(Between, one) {}
TEST(Dying, by_exit) { std::exit(0); }
TEST(Between, two) { EXPECT_TRUE(false); }
TEST(Dying, by_underscore_exit) { _exit(3); }
TEST(Dying, by_a_bad_address) { *static_cast<volatile int*>(nullptr) = 3; }

class DiesAtStart : public testing::Test {
 protected:
  static void SetUpTestSuite() { std::abort(); }
};
TEST_F(DiesAtStart, one) {}
TEST_F(DiesAtStart, two) {}

TEST(Forking, ends_the_child) {
  if (fork() == 0) _exit(7);
  int status = 0;
  wait(&status);
  EXPECT_EQ(WEXITSTATUS(status), 7);
}
TEST(Forking, checks_in_the_child) {
  if (fork() == 0) {
    EXPECT_TRUE(false);
    std::exit(0);
  }
  wait(nullptr);
}
TEST(Last, fails) { EXPECT_TRUE(false); }
TEST(Last, passes) {}

}  // namespace
