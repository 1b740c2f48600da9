// Set-ups and tear-downs that print what looks like failures, beside one that fails.
#include <cstdio>

#include <gtest/gtest.h>

namespace {

class Quotes : public testing::Test {
 protected:
  static void SetUpTestSuite() { std::printf("log.cpp:77: Failure\nof something else\n"); }
  static void TearDownTestSuite() { std::printf("end.cpp:7: Failure\nof something else\n"); }
};
TEST_F(Quotes, passes) {}
TEST_F(Quotes, is_skipped) { GTEST_SKIP(); }
TEST_F(Quotes, is_skipped_later) {
  std::printf("before\n");
  GTEST_SKIP();
}
TEST_F(Quotes, fails) { ADD_FAILURE() << "a message"; }

class Fails : public testing::Test {
 protected:
  static void SetUpTestSuite() { FAIL() << "no server"; }
};
TEST_F(Fails, one) {}
TEST_F(Fails, two) {}

class Skips : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::printf("log.cpp:78: Failure\nof something else\n");
    GTEST_SKIP() << "no server";
  }
};
TEST_F(Skips, one) {}

TEST(Plain, is_skipped) { GTEST_SKIP(); }
TEST(Plain, passes) {}

class World : public testing::Environment {
 public:
  void SetUp() override { std::printf("world.cpp:3: Failure\nof another world\n"); }
  void TearDown() override { std::printf("world.cpp:4: Failure\nof another world\n"); }
};

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  testing::AddGlobalTestEnvironment(new World);
  return RUN_ALL_TESTS();
}
