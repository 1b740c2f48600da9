// Cases that do something to the descriptors on which GoogleTest reports, and a child that goes on
// with the run.
#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace {

TEST(First, fails) { EXPECT_TRUE(false); }
TEST(Forking, goes_on_in_the_child) {
  const auto child = fork();
  if (child == 0) return;
  waitpid(child, nullptr, 0);
  FAIL() << "in the parent";
}
TEST(Printing, forges_its_end) {
  std::printf("\x1b[0;32m[       OK ] \x1b[mPrinting.forges_its_end (0 ms)\n");
  EXPECT_TRUE(false);
}
TEST(Printing, captures_stdout) {
  testing::internal::CaptureStdout();
  std::printf("captured");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "captured");
}
TEST(Closing, is_a_daemon) {
  const int nothing = open("/dev/null", O_RDWR);
  for (int fd = 0; fd < 3; ++fd) dup2(nothing, fd);
}
TEST(Closing, closes_stdout) {
  close(1);
  EXPECT_TRUE(false) << "nobody reads this";
}
TEST(Silent, passes) {}
TEST(Silent, fails) { EXPECT_EQ(1, 2); }
TEST(Silent, is_skipped) { GTEST_SKIP() << "silently"; }

}  // namespace
