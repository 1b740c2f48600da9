// A main function that runs the cases twice; one fails the second time.
#include <gtest/gtest.h>

namespace {

TEST(Plain, passes) {}
TEST(Plain, fails_later) {
  static bool first = true;
  EXPECT_TRUE(first);
  first = false;
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const int first = RUN_ALL_TESTS();
  const int second = RUN_ALL_TESTS();
  return first != 0 ? first : second;
}
