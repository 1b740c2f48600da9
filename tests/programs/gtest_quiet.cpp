// A program that has replaced GoogleTest's printer by its own.
#include <cstdio>

#include <gtest/gtest.h>

namespace {

class Dots : public testing::EmptyTestEventListener {
 public:
  void OnTestEnd(const testing::TestInfo&) override { std::printf("."); }
};

TEST(Quiet, passes) {}
TEST(Quiet, fails) { EXPECT_EQ(1, 2) << "a message"; }
TEST(Quiet, throws) { throw 3; }
TEST(Quiet, is_skipped) { GTEST_SKIP() << "not today"; }

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  auto& listeners = testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  listeners.Append(new Dots);
  return RUN_ALL_TESTS();
}
