// A main function that runs disabled cases, too, as it is built: before or behind the options.
#include <gtest/gtest.h>

namespace {

TEST(Plain, passes) {}
TEST(Plain, DISABLED_fails) { EXPECT_EQ(1, 2); }
TEST(DISABLED_Suite, fails) { EXPECT_EQ(1, 2); }
TEST(Plain, comes_last) {}

}  // namespace

int main(int argc, char** argv) {
#if defined(BEFORE)
  testing::GTEST_FLAG(also_run_disabled_tests) = true;
#endif
  testing::InitGoogleTest(&argc, argv);
#if defined(BEHIND)
  testing::GTEST_FLAG(also_run_disabled_tests) = true;
#endif
  return RUN_ALL_TESTS();
}
