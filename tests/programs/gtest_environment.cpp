// An environment that fails, skips, throws or ends the process, as it is built.
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include <gtest/gtest.h>

namespace {

class World : public testing::Environment {
 public:
  void SetUp() override {
    std::printf("the world begins\n");
#if defined(SKIPS)
    GTEST_SKIP() << "no network\nat all";
#elif defined(FAILS)
    FAIL() << "no network";
#elif defined(THROWS)
    throw std::runtime_error("no network");
#elif defined(COMPLAINS)
    ADD_FAILURE() << "a slow network";
#elif defined(DIES_BEFORE)
    std::fprintf(stderr, "no network at all\n");
    std::exit(7);
#endif
  }
  void TearDown() override {
#if defined(ENDS_BADLY)
    ADD_FAILURE() << "the network is still there";
#elif defined(DIES_BEHIND)
    std::fprintf(stderr, "the network ends\n");
    std::exit(0);
#elif defined(ABORTS_BEHIND)
    std::fprintf(stderr, "the network hangs\n");
    std::abort();
#endif
  }
};

class SuiteEndFails : public testing::Test {
 protected:
  static void TearDownTestSuite() {
#if defined(ENDS_BADLY)
    ADD_FAILURE() << "the suite cannot be torn down";
#endif
  }
};

TEST_F(SuiteEndFails, one) {}
TEST(Plain, one) {}
TEST(Plain, two) {}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  testing::AddGlobalTestEnvironment(new World);
  return RUN_ALL_TESTS();
}
