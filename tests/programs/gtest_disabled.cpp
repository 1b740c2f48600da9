// A main function that runs disabled cases, too, as it is built: before or behind the options. With
// LAST_ in front the only disabled case is the last one.
#include <gtest/gtest.h>

namespace {

TEST(Plain, passes) {}
TEST(Plain, DISABLED_fails) { EXPECT_EQ(1, 2); }
#if !defined(LAST_BEHIND) && !defined(LAST_NOT)
TEST(DISABLED_Suite, fails) { EXPECT_EQ(1, 2); }
TEST(Plain, comes_last) {}
#endif

}  // namespace

int main(int argc, char** argv) {
#if defined(BEFORE)
  testing::GTEST_FLAG(also_run_disabled_tests) = true;
#endif
  testing::InitGoogleTest(&argc, argv);
#if defined(BEHIND) || defined(LAST_BEHIND)
  testing::GTEST_FLAG(also_run_disabled_tests) = true;
#endif
  return RUN_ALL_TESTS();
}
